import Cluster
import Tensors

/// What one device has of a tensor that was gathered.
struct CatsView {
  /// All columns; zeros where the device has nothing.
  let values: Tensor
  /// 1 for a column that is its own or was sent to it, whether it came or
  /// not: one row; `nil` if that is true of all.
  let expected: Tensor?
  /// 1 for a column that it has, fresh or stale: one row, or one a sample;
  /// `nil` if it has all that is expected.
  let present: Tensor?

  /// Whether it has everything, and nothing of it is stale.
  let isWhole: Bool
}

/// Rows of zeros and ones, one for all samples or one for each.
struct ColumnMask {
  let columns: Int
  var bits: [Float]

  var isFull: Bool { !bits.contains(0) }

  /// Whether every row has all that `expected`, one row, has.
  func fills(_ expected: ColumnMask) -> Bool {
    var column = 0
    for bit in bits {
      if bit == 0, expected.bits[column] != 0 { return false }
      column = column + 1 == columns ? 0 : column + 1
    }
    return true
  }

  func tensor() throws -> Tensor {
    try Tensor(Shape(bits.count / max(1, columns), columns), bits)
  }

  /// A column that is in one of both, where `limit`, one row, has it too.
  func union(_ other: ColumnMask, within limit: ColumnMask? = nil)
    -> ColumnMask
  {
    var made = bits
    var column = 0
    for (i, bit) in other.bits.enumerated() {
      if bit != 0, limit == nil || limit?.bits[column] != 0 { made[i] = 1 }
      column = column + 1 == columns ? 0 : column + 1
    }
    return ColumnMask(columns: columns, bits: made)
  }
}

extension GatherLayout {
  /// What `device` would have if nothing were lost: one row.
  func expected(at device: Int) -> ColumnMask {
    var bits = sent ?? [Float](repeating: 1, count: columns)
    for column in cuts[device] { bits[column] = 1 }
    return ColumnMask(columns: columns, bits: bits)
  }

  /// What `device` has: of `expected`, what came to it.
  func came(to device: Int, of expected: ColumnMask) -> ColumnMask {
    guard let heard else { return expected }
    var all = ColumnMask(columns: columns, bits: [])
    for sample in 0..<heard.count / (devices * devices) {
      let from = (sample * devices + device) * devices
      for (sender, cut) in cuts.enumerated() {
        if sender == device || heard[from + sender] != 0 {
          all.bits += expected.bits[cut]
        } else {
          all.bits += repeatElement(0, count: cut.count)
        }
      }
    }
    return all
  }
}
