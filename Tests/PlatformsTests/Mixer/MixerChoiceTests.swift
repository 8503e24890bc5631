import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Slots and settings, against published integers and another reckoning.
struct MixerChoiceTests {
  struct Slot: Sendable {
    var payload: Int
    var messages: Int
    var microseconds: Int
  }

  /// Generated settings of CATS (without its 50 us), DMPC-Swarm and RockNet
  /// (without its 10 us).
  @Test(arguments: [
    Slot(payload: 200, messages: 165, microseconds: 1260),
    Slot(payload: 65, messages: 32, microseconds: 530),
    Slot(payload: 100, messages: 23, microseconds: 671),
  ])
  func publishedSlots(_ slot: Slot) {
    #expect(
      MixerRadio.slotMicroseconds(
        payload: slot.payload, messages: slot.messages) == slot.microseconds)
  }

  /// The iteration with real numbers, from section 7 as it is written.
  static func realSlot(payload: Int, messages: Int) -> Int {
    let bytes = 4 + 2 * (Double(messages) / 8).rounded(.up) + Double(payload)
    let air = 64 * (bytes + 11)
    var slot = 80_000.0
    for _ in 0..<1000 {
      let drift = min(2500, max(1, (slot / 1000).rounded(.up)))
      let least = 2 * (3 * drift + 128 + 80)
      let window = min(least + 20 * 1.5 * drift, (slot - air - 960) / 2)
      let next = 1.0003 * (air + 640 + 320 + 400 + 2 * window)
      if next == slot { break }
      slot = next
    }
    return Int((slot / 16).rounded(.up))
  }

  @Test func wholeTicksGiveTheSlotsOfRealNumbers() throws {
    let radio = try MixerRadio.nrf52840()
    for payload in stride(from: 1, through: 240, by: 3) {
      for messages in 1...radio.mostMessages(payload: payload) {
        #expect(radio.fits(payload: payload, messages: messages))
        #expect(
          MixerRadio.slotMicroseconds(payload: payload, messages: messages)
            == Self.realSlot(payload: payload, messages: messages),
          "\(payload) B, \(messages) messages")
      }
      #expect(
        !radio.fits(
          payload: payload,
          messages: radio.mostMessages(payload: payload) + 1))
    }
  }

  /// The round that CATS' repository ships.
  @Test func theShippedRound() throws {
    let trace = try Steps(bytes: [[8192, 8192, 8192, 8192]]).trace()
    let plan = try #require(
      MixerPlan(of: trace, on: .nrf52840(), countsControl: false))
    #expect(plan.setting.payloadBytes == 200)
    #expect((plan.setting.messages, plan.stepMessages) == (165, 165))
    #expect((plan.stepSlots, plan.slotMicroseconds) == (695, 1310))
    #expect(abs(plan.stepTime.value - 0.91045) < 1e-12)
    #expect((plan.steps, plan.largestMessage.value) == (1, 8196))
    #expect(plan.fragments == [41, 41, 41, 41])
    #expect(plan.isPossible)
  }

  struct Reference {
    var payload = 0
    var messages = 0
    var rounds = 0
    var length = Int.max

    /// The first strict minimum for one step, as a plain loop.
    init(_ sizes: [Int], _ payloads: [Int], spare: Int) {
      for payload in payloads {
        var count = 1
        for size in sizes {
          count += Int((Double(size) / Double(payload)).rounded(.up))
        }
        for rounds in 1...9 {
          let each =
            Int(
              ((Double(count) - 1e-4) / Double(rounds)).rounded(.down)) + 1
          let bits = Int((Double(each) / 8).rounded(.up))
          if 4 + 2 * bits + payload > 250 { continue }
          let slot = MixerChoiceTests.realSlot(payload: payload, messages: each)
          let length = (3 * each + spare) * slot * rounds
          if length < self.length {
            self.length = length
            (self.payload, messages, self.rounds) = (payload, each, rounds)
          }
        }
      }
    }
  }

  /// All gathers propose; those that serve all compete.
  private func reference(_ steps: [[Int]], _ payloads: [Int], spare: Int)
    -> Reference?
  {
    func count(_ sizes: [Int], _ payload: Int) -> Int {
      sizes.reduce(1) { $0 + Int((Double($1) / Double(payload)).rounded(.up)) }
    }
    var best: Reference?
    for sizes in steps {
      let own = Reference(sizes, payloads, spare: spare)
      guard own.rounds > 0 else { return nil }
      let serves = steps.allSatisfy {
        count($0, own.payload) <= own.messages * own.rounds
      }
      if serves, own.length < best?.length ?? .max { best = own }
    }
    return best
  }

  /// The gathers of a block of CATS: N tokens, F and hidden columns over D
  /// devices, a part of which is kept back.
  private func gathers(_ random: inout RandomStream) -> [[Int]] {
    let tokens = random.int(1...128)
    let devices = random.int(2...16)
    let prune = Double(random.int(0...9)) / 10
    return [random.int(16...1024), random.int(16...1024)].map { columns in
      partition(columns, into: devices).map { own in
        let dropped = Int((Double(own.count) * prune).rounded(.toNearestOrEven))
        return 4 + tokens * max(1, own.count - dropped)
      }
    }
  }

  @Test func theChoiceIsTheReferences() throws {
    var served = 0
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let steps = gathers(&random)
      let spare = random.pick([0, 50, 100, 120, 200])
      let fixed = seed % 5 == 0 ? random.int(20...229) : nil
      let radio = try MixerRadio.nrf52840(spare: spare, payload: fixed)
      let chosen = MixerPlan.choice(steps, on: radio)
      let payloads = fixed.map { [$0] } ?? Array(150...229)
      guard let expected = reference(steps, payloads, spare: spare) else {
        continue
      }
      served += 1
      #expect(chosen.isPossible, "seed \(seed)")
      #expect(chosen.setting.payloadBytes == expected.payload, "seed \(seed)")
      #expect(chosen.setting.messages == expected.messages, "seed \(seed)")
      #expect(chosen.setting.mixerRounds == expected.rounds, "seed \(seed)")
      #expect(chosen.setting.length == expected.length, "seed \(seed)")
    }
    #expect(served > 40)
  }

  /// Whatever is sent: the setting carries every step, in packets that fit.
  @Test func everyStepGoesWithTheSetting() throws {
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let steps = (0..<random.int(1...5)).map { _ in
        (0..<random.int(1...6)).map { _ in random.int(1...30_000) }
      }
      let radio = try MixerRadio.nrf52840(spare: random.int(0...200))
      let (setting, isPossible) = MixerPlan.choice(steps, on: radio)
      for sizes in steps {
        let needed = MixerSetting.messages(
          of: sizes, payload: setting.payloadBytes)
        #expect(needed <= setting.capacity, "seed \(seed)")
      }
      #expect(
        radio.fits(payload: setting.payloadBytes, messages: setting.messages))
      #expect(isPossible == (setting.mixerRounds <= 9), "seed \(seed)")
    }
  }

  /// A pair of steps whose own best settings do not serve the other: the
  /// setting is widened.
  @Test func stepsThatDoNotServeEachOther() throws {
    let radio = try MixerRadio.nrf52840(spare: 0)
    var found = 0
    for seed in 0..<UInt64(400) {
      var random = RandomStream(seed: seed)
      let steps = (0..<2).map { _ in
        (0..<random.int(2...4)).map { _ in random.int(150...500) }
      }
      guard reference(steps, Array(150...229), spare: 0) == nil else {
        continue
      }
      found += 1
      let setting = MixerPlan.choice(steps, on: radio).setting
      let needed = steps.map {
        MixerSetting.messages(of: $0, payload: setting.payloadBytes)
      }
      #expect(needed.max() == setting.capacity, "seed \(seed)")
    }
    #expect(found > 0)
  }

  /// More than nine Mixer rounds carry: a misfit, not an error.
  @Test func stepsThatAreTooLarge() throws {
    let radio = try MixerRadio.nrf52840()
    let chosen = MixerPlan.choice([[radio.capacity + 1]], on: radio)
    #expect(!chosen.isPossible)
    #expect(chosen.setting.mixerRounds > 9)
    #expect(MixerPlan.choice([[radio.capacity / 2]], on: radio).isPossible)
  }
}
