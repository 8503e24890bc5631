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
