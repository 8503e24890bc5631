import Tensors

extension Trainer {
  /// Checks that task and optimizer have the same parameters, with values
  /// and with names that checkpoints can use.
  static func check(_ parameters: [Parameter], _ optimized: [Parameter]) throws
  {
    var names: Set<String> = []
    for parameter in parameters {
      let name = parameter.name
      guard names.insert(name).inserted, !CheckpointNames.isKept(name) else {
        throw TrainingError.task(.name(name))
      }
      guard parameter.value.hasValues else {
        throw TrainingError.task(.noValues(name))
      }
    }
    let known = Set(parameters.map(ObjectIdentifier.init))
    var seen: Set<ObjectIdentifier> = []
    for parameter in optimized {
      let identity = ObjectIdentifier(parameter)
      guard known.contains(identity), seen.insert(identity).inserted else {
        throw TrainingError.task(.parameter(parameter.name))
      }
    }
    for parameter in parameters
    where !seen.contains(ObjectIdentifier(parameter)) {
      throw TrainingError.task(.parameter(parameter.name))
    }
  }
}
