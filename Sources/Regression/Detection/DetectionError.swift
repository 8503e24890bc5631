import Diagnostics

/// What can be wrong with numbers that are to be tested.
public enum DetectionError: Equatable, Sendable {
  /// A value of a series is infinite or not a number.
  case notFinite(Double, index: Int)
  /// A run without repetitions.
  case noRepetitions
  /// Repetitions and their references are not as many.
  case unpaired(measured: Int, references: Int)
  /// A time that is not greater than zero.
  case notPositive(Double)
}

extension DetectionError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .notFinite(let value, let index):
      Diagnosis(
        "point \(index + 1) of the series is \(value)",
        expected: "finite numbers", remedy: "measure it again")
    case .noRepetitions:
      Diagnosis(
        "the run has no repetitions", expected: "at least one",
        remedy: "measure it again")
    case .unpaired(let measured, let references):
      Diagnosis(
        "\(counted(measured, "repetition")) beside "
          + counted(references, "reference"),
        expected: "a reference beside each repetition",
        remedy: "this is a defect; please report it", exit: .software)
    case .notPositive(let value):
      Diagnosis(
        "a repetition took \(value)", expected: "a time greater than zero",
        remedy: "measure it again")
    }
  }
}
