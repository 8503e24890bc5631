import Testing

@testable import Platforms

/// Repeats the fit that the platform's file names, in closed form: 0.54 ms on
/// 8 chips, 26.1 times one chip, and 60.1 times one chip on 64 give the cycles
/// of a message, of computing, and of a byte from off the chip.
struct SiracusaFitTests {
  private let weights = 3_145_728.0
  private let keys = 131_072.0
  private let fetched = 8.0

  /// The fit for a clock and a payload.
  private func fit(clock: Double, bytes: Double) -> (
    message: Double, compute: Double, offChip: Double, overhead: Double
  ) {
    let eight = 0.54e-3 * clock
    let one = 26.1 * eight
    let sixtyFour = one / 60.1
    // Serial messages of four passes up or down the tree.
    let (few, many) = (16.0, 36.0)
    let message = (sixtyFour - eight / 8) / (many - few / 8)
    let work = 8 * (eight - few * message)
    let compute = work - (weights + keys) / fetched
    return (
      message, compute, (weights + 2 * keys) / (one - work),
      message - bytes * clock / 500e6
    )
  }

  @Test func constantsAreTheFit() throws {
    let platform = try Platform(named: "siracusa-mipi")
    let clock = 500e6
    let fit = fit(clock: clock, bytes: 512)
    #expect(abs(fit.message - 2456) < 1)
    #expect(abs(fit.compute - 1.436e6) < 1e3)
    #expect(abs(fit.offChip - 0.655) < 1e-3)
    let network = platform.accountings[0].network
    let message =
      (512 * 8 / network.bandwidth.value + network.overhead.value) * clock
    #expect(abs(message - fit.message) < 1)
    let cycles = platform.device.arithmetic.secondsPerMAC(.matrixVector, .other)
    #expect(abs(cycles * clock * (weights + keys) - fit.compute) < 1e3)
    let hierarchy = try #require(platform.device.hierarchy)
    let rate =
      1 / (hierarchy.secondsPerByte(from: platform.device.memory[2]) * clock)
    #expect(abs(rate - fit.offChip) < 1e-4)
  }

  /// Sums in int32 leave 408 cycles of a message besides its bytes.
  @Test func anotherPayloadFitsAsWell() {
    #expect(abs(fit(clock: 500e6, bytes: 512).overhead - 1944) < 1)
    #expect(abs(fit(clock: 500e6, bytes: 2048).overhead - 408) < 1)
  }

  /// At another clock other constants give the same speed-ups.
  @Test(arguments: [360e6, 500e6, 600e6])
  func speedUpsDoNotMoveWithTheClock(_ clock: Double) {
    let fit = fit(clock: clock, bytes: 512)
    func cycles(_ chips: Double, messages: Double, streams: Bool) -> Double {
      fit.compute / chips + (weights + keys) / fetched / chips
        + (streams ? (weights + 2 * keys) / chips / fit.offChip : 0)
        + messages * fit.message
    }
    let one = cycles(1, messages: 0, streams: true)
    #expect(
      abs(one / cycles(8, messages: 16, streams: false) - 26.1) < 1e-9)
    #expect(
      abs(one / cycles(64, messages: 36, streams: false) - 60.1) < 1e-9)
    #expect(
      abs(one / cycles(16, messages: 24, streams: false) - 40.43) < 0.01)
  }
}
