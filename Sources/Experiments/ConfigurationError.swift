import Diagnostics

/// What settings can lack.
public enum ConfigurationError: Error, Equatable {
  /// A setting without which nothing can run.
  case missing(String)
  /// A setting of memories that are filled from one another, on a platform
  /// without such.
  case noHierarchy(String, platform: String)
  /// A setting of memories in which cores compute, on a platform where these
  /// are filled from one another.
  case hierarchy(String, platform: String)
  /// A setting that has no meaning on the network of the platform.
  case otherNetwork(String, platform: String, network: String)
  /// Loss of rounds of Mixer where a step takes several of them.
  case severalRounds(Int)
  /// A metric of language for a model that has no public checkpoint.
  case noCheckpoint(model: String)
  /// A metric of language without texts to measure it on.
  case noTexts
  /// A metric that nobody computes.
  case notComputed(String)
  /// A setting of gathers for a scheme that has none.
  case gathers(setting: String, value: String, scheme: String)
  /// A scheme, with its model, that does not compute in int8.
  case int8Scheme(String)
  /// A format that int8 arithmetic does not have.
  case int8Format(setting: String, value: String, expected: String)
  /// Several samples at once for a model that keeps keys of one text.
  case batch(model: String)
  /// A text longer than the model's context.
  case textLength(Int, limit: Int, model: String)
}

extension ConfigurationError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .missing(let name):
      Diagnosis(
        "the setting '\(name)' is missing",
        remedy: "give it in the manifest, or with --set \(name)=...",
        exit: .usage)
    case .otherNetwork(let name, let platform, let network):
      Diagnosis(
        "the setting '\(name)' has no meaning on platform '\(platform)', "
          + "whose network is of the kind '\(network)'",
        remedy: "leave it out, or choose another platform", exit: .usage)
    case .noHierarchy(let name, let platform):
      Diagnosis(
        "the setting '\(name)' has no meaning on platform '\(platform)', whose "
          + "cores compute in all its memories",
        expected: "a platform with a hierarchy, such as siracusa-mipi",
        remedy: "leave it out, or choose another platform", exit: .usage)
    case .hierarchy(let name, let platform):
      Diagnosis(
        "the setting '\(name)' has no meaning on platform '\(platform)', whose "
          + "memories are filled from one another",
        expected: "a platform whose cores compute in all their memories",
        remedy: "leave it out, or choose another platform", exit: .usage)
    case .batch(let model):
      Diagnosis(
        "model '\(model)' keeps keys and values, of one text at a time",
        expected: "batch 1, or a model such as bert-base or vit-base",
        exit: .usage)
    case .severalRounds(let count):
      Diagnosis(
        "a step takes \(count) rounds of Mixer, and what they lose together "
          + "is not known",
        expected: "steps of one round, the only ones that CATS runs",
        remedy: "use fewer tokens, send fewer columns, or choose another "
          + "loss_mode", exit: .usage)
    case .noCheckpoint(let model):
      Diagnosis(
        "model '\(model)' has sizes but no weights",
        expected: "a model with a checkpoint, such as stories260k",
        exit: .usage)
    case .notComputed(let metric):
      Diagnosis(
        "nothing computes the metric '\(metric)'",
        remedy: "see 'shardbench list metrics'", exit: .usage)
    case .noTexts:
      Diagnosis(
        "metrics of language need texts",
        remedy: "add 'data: { set: model-samples }' to the manifest",
        exit: .usage)
    case .gathers(let setting, let value, let scheme):
      Diagnosis(
        "\(scheme) has no '\(setting): \(value)'",
        expected: "the scheme cats",
        remedy: "choose the scheme cats, or leave '\(setting)' out",
        exit: .usage)
    case .int8Scheme(let scheme):
      Diagnosis(
        "\(scheme) has no 'arithmetic: int8' for this model",
        expected: "the scheme cats; or single or tensor-parallel with a "
          + "language model that has a checkpoint",
        remedy: "choose such a scheme, or leave 'arithmetic' out",
        exit: .usage)
    case .int8Format(let setting, let value, let expected):
      Diagnosis(
        "'\(setting): \(value)' does not go with 'arithmetic: int8'",
        expected: expected,
        remedy: "leave '\(setting)' out", exit: .usage)
    case .textLength(let length, let limit, let model):
      Diagnosis(
        "texts of \(length) tokens are longer than the context of '\(model)'",
        expected: "at most \(limit)", remedy: "lower data.length",
        exit: .usage)
    }
  }
}
