import Foundation
import Tensors

/// How entries of a checkpoint are called besides the weights.
enum CheckpointNames {
  static let optimizer = "optimizer."
  static let best = "best."
  static let format = "shardbench training 1"

  /// Whether no weight can have this name.
  static func isKept(_ name: String) -> Bool {
    name.hasPrefix(optimizer) || name.hasPrefix(best)
      || name == "__metadata__"
  }
}

extension Trainer {
  /// Writes all that it takes to continue: a safetensors file with the
  /// weights of the last step under their names, those of the best
  /// evaluation under `best.`, the optimizer's state under `optimizer.`, and
  /// in the notes where the training stands and what it is a training of.
  ///
  /// The file appears whole or not at all; one that is there is replaced.
  ///
  /// - Throws: ``TrainingError/notFinite(step:_:checkpoint:)`` if a weight is
  ///   no finite number, so that a good checkpoint stays; ``DataError``.
  public func save(to file: URL) throws {
    if last == nil, let bad = try task.parameters.firstNotFinite() {
      throw TrainingError.notFinite(
        step: state.step, .weight(bad.name),
        checkpoint: lastCheckpoint?.relativePath)
    }
    let weights = last ?? task.parameters.map(\.value)
    var tensors = zip(task.parameters, weights).map { ($0.name, $1) }
    for (parameter, value) in zip(task.parameters, best ?? []) {
      tensors.append((CheckpointNames.best + parameter.name, value))
    }
    for (name, values) in optimizer.state {
      tensors.append(
        (
          CheckpointNames.optimizer + name,
          try Tensor(Shape(values.count), values)
        ))
    }
    var notes = try state.notes()
    notes.merge(identities) { $1 }
    notes["optimizer_steps"] = "\(optimizer.stepCount)"
    try Safetensors.write(
      tensors.map { (name: $0.0, tensor: $0.1) }, metadata: notes, to: file)
    lastCheckpoint = file
  }

  /// Takes up where the training stood that wrote `file`; from there on all
  /// goes as it would have gone.
  ///
  /// - Throws: ``TrainingError/checkpoint(file:entry:_:)``,
  ///   ``TrainingError/state(_:)`` or ``DataError`` if the file is damaged or
  ///   from another training; then nothing has changed.
  public func restore(from file: URL) throws {
    let tensors = try Safetensors(file)
    let notes = CheckpointNotes(file: tensors.path, notes: tensors.metadata)
    for (name, value) in identities.sorted(by: { $0.key < $1.key }) {
      try notes.require(name, value)
    }
    let state = try TrainingState(notes)
    // Numbers from a file may be too large to multiply.
    let before = state.step - state.position
    guard state.position <= stepsPerEpoch, before >= 0,
      before % stepsPerEpoch == 0, before / stepsPerEpoch == state.epoch
    else {
      throw TrainingError.checkpoint(
        file: tensors.path, entry: "step",
        .value(
          "\(state.step)",
          expected: "\(stepsPerEpoch) steps for each epoch done, and those of "
            + "the epoch that is going on"))
    }
    let hasBest = options.keepsBest && state.bestLoss != nil
    let remembered = optimizer.state
    try checkNames(tensors, hasBest: hasBest, remembered.map(\.name))
    let weights = try task.parameters.map {
      try tensors.tensor($0.name, shape: $0.shape)
    }
    let best = try task.parameters.map {
      hasBest
        ? try tensors.tensor(CheckpointNames.best + $0.name, shape: $0.shape)
        : nil
    }
    var memory: [String: [Float]] = [:]
    for (name, values) in remembered {
      memory[name] = try tensors.tensor(
        CheckpointNames.optimizer + name, shape: Shape(values.count)
      ).values()
    }
    try optimizer.restore(
      memory, stepCount: try notes.count("optimizer_steps"))
    try task.parameters.take(weights)
    self.state = state
    self.best = hasBest ? best.compactMap { $0 } : nil
    last = nil
    lastCheckpoint = file
  }

  /// What a checkpoint must have in common with this training.
  private var identities: [String: String] {
    [
      "format": CheckpointNames.format, "identity": task.identity,
      "options": options.identity, "seed": "\(options.seed)",
      "training_samples": "\(task.sampleCount)",
    ]
  }

  /// Checks that the file has no entry that nobody takes.
  private func checkNames(
    _ tensors: Safetensors, hasBest: Bool, _ remembered: [String]
  ) throws {
    var known = Set(task.parameters.map(\.name))
    if hasBest {
      known.formUnion(task.parameters.map { CheckpointNames.best + $0.name })
    }
    known.formUnion(remembered.map { CheckpointNames.optimizer + $0 })
    for entry in tensors.entries where !known.contains(entry.name) {
      throw TrainingError.checkpoint(
        file: tensors.path, entry: entry.name, .unexpected)
    }
  }
}
