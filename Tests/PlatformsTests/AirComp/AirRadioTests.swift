import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// What sums by a server take on a radio whose numbers are easy to reckon
/// with.
struct AirRadioTests {
  /// 1 Mbaud of 4 streams, 8 bit/s/Hz, 10 us a sum and 1 us a device.
  static func platform(
    downlink: Double? = nil, valuesPerSymbol: Double = 1
  ) -> Platform {
    func constant<Tag>(_ value: Double) -> Constant<Tag> {
      Constant(Quantity(value), .assumed, source: "test")
    }
    var platform = Bench(overhead: 0).platform
    platform.accountings[0].network = NetworkModel(
      air: AirRadio(
        band: constant(1e6), streams: constant(4),
        valuesPerSymbol: constant(valuesPerSymbol),
        spectralEfficiency: constant(8), synchronization: constant(10e-6),
        synchronizationPerDevice: constant(1e-6),
        downlink: downlink.map(constant),
        channel: AirFading(
          serverAntennas: constant(8), deviceAntennas: constant(4),
          ricianFactor: constant(0), signalToNoise: constant(0),
          computeEnergy: constant(0))))
    platform.device.memory[0].bandwidth = constant(1e30)
    return platform
  }

  private func costs(
    _ access: MultipleAccess, devices: Int, values: Int, on platform: Platform
  ) throws -> Costs {
    let cluster = try Cluster(devices: devices)
    // The last device computes longest: 1 us a step of its number.
    let parts = cluster.map { $0.work(1000 * ($0.index + 1), elements: values) }
    _ = try cluster.allReduce(parts, by: .served(access))
    let costs = try Costs(
      of: cluster.trace, on: platform, accounting: "paper")
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
    return costs
  }

  struct Case: Sendable {
    var access: MultipleAccess
    var devices: Int
    var values: Int
    var perSymbol = 1.0
    var downlink: Double?
    /// Of the sum alone, without synchronisation.
    var microseconds: Double
  }

  @Test(arguments: [
    Case(access: .air, devices: 2, values: 100, microseconds: 25),
    Case(access: .air, devices: 8, values: 100, microseconds: 25),
    Case(access: .air, devices: 8, values: 101, microseconds: 26),
    Case(access: .air, devices: 8, values: 100, perSymbol: 2, microseconds: 13),
    Case(access: .uncodedFDMA, devices: 8, values: 100, microseconds: 200),
    Case(
      access: .digitalOFDMA(bits: 8), devices: 8, values: 100,
      microseconds: 800),
    Case(
      access: .digitalOFDMA(bits: 4), devices: 2, values: 100,
      microseconds: 100),
    // 3,200 bits back at 32 Mbit/s.
    Case(
      access: .air, devices: 2, values: 100, downlink: 32e6, microseconds: 125),
  ])
  func times(_ test: Case) throws {
    let platform = Self.platform(
      downlink: test.downlink, valuesPerSymbol: test.perSymbol)
    let costs = try costs(
      test.access, devices: test.devices, values: test.values, on: platform)
    let sum = (test.microseconds + 10 + Double(test.devices)) * 1e-6
    // All wait for the slowest.
    let expected = Double(test.devices) * 1e-6 + sum
    #expect(isClose(costs.timeline.latency.value, expected, 1e-9))
    for device in costs.timeline.devices {
      #expect(isClose(device.transmit.value, sum, 1e-9))
      #expect(device.receivedBytes == device.sentBytes)
    }
  }

  /// Sums of one collective after another share the band.
  @Test func sumsTakeTurns() throws {
    let cluster = try Cluster(devices: 3)
    for _ in 0..<4 {
      let parts = cluster.map { $0.work(0, elements: 40) }
      _ = try cluster.allReduce(parts, by: .served(.air))
    }
    let costs = try Costs(
      of: cluster.trace, on: Self.platform(), accounting: "paper")
    #expect(isClose(costs.timeline.latency.value, 4 * 23e-6, 1e-9))
    #expect(costs.brokenLaw(in: cluster.trace) == nil)
  }

  /// What is no sum goes in bits, one after another.
  @Test func otherMessages() throws {
    let cluster = try Cluster(devices: 2)
    let parts = cluster.map { $0.work(0, elements: 100) }
    _ = try cluster.allGather(parts)
    let costs = try Costs(
      of: cluster.trace, on: Self.platform(), accounting: "paper")
    // 3,200 bits each at 8 Mbit/s, then 200 values are put together.
    #expect(isClose(costs.timeline.latency.value, 800.2e-6, 1e-9))
  }

  /// Energy relative to noise: 10 dB, of which a quarter of 0.4 goes into
  /// computing.
  @Test func budgets() throws {
    var fading = try #require(
      Self.platform().accountings[0].network.air
    ).channel
    fading.signalToNoise.quantity = Quantity(10)
    fading.computeEnergy.quantity = Quantity(0.4)
    let budget = try fading.budget(devices: 4)
    let left = try budget.sendingJoules(
      shares: Array(repeating: 0.25, count: 4))
    #expect(left.allSatisfy { isClose($0, 9, 1e-12) })
    fading.computeEnergy.quantity = Quantity(4)
    let message = try #require(throws: AirCompError.self) {
      _ = try fading.budget(devices: 3).weights(shares: [0.2, 0.5, 0.3])
    }
    #expect(
      message.diagnosis.problem
        == "computing its share alone takes 200 % of the energy of device 1")
  }
}
