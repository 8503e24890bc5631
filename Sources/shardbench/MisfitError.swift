import Diagnostics
import Platforms

/// A model that does not fit a platform, after all has been printed that has a
/// meaning nevertheless.
struct MisfitError: Error, Equatable {
  var misfit: Misfit
}

extension MisfitError: Diagnosable {
  var diagnosis: Diagnosis {
    Diagnosis(
      "the model does not fit: \(misfit.text)",
      remedy: misfit.place == .network
        ? "send less: other formats, fewer tokens, more pruning"
        : "use more devices, another scheme, smaller formats or fewer tokens",
      exit: .data)
  }
}

extension Misfit {
  /// What does not fit, in words.
  var text: String {
    func bytes(_ bytes: Bytes) -> String { Human.text(bytes.value, unit: "B") }
    switch place {
    case .allMemories:
      return "device \(device) needs \(bytes(needs)) for weights and "
        + "activations and has \(bytes(has))"
    case .memory(let name, let contents):
      return "device \(device) needs \(bytes(needs)) of \(name) for "
        + "\(contents) and has \(bytes(has)), \(bytes(excess)) too few; most "
        + "of it takes: \(largest.name), \(bytes(largest.bytes))"
    case .network:
      return "a step sends \(bytes(needs)) and the radio carries "
        + "\(bytes(has)) at most; device \(device) alone sends "
        + "\(bytes(largest.bytes))"
    }
  }
}
