import Foundation
import Tensors

/// A series to forecast that needs no download: daily and weekly seasons, a
/// slow drift, regimes that change without warning, and noise.
///
/// Row t of a channel is
///
///     level_r + gain_r (1.5 sin(2πt/24 + a) + 0.5 sin(2πt/12 + b))
///       + 0.8 sin(2πt/168 + c) + 2.0 sin(2πt/4380 + d) + 0.3 noise
///
/// where r is the regime (300 to 899 rows long; level from -1 to 1, gain
/// from 0.6 to 1.4). Each number depends on seed, channel and row alone, so a
/// longer series begins with the shorter one.
///
/// Difficulty, as the mean-square error in z-scores on the last fifth of
/// 17,420 rows, horizon 96, seeds 1 to 3: repeating the last value gives 0.79
/// to 1.08, the last day 0.25 to 0.28, the last week 0.08 to 0.14; the noise
/// alone is 0.021 to 0.022.
public struct GeneratedSeries: Sendable {
  /// The seed that all numbers come from.
  public let seed: UInt64
  private let random: Philox

  /// The deviation of the noise, in the series' own units.
  public static let noiseDeviation = 0.3

  /// The part of a mean-square error, in the series' own units, that nobody
  /// can forecast: the variance of the noise. Regimes that change within a
  /// horizon, and what a context does not tell, come on top.
  public static let noiseFloor = noiseDeviation * noiseDeviation

  /// The name for ``DataSource``.
  public static let name = "generated-series"

  /// The series of `seed`.
  public init(seed: UInt64) {
    self.seed = seed
    random = Philox(seed: seed)
  }

  /// What rows on it say about their data.
  public var source: DataSource { DataSource(name: Self.name, seed: seed) }

  /// The first `rows` rows, with columns `y`, or `y0`, `y1` and so on.
  ///
  /// - Throws: ``DataError/request(_:)`` for sizes below 1.
  /// - Complexity: O(rows x channels), about 0.3 us a number.
  public func series(rows: Int = 17_420, channels: Int = 1) throws
    -> TimeSeries
  {
    for (what, size) in [("the number of rows", rows), ("channels", channels)]
    where size < 1 {
      throw DataError.request(.size(what, size, least: 1))
    }
    return TimeSeries(
      columns: channels == 1 ? ["y"] : (0..<channels).map { "y\($0)" },
      values: (0..<channels).map { channel(UInt32($0), rows: rows) })
  }

  /// What makes a counter differ from all others.
  private enum Purpose: UInt32 { case phase = 0x5345, regime, noise }

  private func words(
    _ purpose: Purpose, _ channel: UInt32, _ number: Int, _ part: UInt32 = 0
  ) -> SIMD4<UInt32> {
    random.words(
      SIMD4(
        UInt32(truncatingIfNeeded: number), part, channel, purpose.rawValue))
  }

  private func channel(_ channel: UInt32, rows: Int) -> [Double] {
    let phases = words(.phase, channel, 0)
    func wave(_ row: Int, _ period: Double, _ phase: UInt32) -> Double {
      sin(2 * .pi * (Double(row) / period + unit(phase)))
    }
    var values: [Double] = []
    var regime = 0
    while values.count < rows {
      let drawn = words(.regime, channel, regime)
      let end = min(rows, values.count + 300 + Int(drawn[0] % 600))
      let level = 2 * unit(drawn[1]) - 1
      let gain = 0.6 + 0.8 * unit(drawn[2])
      for row in values.count..<end {
        let day =
          1.5 * wave(row, 24, phases[0]) + 0.5 * wave(row, 12, phases[1])
        let slow =
          0.8 * wave(row, 168, phases[2]) + 2 * wave(row, 4380, phases[3])
        let value =
          level + gain * day + slow
          + Self.noiseDeviation * normal(channel, row)
        // Not the last bits of the machine's sine: same numbers everywhere.
        values.append((value * 65_536).rounded() / 65_536)
      }
      regime += 1
    }
    return values
  }

  /// Mean 0, deviation 1: twelve uniform numbers less six, exact sums.
  private func normal(_ channel: UInt32, _ row: Int) -> Double {
    (0..<3).reduce(-6.0) { sum, part in
      let drawn = words(.noise, channel, row, UInt32(part))
      return sum + (0..<4).reduce(0) { $0 + unit(drawn[$1]) }
    }
  }

  /// From 0 to below 1, in steps of 2^-32.
  private func unit(_ word: UInt32) -> Double { Double(word) * 0x1p-32 }
}
