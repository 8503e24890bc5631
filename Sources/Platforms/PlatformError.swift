import Cluster
import Diagnostics

/// What can go wrong when a trace is costed.
public enum PlatformError: Error {
  /// An accounting that the platform does not have.
  case accounting(String, platform: String, known: [String])
  /// A payload that the radio of Mixer cannot have.
  case payload(Int, limit: Int)
  /// A part of the memory on the chip that is no tile, or more than there is.
  case budget(Bytes, least: Bytes, most: Bytes)
  /// A trace in which nothing happens: its costs would be a silent zero.
  case emptyTrace
  /// A trace that breaks a law.
  case brokenTrace(Trace.Violation)
  /// A timeline that breaks a law: a defect of the costing.
  case brokenTimeline(String)
}

extension PlatformError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .accounting(let name, let platform, let known):
      Diagnosis(
        "platform '\(platform)' has no accounting '\(name)'",
        expected: known.joined(separator: " or "),
        remedy: didYouMean(name, among: known), exit: .usage)
    case .payload(let bytes, let limit):
      Diagnosis(
        "Mixer messages cannot have a payload of \(counted(bytes, "byte"))",
        expected: "1 to \(limit) bytes",
        remedy: "lower mixer.payload_bytes, or leave it out: then the shortest "
          + "round decides", exit: .usage)
    case .budget(let bytes, let least, let most):
      Diagnosis(
        "weights and kept values cannot have "
          + "\(counted(Int(bytes.value), "byte")) of the memory on the chip",
        expected: "\(Int(least.value)) bytes, a single tile, to "
          + "\(Int(most.value)), all of it",
        remedy: "set l2_budget_bytes within these limits", exit: .usage)
    case .emptyTrace:
      Diagnosis(
        "nothing was computed or sent, so there is nothing to cost",
        remedy: "run at least one token through at least one block")
    case .brokenTrace(let violation):
      Diagnosis(
        "the trace breaks a law: \(violation)",
        remedy: "if it was read from a file, write it again; else report it")
    case .brokenTimeline(let what):
      Diagnosis(
        "the timeline breaks a law: \(what)",
        remedy: "this is a defect; please report it", exit: .software)
    }
  }
}
