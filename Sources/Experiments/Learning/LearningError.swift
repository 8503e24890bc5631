import Diagnostics

/// What can go wrong between a model and its data.
public enum LearningError: Error, Equatable {
  /// Data that is not what the model takes in or tells.
  case unfit(data: String, model: String, problem: String)
  /// A part of a data set that is empty.
  case noSamples(data: String, part: String)
  /// A metric that the data does not give.
  case metric(String, data: String, known: [String])
  /// A model without weights, and no training that makes them.
  case noWeights(model: String)
}

extension LearningError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .unfit(let data, let model, let problem):
      Diagnosis(
        "'\(model)' cannot take '\(data)': \(problem)",
        remedy: "choose another set with data.set, or another model",
        exit: .usage)
    case .noSamples(let data, let part):
      Diagnosis(
        "'\(data)' has no samples in its \(part) part",
        remedy: "choose another set with data.set", exit: .usage)
    case .metric(let metric, let data, let known):
      Diagnosis(
        "'\(data)' gives no \(metric)",
        expected: "one of: " + known.joined(separator: ", "), exit: .usage)
    case .noWeights(let model):
      Diagnosis(
        "'\(model)' has no weights",
        expected: "weights in a file, or settings to train with",
        remedy: "name a file with --weights (in a manifest: weights), or give "
          + "train.epochs",
        exit: .usage)
    }
  }
}
