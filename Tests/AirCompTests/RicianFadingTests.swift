import Testing

@testable import Platforms

/// Fading has the moments that it should, and draws depend on their name only.
struct RicianFadingTests {
  private func fading(_ factor: Double, seed: UInt64 = 5) throws
    -> RicianFading
  {
    try RicianFading(
      serverAntennas: 6, deviceAntennas: 3, pathGains: [1, 0.25, 4],
      factor: factor, seed: seed)
  }

  @Test func drawsDoNotDependOnOrder() throws {
    let fading = try fading(3)
    let forward = (0..<4).map { fading.channels(block: UInt64($0)) }
    for block in (0..<4).reversed() {
      for device in (0..<3).reversed() {
        let again = fading.channel(block: UInt64(block), device: device)
        #expect(again == forward[block][device])
      }
    }
    let all = forward.flatMap { $0 }
    for (i, a) in all.enumerated() {
      for b in all[..<i] { #expect(a != b) }
    }
    let other = try self.fading(3, seed: 6)
    #expect(other.channel(block: 0, device: 0) != forward[0][0])
    #expect(
      fading.channel(block: 1 << 32, device: 0)
        != fading.channel(block: 0, device: 0))
  }

  /// A device's draw is the same beside more devices.
  @Test func drawsDoNotDependOnOtherDevices() throws {
    let one = try RicianFading(
      serverAntennas: 6, deviceAntennas: 3, pathGains: [1], factor: 3, seed: 5)
    #expect(
      try one.channel(block: 7, device: 0)
        == fading(3).channel(block: 7, device: 0))
  }

  @Test(arguments: [0.0, 3, 100])
  func meanGain(_ factor: Double) throws {
    let fading = try fading(factor)
    for (device, gain) in fading.pathGains.enumerated() {
      let sum = (0..<UInt64(2000)).reduce(0) {
        $0 + fading.channel(block: $1, device: device).squaredNorm
      }
      #expect(abs(sum / (2000 * 18 * gain) - 1) < 0.03)
    }
  }

  /// The fourth moment of CN(0, 1) is 2; with a line of sight it is less.
  @Test func rayleighIsGaussian() throws {
    let fading = try fading(0)
    var (mean, second, fourth, square) = (Complex(0), 0.0, 0.0, Complex(0))
    for block in 0..<UInt64(3000) {
      for entry in fading.channel(block: block, device: 0).entries {
        mean += entry
        square += entry * entry
        second += entry.squaredMagnitude
        fourth += entry.squaredMagnitude * entry.squaredMagnitude
      }
    }
    let count = 3000.0 * 18
    #expect(mean.squaredMagnitude.squareRoot() / count < 0.02)
    #expect(square.squaredMagnitude.squareRoot() / count < 0.02)
    #expect(abs(second / count - 1) < 0.02)
    #expect(abs(fourth / count - 2) < 0.06)
  }

  /// Without scattering the channel is a product of two array responses.
  @Test func lineOfSightHasRankOne() throws {
    let fading = try fading(1e12)
    let values = try fading.channel(block: 3, device: 2).singularValues().values
    #expect(abs(values[0] * values[0] / (4 * 18) - 1) < 1e-4)
    #expect(values[1] < 1e-4 * values[0])
  }
}
