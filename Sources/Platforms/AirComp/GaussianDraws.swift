import Foundation
import Tensors

/// Complex normal numbers by counter: the same for the same (seed, purpose,
/// block, device, index), in whatever order they are drawn.
struct GaussianDraws {
  /// What the numbers are for; keeps streams of one seed apart.
  enum Purpose: UInt32 {
    case fading = 0x4149_5246
    case randomization = 0x4149_5252
    case beamformer = 0x4149_5247
  }

  private let philox: Philox
  private let counter: SIMD4<UInt32>

  init(seed: UInt64, purpose: Purpose, block: UInt64, device: Int = 0) {
    philox = Philox(seed: seed)
    counter = SIMD4(
      0, UInt32(truncatingIfNeeded: device),
      UInt32(truncatingIfNeeded: block),
      purpose.rawValue ^ UInt32(truncatingIfNeeded: block >> 32))
  }

  /// Two numbers in [0, 1) with 53 random bits each.
  private func pair(_ index: Int) -> (Double, Double) {
    var counter = counter
    counter[0] = UInt32(truncatingIfNeeded: index)
    let words = philox.words(counter)
    func fraction(_ high: UInt32, _ low: UInt32) -> Double {
      Double((UInt64(high) << 32 | UInt64(low)) >> 11) / 9_007_199_254_740_992
    }
    return (fraction(words[0], words[1]), fraction(words[2], words[3]))
  }

  /// A number in [0, 1).
  func uniform(_ index: Int) -> Double { pair(index).0 }

  /// A CN(0, 1) number, after Box and Muller.
  func normal(_ index: Int) -> Complex {
    let (radius, turn) = pair(index)
    return (-log(1 - radius)).squareRoot() * Complex(angle: 2 * .pi * turn)
  }

  /// A matrix of independent CN(0, 1) numbers; `number` tells those of one
  /// purpose apart.
  func matrix(rows: Int, columns: Int, number: Int = 0) -> ComplexMatrix {
    let first = number * rows * columns
    return ComplexMatrix(rows: rows, columns: columns) {
      normal(first + $0 + $1 * rows)
    }
  }
}
