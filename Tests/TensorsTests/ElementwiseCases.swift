import Foundation
import Tensors

extension OperationCase {
  static let elementwise: [OperationCase] =
    [Shape(3, 5), Shape(17), Shape(2, 3, 4), Shape(0, 3)].flatMap { shape in
      [add(shape), gate(shape), rectifier(shape)]
        + [1, 2, 5].map { sum(of: $0, shape) } + [byColumn(shape)]
    }

  private static func byColumn(_ shape: Shape) -> OperationCase {
    let columns = shape.columns
    return OperationCase(
      name: "scaled by column \(shape)",
      inputs: [shape, Shape(columns), Shape(columns)], result: shape,
      kernel: .elementwise, macs: shape.count,
      apply: { try $0[0].scaled(by: $0[1], plus: $0[2]) },
      expected: { values in
        values[0].enumerated().map {
          $1 * values[1][$0 % columns] + values[2][$0 % columns]
        }
      })
  }

  private static func add(_ shape: Shape) -> OperationCase {
    OperationCase(
      name: "+ \(shape)", inputs: [shape, shape], result: shape,
      kernel: .elementwise, macs: shape.count, apply: { try $0[0] + $0[1] },
      expected: { zip($0[0], $0[1]).map { $0 + $1 } })
  }

  private static func gate(_ shape: Shape) -> OperationCase {
    OperationCase(
      name: "siluGate \(shape)", inputs: [shape, shape], result: shape,
      kernel: .elementwise, macs: shape.count,
      apply: { try $0[0].siluGate($0[1]) },
      expected: { zip($0[0], $0[1]).map { $0 / (1 + exp(-$0)) * $1 } })
  }

  private static func rectifier(_ shape: Shape) -> OperationCase {
    OperationCase(
      name: "relu \(shape)", inputs: [shape], result: shape,
      kernel: .elementwise, macs: shape.count, apply: { try $0[0].relu() },
      expected: { $0[0].map { max(0, $0) } })
  }

  private static func sum(of terms: Int, _ shape: Shape) -> OperationCase {
    OperationCase(
      name: "sum of \(terms) \(shape)",
      inputs: [Shape](repeating: shape, count: terms), result: shape,
      kernel: .reduction, macs: (terms - 1) * shape.count,
      apply: { try Tensor.sum($0) },
      expected: { values in
        values[0].indices.map { i in values.reduce(0) { $0 + $1[i] } }
      })
  }

  static let rotation: [OperationCase] = [
    (1, 1, 4, 0), (1, 3, 8, 7), (5, 2, 6, 3), (2, 1, 2, 60),
  ].map { (rows: Int, heads: Int, size: Int, position: Int) in
    let width = heads * size
    return OperationCase(
      name: "rotated \(rows) rows, \(heads) heads of \(size) from \(position)",
      inputs: [Shape(rows, width)], result: Shape(rows, width),
      kernel: .rotation, macs: 2 * rows * width,
      apply: {
        try $0[0].rotated(
          RotaryTable(headSize: size, base: 10_000), from: position)
      },
      expected: { values in
        var y = values[0]
        for at in stride(from: 0, to: y.count, by: 2) {
          let pair = Double(at % size)
          let angle =
            Double(position + at / width)
            * pow(10_000, -pair / Double(size))
          let (a, b) = (values[0][at], values[0][at + 1])
          y[at] = a * cos(angle) - b * sin(angle)
          y[at + 1] = a * sin(angle) + b * cos(angle)
        }
        return y
      })
  }
}
