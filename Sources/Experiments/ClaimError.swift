import Diagnostics

/// What can be wrong with the value of a claim.
public enum ClaimError: Error, Equatable {
  /// It cannot be read.
  case syntax(String, near: String)
  /// A function that does not exist.
  case function(String, of: String)
  /// It selects nothing: `found` rows agree, none has a value.
  case noRow(String, found: Int)
  /// It is infinite or no number.
  case notFinite(String)
}

extension ClaimError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .syntax(let text, let near):
      Diagnosis(
        "the value '\(text)' of a claim cannot be read near \(near)",
        expected: "such as mean(latency_s | devices=4) / mean(latency_s | "
          + "devices=1)", exit: .usage)
    case .function(let name, let text):
      Diagnosis(
        "the value '\(text)' of a claim names the function '\(name)'",
        expected: "mean, min or max", exit: .usage)
    case .noRow(let text, let found):
      Diagnosis(
        "the value '\(text)' of a claim selects no "
          + (found == 0 ? "row" : "row with a value"),
        remedy: "correct its conditions, or run the points that it asks for")
    case .notFinite(let text):
      Diagnosis("the value '\(text)' of a claim is not finite")
    }
  }
}
