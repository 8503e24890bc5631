import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Rounds on the medium, reckoned by hand.
struct MixerTimelineTests {
  private func costs(
    _ trace: Trace, accounting: String = "paper",
    change: (inout Platform) -> Void = { _ in }
  ) throws -> Costs {
    var platform = try Platform(named: "nrf52840-mixer")
    change(&platform)
    return try Costs(of: trace, on: platform, accounting: accounting)
  }

  /// The second of two devices works 64,000 products (4.8 cycles at 64 MHz:
  /// 4.8 ms) before each of two steps, the first does nothing.
  @Test(arguments: ["paper", "physical"])
  func roundsWaitForTheLastSender(_ accounting: String) throws {
    let trace = try Steps(
      bytes: [[100, 100], [100, 100]], work: [0, 64_000]
    ).trace()
    let costs = try costs(trace, accounting: accounting)
    let timeline = costs.timeline
    let plan = try #require(timeline.mixer)
    // The initiator's message and two; 209 slots.
    #expect((plan.stepMessages, plan.stepSlots) == (3, 209))
    let round = plan.stepTime.value
    let spans = trace.operations.indices.filter {
      trace.operations[$0].isMessage
    }.map { (timeline.starts[$0], timeline.ends[$0]) }
    let window = accounting == "paper" ? 0 : 1.0
    // Devices do not read what they receive, so they work on at once.
    for (index, (start, end)) in spans.enumerated() {
      let expected =
        index < 2 ? 0.0048 : max(0.0096, 0.0048 + round + window)
      #expect(isClose(start, expected, 1e-6))
      #expect(isClose(end, expected + round, 1e-6))
    }
    #expect(isClose(timeline.latency.value, spans[3].1))
    #expect(timeline.arrivals.map { $0 } == spans.map(\.1))
    #expect(timeline.airBytes == 4 * 104)
    #expect(timeline.links.map(\.name) == ["medium"])
    #expect(isClose(timeline.links[0].busy.value, 2 * round))
    #expect(costs.brokenLaw(in: trace) == nil)
  }

  @Test func oneDeviceHasNoRounds() throws {
    let cluster = try Cluster(devices: 1, options: Steps.int8)
    _ = cluster.root.work(64_000_000, elements: 1)
    let timeline = try costs(cluster.trace).timeline
    #expect(timeline.mixer == nil && timeline.links.isEmpty)
    #expect(isClose(timeline.latency.value, 4.8, 1e-9))
  }

  /// Each half has its own cycles; what is no product has none.
  @Test(arguments: [
    (Trace.Part.attention, 4.4), (.feedForward, 4.8), (.other, 4.8),
  ])
  func cyclesByHalf(part: Trace.Part, cycles: Double) throws {
    let cluster = try Cluster(devices: 1, options: Steps.int8)
    cluster.within(part) {
      _ = cluster.root.work(64_000_000, elements: 1)
      _ = cluster.root.record(
        Work(.elementwise, macs: 1 << 30), [], elements: 1)
    }
    let latency = try costs(cluster.trace).timeline.latency.value
    #expect(isClose(latency, cycles, 1e-9))
  }

  /// Token numbers are a round where they are counted.
  @Test func controlIsARoundWhereItIsCounted() throws {
    let cluster = try Cluster(devices: 2, options: Steps.int8)
    let ready = cluster.announce(tokens: 25)
    _ = cluster.devices[1].work(0, [ready.parts[1]], elements: 1)
    let paper = try costs(cluster.trace).timeline
    #expect(paper.mixer == nil && paper.latency.value < 1e-9)
    let real = try costs(cluster.trace, accounting: "physical").timeline
    #expect(real.mixer?.steps == 1)
    #expect(real.airBytes == 104)
    #expect(isClose(real.latency.value, real.mixer?.stepTime.value ?? 0, 1e-6))
  }

