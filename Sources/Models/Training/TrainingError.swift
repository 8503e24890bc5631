import Diagnostics

/// What can go wrong while a model is trained.
public enum TrainingError: Error, Equatable {
  /// An optimizer's state that is missing or has another size.
  case state(String)
  /// A loss that is infinite or no number.
  case loss(step: Int, value: Double)
  /// A gradient that is infinite or no number.
  case gradient(step: Int, parameter: String)
}

extension TrainingError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .state(let name):
      Diagnosis(
        "the optimizer's state has no fitting '\(name)'",
        expected: "the state of the same model and optimizer",
        remedy: "continue with the settings that the checkpoint was made with")
    case .loss(let step, let value):
      Diagnosis(
        "the loss is \(value) at step \(step)",
        remedy: "lower the learning rate, or go on from the last checkpoint")
    case .gradient(let step, let parameter):
      Diagnosis(
        "the gradient of '\(parameter)' is not finite at step \(step)",
        remedy: "lower the learning rate, or go on from the last checkpoint")
    }
  }
}
