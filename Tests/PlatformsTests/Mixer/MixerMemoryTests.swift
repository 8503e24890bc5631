import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Flash and RAM of their own, and the buffers of the radio.
struct MixerMemoryTests {
  private func costs(
    _ trace: Trace, accounting: String = "paper", mustFit: Bool = true
  ) throws -> Costs {
    try Costs(
      of: trace, on: Platform(named: "nrf52840-mixer"), accounting: accounting,
      mustFit: mustFit)
  }

  private func trace(weights: Int, received: Int = 0, computed: Int = 0) throws
    -> Trace
  {
    let cluster = try Cluster(devices: 2, options: Steps.int8)
    let parameter = Parameter("w", Tensor(Shape(weights)))
    _ = try parameter.slice(at: cluster.devices[1])
    let made = cluster.devices[0].work(1, elements: received)
    let there = try cluster.send(
      made, from: cluster.devices[0], to: [cluster.devices[1]])
    let own = cluster.devices[1].work(1, elements: computed)
    _ = cluster.devices[1].work(1, there + [own], elements: 1)
    return cluster.trace
  }

  struct Case: Sendable {
    var weights = 1
    var received = 1
    var computed = 1
    var misfit: Misfit.Place?
    var device = 1
    var excess = 0.0
    var largest = ""
  }

  @Test(arguments: [
    Case(weights: 1 << 20, received: 1 << 17, computed: (1 << 17) - 1),
    Case(
      weights: (1 << 20) + 5, misfit: .memory("flash", .weights),
      excess: 5, largest: "weights"),
    Case(
      received: 200_000, computed: 100_000,
      misfit: .memory("RAM", .activations), excess: 300_001 - 262_144,
      largest: "messages received"),
    Case(
      received: 100_000, computed: 200_000,
      misfit: .memory("RAM", .activations), excess: 300_001 - 262_144,
      largest: "results of the device's own"),
  ])
  func eachMemoryIsChecked(_ test: Case) throws {
    let trace = try trace(
      weights: test.weights, received: test.received, computed: test.computed)
    let costs = try costs(trace)
    #expect(costs.misfit?.place == test.misfit)
    #expect(costs.tellsTimes == (test.misfit == nil))
    #expect(costs.flashBytes == [0, test.weights])
    guard let misfit = costs.misfit else { return }
    #expect(misfit.device == test.device)
    #expect(misfit.excess.value == test.excess)
    #expect(misfit.largest.name == test.largest)
    let shown = try self.costs(trace, mustFit: false)
    #expect(shown.misfit == misfit && shown.tellsTimes)
  }

  /// Rows of bits and payload, a message of each device and one more, and the
  /// state.
  @Test func buffersCountWherePhysicsDoes() throws {
    let trace = try Steps(bytes: [[600, 600, 600, 300]]).trace()
    let paper = try costs(trace)
    let real = try costs(trace, accounting: "physical")
    let plan = try #require(real.timeline.mixer)
    #expect((plan.setting.messages, plan.setting.payloadBytes) == (15, 152))
    let buffers = 15 * (2 + 152) + 5 * 604 + 1000
    #expect(real.memory.reservedBytes == buffers)
    #expect(paper.memory.reservedBytes == 0)
    #expect(
      real.memory.ramPeakBytes
        == paper.memory.ramPeakBytes.map {
          $0 + buffers
        })
  }

  /// What the radio cannot carry is told even where memory is not minded.
  @Test func stepsThatAreTooLarge() throws {
    let radio = try MixerRadio.nrf52840()
    let trace = try Steps(bytes: [[radio.capacity, 10]]).trace()
    let costs = try costs(trace, mustFit: false)
    #expect(!costs.tellsTimes)
    #expect(costs.misfit?.place == .memory("RAM", .activations))
    var platform = try Platform(named: "nrf52840-mixer")
    platform.device.memory[0].size.quantity.value = 1e9
    let misfit = try #require(
      Costs(of: trace, on: platform, accounting: "paper").misfit)
    #expect(misfit.place == .network && misfit.device == 0)
    #expect(misfit.needs.value == Double(radio.capacity + 4 + 14))
    #expect(misfit.has.value == Double(radio.capacity))
    #expect(misfit.largest.bytes.value == Double(radio.capacity + 4))
  }
}
