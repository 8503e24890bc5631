import Foundation
import Tensors

extension OperationCase {
  static let attention: [OperationCase] = [
    AttentionSizes(rows: 1, heads: 1, groups: 1, size: 4, earlier: 0),
    AttentionSizes(rows: 1, heads: 6, groups: 2, size: 6, earlier: 9),
    AttentionSizes(rows: 1, heads: 4, groups: 4, size: 17, earlier: 30),
    AttentionSizes(rows: 5, heads: 3, groups: 3, size: 4, earlier: 0),
    AttentionSizes(rows: 9, heads: 8, groups: 2, size: 8, earlier: 4),
    AttentionSizes(rows: 3, heads: 4, groups: 1, size: 2, earlier: 1),
    AttentionSizes(rows: 2, heads: 2, groups: 1, size: 4, earlier: 2, more: 3),
    AttentionSizes(rows: 0, heads: 2, groups: 1, size: 4, earlier: 3),
  ].map(\.operation)

  static let assembly: [OperationCase] = [
    OperationCase(
      name: "lookup", inputs: [Shape(6, 3)], result: Shape(4, 3),
      kernel: .lookup, macs: 12, reads: [12],
      apply: { try $0[0].lookup([5, 0, 0, 2], count: 4) },
      expected: { values in
        [5, 0, 0, 2].flatMap { values[0][3 * $0..<3 * $0 + 3] }
      }),
    OperationCase(
      name: "assembled rows", inputs: [Shape(2, 3), Shape(0, 3), Shape(1, 3)],
      result: Shape(3, 3), kernel: .copy, macs: 9,
      apply: { try Tensor.assembled($0, as: Shape(3, 3)) },
      expected: { $0.flatMap { $0 } }),
    OperationCase(
      name: "assembled vectors", inputs: [Shape(4), Shape(2)],
      result: Shape(3, 2), kernel: .copy, macs: 6,
      apply: { try Tensor.assembled($0, as: Shape(3, 2)) },
      expected: { $0.flatMap { $0 } }),
    OperationCase(
      name: "columns", inputs: [Shape(3, 5)], result: Shape(3, 2),
      kernel: .copy, macs: 6, reads: [6], apply: { try $0[0].columns(2..<4) },
      expected: { values in
        (0..<3).flatMap { values[0][5 * $0 + 2..<5 * $0 + 4] }
      }),
  ]
}

private struct AttentionSizes {
  var rows: Int
  var heads: Int
  var groups: Int
  var size: Int
  var earlier: Int
  /// Keys that nobody may see.
  var more = 0

  var operation: OperationCase {
    let context = earlier + rows + more
    let (width, keyWidth) = (heads * size, groups * size)
    let visible = earlier + 1
    let pairs = (0..<rows).reduce(0) { $0 + visible + $1 }
    let seen = (earlier + max(rows, 1)) * keyWidth
    return OperationCase(
      name: "attention \(rows) rows, \(heads)/\(groups) heads of \(size), "
        + "\(earlier) earlier",
      inputs: [
        Shape(rows, width), Shape(max(context, 1), keyWidth),
        Shape(max(context, 1), keyWidth),
      ], result: Shape(rows, width), kernel: .attention,
      macs: 2 * width * pairs, reads: [rows * width, seen, seen],
      apply: {
        try $0[0].attention(
          keys: $0[1], values: $0[2], heads: heads, keyValueHeads: groups,
          visible: visible)
      },
      expected: { values in
        var y: [Double] = []
        for row in 0..<rows {
          for head in 0..<heads { y += one(values, row, head) }
        }
        return y
      })
  }

  /// One head of one row.
  private func one(_ values: [[Double]], _ row: Int, _ head: Int) -> [Double] {
    let keyHead = head / (heads / groups)
    let query = (row * heads + head) * size
    func at(_ t: Int) -> Int { (t * groups + keyHead) * size }
    let scores = (0...earlier + row).map { t in
      (0..<size).reduce(0.0) {
        $0 + values[0][query + $1] * values[1][at(t) + $1]
      } / Double(size).squareRoot()
    }
    let weights = scores.map { exp($0) }
    let sum = weights.reduce(0, +)
    return (0..<size).map { i in
      weights.indices.reduce(0.0) {
        $0 + weights[$1] / sum * values[2][at($1) + i]
      }
    }
  }
}
