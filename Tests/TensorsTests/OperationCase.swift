import Tensors
import TestSupport
import Testing

/// An operation, what it should give in plain loops over doubles, and what it
/// should tell its place.
struct OperationCase: Sendable, CustomTestStringConvertible {
  var name: String
  var inputs: [Shape]
  var result: Shape
  var kernel: Kernel
  var macs: Int
  /// Elements read of each input; by default all.
  var reads: [Int]?
  var apply: @Sendable ([Tensor]) throws -> Tensor
  var expected: @Sendable ([[Double]]) -> [Double]

  var testDescription: String { name }

  static let all: [OperationCase] =
    linear + normalization + elementwise + rotation + attention + assembly
}

extension OperationCase {
  static let linear: [OperationCase] = [
    (1, 7, 5, nil), (1, 64, 33, nil), (4, 7, 5, nil), (17, 33, 20, nil),
    (2, 1, 1, nil), (1, 16, 9, Kernel.head), (3, 16, 9, Kernel.head),
    (0, 4, 3, nil), (2, 0, 3, nil),
  ].map { (rows: Int, inputs: Int, outputs: Int, kernel: Kernel?) in
    OperationCase(
      name: "linear \(rows)x\(inputs)x\(outputs) \(kernel?.name ?? "")",
      inputs: [Shape(rows, inputs), Shape(outputs, inputs)],
      result: Shape(rows, outputs),
      kernel: kernel ?? (rows == 1 ? .matrixVector : .matrixMatrix),
      macs: rows * inputs * outputs,
      apply: { try $0[0].linear($0[1], as: kernel) },
      expected: { values in
        var y: [Double] = []
        for row in 0..<rows {
          for output in 0..<outputs {
            var sum = 0.0
            for i in 0..<inputs {
              sum +=
                values[0][row * inputs + i] * values[1][output * inputs + i]
            }
            y.append(sum)
          }
        }
        return y
      })
  }

  static let normalization: [OperationCase] = [
    (1, 5), (1, 16), (6, 37), (3, 1), (0, 4),
  ].map { (rows: Int, columns: Int) in
    OperationCase(
      name: "rmsNorm \(rows)x\(columns)",
      inputs: [Shape(rows, columns), Shape(columns)],
      result: Shape(rows, columns), kernel: .normalization,
      macs: 2 * rows * columns,
      apply: { try $0[0].rmsNorm($0[1], epsilon: 1e-3) },
      expected: { values in
        var y: [Double] = []
        for row in 0..<rows {
          let x = values[0][row * columns..<(row + 1) * columns]
          let square = x.reduce(0) { $0 + $1 * $1 } / Double(columns)
          let factor = 1 / (square + Double(Float(1e-3))).squareRoot()
          for (value, gain) in zip(x, values[1]) {
            y.append(value * factor * gain)
          }
        }
        return y
      })
  }
}
