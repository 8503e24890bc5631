import Diagnostics

/// What can go wrong while a model is trained.
public enum TrainingError: Error, Equatable {
  /// An optimizer's state that is missing or has another size.
  case state(String)
  /// An option that is impossible.
  case option(String, value: String, expected: String)
  /// A task that cannot be trained with this optimizer or at all.
  case task(TaskFault)
  /// Something infinite or no number in a step (counted from 1); the last
  /// checkpoint, if there is one, is from before it.
  case notFinite(step: Int, NotFinite, checkpoint: String?)
  /// Something about an entry or a note of a checkpoint.
  case checkpoint(file: String, entry: String, CheckpointFault)
}

/// What keeps a task from being trained.
public enum TaskFault: Equatable, Sendable {
  /// It has too few samples for a single batch.
  case samples(Int, batch: Int)
  /// Two parameters of one name, or a name that checkpoints need.
  case name(String)
  /// A parameter without values.
  case noValues(String)
  /// A parameter that only the task or only the optimizer has.
  case parameter(String)
}

/// Where a value first was infinite or no number.
public enum NotFinite: Equatable, Sendable {
  /// In the result of an operation.
  case operation(String)
  /// In the gradient that an operation carries back.
  case gradient(operation: String)
  /// In the gradient of this parameter, summed over the batch.
  case parameterGradient(String)
  /// In this parameter itself.
  case weight(String)
  /// In the loss.
  case loss(Double)
  /// In the validation loss.
  case validationLoss(Double)
}

/// What can be wrong with a checkpoint.
public enum CheckpointFault: Equatable, Sendable {
  /// A note that is not there.
  case missing
  /// A note that says something else.
  case value(String, expected: String)
  /// An entry that neither the model nor the optimizer has.
  case unexpected
}

extension TrainingError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .state(let name):
      Diagnosis(
        "the optimizer's state has no fitting '\(name)'",
        expected: "the state of the same model and optimizer",
        remedy: sameSettings)
    case .option(let name, let value, let expected):
      Diagnosis(
        "the training option '\(name)' is \(value)", expected: expected,
        exit: .usage)
    case .task(let fault): fault.diagnosis
    case .notFinite(let step, let place, let checkpoint):
      Diagnosis(
        "step \(step): \(place.words) is not finite",
        expected: "finite numbers throughout",
        remedy: "lower the learning rate or the norm that gradients are "
          + "clipped to; "
          + (checkpoint.map { "the last good checkpoint is \($0)" }
            ?? "there is no checkpoint"))
    case .checkpoint(let file, let entry, let fault):
      fault.diagnosis(entry, at: .init(file: file))
    }
  }
}

private let sameSettings =
  "continue with the settings that the checkpoint was made with"

extension TaskFault {
  fileprivate var diagnosis: Diagnosis {
    switch self {
    case .samples(let count, let batch):
      Diagnosis(
        "there are \(counted(count, "training sample")), too few for a batch "
          + "of \(batch)",
        remedy: "lower the batch size, or keep partial batches")
    case .name(let name):
      Diagnosis(
        "a parameter cannot be called '\(name)'",
        expected: "names that are all different and do not begin with "
          + "'optimizer.' or 'best.'", exit: .software)
    case .noValues(let name):
      Diagnosis(
        "the parameter '\(name)' has a shape but no values",
        remedy: "begin with weights", exit: .software)
    case .parameter(let name):
      Diagnosis(
        "the parameter '\(name)' is not both in the task and in the optimizer",
        expected: "the same parameters in both", exit: .software)
    }
  }
}

extension NotFinite {
  fileprivate var words: String {
    switch self {
    case .operation(let name): "the result of '\(name)'"
    case .gradient(let name): "the gradient that '\(name)' carries back"
    case .parameterGradient(let name): "the gradient of '\(name)'"
    case .weight(let name): "the parameter '\(name)'"
    case .loss(let value): "the loss (\(value))"
    case .validationLoss(let value): "the validation loss (\(value))"
    }
  }
}

extension CheckpointFault {
  fileprivate func diagnosis(
    _ entry: String, at file: Diagnosis.Location
  ) -> Diagnosis {
    switch self {
    case .missing:
      Diagnosis(
        "the note '\(entry)' is missing", at: file,
        expected: "a checkpoint of a training",
        remedy: "take a checkpoint that a training wrote, or begin anew")
    case .value(let text, let expected):
      Diagnosis(
        "the note '\(entry)' is '\(text)'", at: file, expected: expected,
        remedy: sameSettings + ", or begin anew")
    case .unexpected:
      Diagnosis(
        "entry '\(entry)' belongs neither to the model nor to the optimizer",
        at: file, remedy: sameSettings + ", or begin anew")
    }
  }
}
