import Diagnostics

/// What can go wrong between tensors.
public enum TensorError: Error, Equatable {
  /// The shapes do not suit the operation.
  case shapes(operation: String, Shape, Shape)
  /// Two operands live on different devices and no message moved one of them.
  case places(operation: String)
  /// Values were asked of a tensor that carries only its shape.
  case noValues(operation: String)
  /// A range reaches outside of the tensor.
  case range(operation: String, Range<Int>, limit: Int)
  /// An index (such as a token) reaches outside of a table.
  case index(operation: String, Int, limit: Int)
  /// A number of times that something cannot count.
  case count(operation: String, Float)
  /// A gradient of something that does not depend on a leaf.
  case notOnTape
  /// The first operation whose result, or whose way back for a gradient,
  /// gave something infinite or no number, on a tape that checks.
  case notFinite(operation: String, isGradient: Bool)
  /// A gradient of an operation that is for evaluation alone.
  case gradient(operation: String)
  /// An int8 scale of a tensor that no calibration has seen.
  case uncalibrated(String)
  /// OpenBLAS could not be loaded.
  case noBLAS(String)
}

extension TensorError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .shapes(let operation, let a, let b):
      Diagnosis(
        "\(operation): shapes \(a) and \(b) do not fit together",
        remedy: "check how the scheme cuts its operands", exit: .software)
    case .places(let operation):
      Diagnosis(
        "\(operation): the operands are on different devices",
        remedy: "send one of them through the cluster first", exit: .software)
    case .noValues(let operation):
      Diagnosis(
        "\(operation) needs values, but the tensor carries only its shape",
        remedy: "load a checkpoint, or ask for costs only", exit: .software)
    case .range(let operation, let range, let limit):
      Diagnosis(
        "\(operation): \(range) reaches outside of 0..<\(limit)",
        exit: .software)
    case .index(let operation, let index, let limit):
      Diagnosis(
        "\(operation): \(index) is outside of 0..<\(limit)",
        expected: "an entry of the table", exit: .data)
    case .count(let operation, let count):
      Diagnosis(
        "\(operation): a key cannot count \(count) times",
        expected: "a finite number, 0 or more", exit: .software)
    case .notOnTape:
      Diagnosis(
        "the loss does not depend on anything on this tape",
        remedy: "compute it from leaves of the tape", exit: .software)
    case .notFinite(let operation, let isGradient):
      Diagnosis(
        "\(operation): the \(isGradient ? "gradient" : "result") is not finite",
        remedy: "look at what goes into it", exit: .data)
    case .gradient(let operation):
      Diagnosis(
        "\(operation) gives no gradient",
        remedy: "evaluate without a tape", exit: .software)
    case .uncalibrated(let name):
      Diagnosis(
        "no int8 scale is known for '\(name)'",
        expected: "sizes of all tensors of the run",
        remedy: "calibrate on samples of this model first", exit: .software)
    case .noBLAS(let reason):
      Diagnosis(
        reason, expected: "the OpenBLAS library on this machine",
        remedy: "run 'make setup', or install libopenblas-dev",
        exit: .software)
    }
  }
}
