import Tensors
import TestSupport

/// Buffers for one call of a kernel: inputs, and what comes out beside what
/// should, so that a test is one comparison.
struct KernelCase {
  /// Counts around the widths of vectors.
  static let counts = [0, 1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 100, 257]

  var random: RandomStream

  init(seed: UInt64) { random = RandomStream(seed: seed) }

  /// Random values; never empty, so that a pointer to them is there.
  mutating func values(_ count: Int, limit: Float = 2) -> [Float] {
    random.values(max(1, count), limit: limit)
  }
}

/// Values that break careless functions of one number.
let specialValues: [Float] = [
  0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  .leastNormalMagnitude, 1e-20, -1e-20, 10, -10, 20, -20, 50, -50, 88, -88,
  -87.5, -103.9, 1e3, -1e3, 1e10, -1e10,
]

/// The largest difference, absolute; infinite where only one is finite.
func distance(_ found: [Float], _ expected: [Double]) -> Double {
  zip(found, expected).reduce(0) { worst, pair in
    let difference = abs(Double(pair.0) - pair.1)
    return max(worst, difference.isNaN ? .infinity : difference)
  }
}
