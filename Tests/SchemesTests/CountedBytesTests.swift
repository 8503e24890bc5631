import Schemes
import Testing

/// The formulas of CATS, at the values that it prints and in their limits.
struct CountedBytesTests {
  /// N 64, F 128, H 16, D 16: RAM, flash, traffic.
  @Test(arguments: [
    (0.0, 10240.0, 4096.0, 32768.0), (0.9, 3328, 640, 3276.8),
    (0.5, 6400, 2176, 16384),
  ])
  func catsAtSixteenDevices(
    prune: Double, ram: Double, flash: Double, air: Double
  ) {
    let bytes = CountedBytes(
      .cats, tokens: 64, features: 128, heads: 16, devices: 16, prune: prune)
    #expect(bytes.ram == ram)
    #expect(bytes.flash == flash)
    #expect(bytes.air == air)
  }

  struct ByHand: Sendable {
    let system: CountedBytes.System
    let devices: Int
    let ram: Double
    let flash: Double
    let air: Double
  }

  /// From the table of formulas, N 64, F 128, H 16: NF 8192, NF/H 512.
  @Test(arguments: [
    ByHand(system: .voltage, devices: 4, ram: 13440, flash: 65536, air: 8192),
    ByHand(system: .voltage, devices: 1, ram: 26112, flash: 65536, air: 0),
    ByHand(system: .astra, devices: 4, ram: 10848, flash: 65536, air: 5120),
    ByHand(
      system: .mcuTensorParallel, devices: 4, ram: 34816, flash: 16384,
      air: 65536),
    ByHand(
      system: .mcuTensorParallel, devices: 1, ram: 17920, flash: 65536, air: 0),
  ])
  func othersByHand(_ expected: ByHand) {
    let bytes = CountedBytes(
      expected.system, tokens: 64, features: 128, heads: 16,
      devices: expected.devices)
    #expect(bytes.ram == expected.ram)
    #expect(bytes.flash == expected.flash)
    #expect(bytes.air == expected.air)
  }

  /// Where devices do not divide the heads the fullest one counts.
  @Test func twelveDevicesAreNoBetterThanEight() {
    let flash = [8, 12].map {
      CountedBytes(
        .cats, tokens: 64, features: 128, heads: 16, devices: $0
      ).flash
    }
    #expect(flash[0] == flash[1])
  }

  /// Unpruned CATS sends four times what Voltage sends, and three quarters
  /// less pruned as much.
  @Test func trafficBesideVoltage() {
    func air(_ system: CountedBytes.System, _ prune: Double) -> Double {
      CountedBytes(
        system, tokens: 64, features: 128, heads: 16, devices: 8, prune: prune
      ).air
    }
    #expect(air(.cats, 0) == 4 * air(.voltage, 0))
    #expect(air(.cats, 0.75) == air(.voltage, 0))
  }
}