  /// A message that waits for one of its own round would wait for ever.
  @Test func aRoundThatWaitsForItselfIsAnError() throws {
    let cluster = try Cluster(devices: 2, options: Steps.int8)
    let devices = cluster.devices
    let made = devices[0].work(1, elements: 8)
    try cluster.asOneRound {
      let received = try cluster.send(made, from: devices[0], to: [devices[1]])
      let back = devices[1].work(1, received, elements: 8)
      _ = try cluster.send(back, from: devices[1], to: [devices[0]])
    }
    let error = #expect(throws: PlatformError.self) {
      try costs(cluster.trace)
    }
    guard case .brokenTrace(.round(message: 1)) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// 17 messages: 25.5 + 20 of 251 slots are on, half of them sending.
  @Test func theRadioIsOnForSomeSlots() throws {
    let trace = try Steps(bytes: [[600, 600, 600, 600]]).trace()
    let costs = try costs(trace) {
      $0.accountings[0].network.radio?.use.slotsPerMessage.quantity.value = 1.5
      $0.accountings[0].network.radio?.use.extraSlots.quantity.value = 20
      $0.accountings[0].network.radio?.use.sendingShare.quantity.value = 0.5
    }
    let timeline = costs.timeline
    let (plan, activity) = try (
      #require(timeline.mixer), #require(timeline.activity)
    )
    #expect((plan.setting.messages, plan.setting.payloadBytes) == (17, 151))
    #expect(activity.onSlots == 46)
    // 4 + 2 * 3 + 151 + 11 bytes at 4 us.
    let air = 688e-6
    let sending = 23 * (70e-6 + air)
    let receiving = 23 * (70e-6 + 140e-6 + air)
    #expect(isClose(activity.sending.value, sending, 1e-9))
    #expect(isClose(activity.receiving.value, receiving, 1e-9))
    for (times, energy) in zip(timeline.devices, costs.energy) {
      #expect(isClose(times.transmit.value, sending, 1e-9))
      #expect(isClose(times.receive.value, receiving, 1e-9))
      #expect(isClose(energy.transmit.value, 40.89e-3 * sending, 1e-9))
      let received = 39e-3 * 70e-6 + 18e-3 * 140e-6 + 19.2e-3 * air
      #expect(isClose(energy.receive.value, 23 * received, 1e-9))
      let rest = timeline.latency.value - sending - receiving
      #expect(isClose(energy.wait.value, 0.615e-3 * rest, 1e-6))
      #expect(energy.compute.value < 1e-9 && energy.memory.value == 0)
    }
  }

  /// However many slots are asked for, the radio is off when a round is over,
  /// and in a slot there is no more time than the slot has.
  @Test func theRadioIsNeverOnForLongerThanTheRounds() throws {
    for seed in 0..<UInt64(40) {
      var random = RandomStream(seed: seed)
      let trace = try Steps(
        bytes: (0..<random.int(1...3)).map { _ in
          [random.int(1...3000), random.int(1...3000)]
        }
      ).trace()
      let payload = random.int(1...229)
      let spare = random.int(0...200)
      let share = Double(random.int(0...10)) / 10
      let costs = try costs(trace) {
        try? $0.setMixer(spareSlots: spare, payload: payload)
        $0.accountings[0].network.radio?.use.extraSlots.quantity.value = 1e6
        $0.accountings[0].network.radio?.use.sendingShare.quantity.value = share
      }
      let plan = try #require(costs.timeline.mixer)
      let activity = try #require(costs.timeline.activity)
      #expect(activity.onSlots == Double(plan.stepSlots))
      #expect(
        activity.energy == activity.transmitEnergy + activity.receiveEnergy)
      let rounds = plan.stepTime.value * Double(plan.steps)
      for times in costs.timeline.devices {
        let on = (times.transmit + times.receive).value
        #expect(on <= rounds * (1 + 1e-9), "seed \(seed)")
      }
      #expect(costs.brokenLaw(in: trace) == nil, "seed \(seed)")
    }
  }
}
