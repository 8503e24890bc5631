import Models
import Tensors

/// Samples that a model learns from or is judged on.
protocol LearningData: Sendable {
  /// What rows of results say about it.
  var source: DataSource { get }

  /// What it can be judged by.
  var metrics: [LearningMetric] { get }

  /// The number of samples in a part.
  func count(_ part: LearningPart) -> Int

  /// Some samples of a part, as a model takes them in.
  ///
  /// - Parameter key: names what is random while training; `nil` otherwise.
  func examples(_ samples: [Int], of part: LearningPart, key: EpochKey?) throws
    -> Examples
}

/// The parts of a data set.
enum LearningPart: String, CaseIterable, Sendable {
  /// To fit weights on.
  case train
  /// To choose weights by.
  case validation
  /// To judge weights on.
  case test
}

/// Samples, and how to judge what a model tells of them.
struct Examples {
  /// What goes in.
  var pass: Pass
  /// The mean loss, from what the model tells.
  let loss: (Tensor) throws -> Tensor
  /// Each metric summed over the samples; perplexity as its logarithm.
  let measures: (Tensor) throws -> [LearningMetric: Double]
}

/// What a model is judged by on a data set; a mean over samples.
enum LearningMetric: String, CaseIterable, Sendable {
  case accuracy
  case crossEntropy = "cross_entropy"
  case perplexity
  case mse

  var metric: Metric {
    switch self {
    case .accuracy:
      Metric(rawValue, unit: "", "share of samples whose class is told, 0 to 1")
    case .crossEntropy:
      Metric(
        rawValue, unit: "",
        "mean negative log-likelihood of the right class or token, natural "
          + "logarithm")
    case .perplexity:
      Metric(
        rawValue, unit: "",
        "exp of the mean negative log-likelihood of the next token, natural "
          + "logarithm, over the texts")
    case .mse:
      Metric(
        rawValue, unit: "",
        "mean square error of the forecast over all positions and rows, in "
          + "z-scores of the training rows")
    }
  }
}

extension Examples {
  /// Samples of which the model tells a class each.
  static func classified(_ pass: Pass, _ labels: [Int]) -> Examples {
    Examples(
      pass: pass, loss: { try $0.crossEntropy(labels) },
      measures: { told in
        let scores = try told.values()
        let width = told.shape.columns
        var right = 0
        var loss = 0.0
        for (row, label) in labels.enumerated() {
          let line = Array(scores[row * width..<(row + 1) * width])
          if bestToken(line) == label { right += 1 }
          loss -= logProbability(of: label, in: line)
        }
        return [.accuracy: Double(right), .crossEntropy: loss]
      })
  }
}
