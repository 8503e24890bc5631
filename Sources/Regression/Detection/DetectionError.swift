import Diagnostics

/// What can be wrong with numbers that are to be tested.
public enum DetectionError: Equatable, Sendable {
  /// A value of a series is not a number that can be squared.
  case notMeasurable(Double, index: Int)
  /// A run without repetitions.
  case noRepetitions
  /// Repetitions of a build are not as many as those of the base.
  case unpaired(Int, base: Int)
  /// A time that is no number greater than zero.
  case notPositive(Double)
}

extension Double {
  /// Whether its square, and sums of such squares, are exact enough to tell it
  /// from zero and infinity.
  var isMeasurable: Bool {
    self == 0 || (1e-100...1e100).contains(abs(self))
  }
}

extension DetectionError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .notMeasurable(let value, let index):
      Diagnosis(
        "point \(index + 1) of the series is \(value)",
        expected: "0 or sizes from 1e-100 to 1e100", remedy: "measure it again")
    case .noRepetitions:
      Diagnosis(
        "the run has no repetitions", expected: "at least one",
        remedy: "measure it again")
    case .unpaired(let count, let base):
      Diagnosis(
        "\(counted(count, "repetition")) beside \(base) of the base",
        expected: "as many of both builds",
        remedy: "this is a defect; please report it", exit: .software)
    case .notPositive(let value):
      Diagnosis(
        "a repetition took \(value)", expected: "a time greater than zero",
        remedy: "measure it again")
    }
  }
}
