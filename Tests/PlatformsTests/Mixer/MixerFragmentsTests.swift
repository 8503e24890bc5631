import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// What packet by packet is played of a plan.
struct MixerFragmentsTests {
  /// Cards: the initiator's, then those of each device; every r-th is of the
  /// first round.
  private func dealt(_ counts: [Int], to rounds: Int) -> [Int] {
    let cards =
      [-1]
      + counts.enumerated().flatMap {
        Array(repeating: $0.offset, count: $0.element)
      }
    let first = cards.indices.filter { $0 % rounds == 0 }.map { cards[$0] }
    return counts.indices.map { device in first.count { $0 == device } }
  }

  @Test func theStepWithTheMostIsDealtInTurn() throws {
    var several = 0
    for seed in UInt64(0)..<120 {
      var random = RandomStream(seed: seed)
      let devices = random.int(2...6)
      let most = random.pick([40, 2000, 20_000])
      let bytes = (0..<random.int(1...4)).map { _ in
        (0..<devices).map { _ in
          random.int(0...9) < 2 ? 0 : random.int(1...most)
        }
      }
      let payload = random.pick([nil, 37, 229])
      let radio = try MixerRadio.nrf52840(
        spare: random.pick([0, 200]), payload: payload)
      guard
        let plan = MixerPlan(
          of: try Steps(bytes: bytes).trace(), on: radio,
          countsControl: false)
      else {
        #expect(bytes.joined().allSatisfy { $0 == 0 })
        continue
      }
      let setting = plan.setting
      let counts = bytes.map { step in
        step.map { size in
          var (left, count) = (size > 0 ? size + 4 : 0, 0)
          while left > 0 {
            left -= setting.payloadBytes
            count += 1
          }
          return count
        }
      }
      let totals = counts.map { $0.reduce(0, +) }
      let largest = try #require(totals.firstIndex(of: totals.max() ?? 0))
      let expected = dealt(counts[largest], to: setting.mixerRounds)
      // Of steps with equally many, whichever comes first with other sizes.
      if totals.count(where: { $0 == totals[largest] }) == 1 {
        #expect(plan.fragments == expected, "seed \(seed)")
      }
      #expect(
        1 + plan.fragments.reduce(0, +) <= setting.messages, "seed \(seed)")
      #expect(
        1 + plan.fragments.reduce(0, +)
          == (totals[largest] + setting.mixerRounds) / setting.mixerRounds,
        "seed \(seed)")
      if setting.mixerRounds > 1 { several += 1 }
    }
    #expect(several > 10)
  }

  /// The platform's slots, given by hand, are the same activity; twice the
  /// slots are twice the time and energy.
  @Test func slotsMayBeGiven() throws {
    let platform = try Platform(named: "nrf52840-mixer")
    let radio = try MixerRadio.nrf52840()
    for seed in UInt64(0)..<30 {
      var random = RandomStream(seed: seed)
      let trace = try Steps(
        bytes: [[random.int(1...9000), random.int(1...9000)]]
      ).trace()
      let plan = try #require(
        MixerPlan(of: trace, on: radio, countsControl: false))
      let power = platform.device.power
      let own = MixerActivity(plan, on: radio, power)
      let share = radio.use.sendingShare.value
      func given(_ times: Double) -> MixerActivity {
        MixerActivity(
          plan, sends: times * share * own.onSlots, of: times * own.onSlots,
          on: radio, power)
      }
      #expect(given(1) == own, "seed \(seed)")
      #expect(isClose(given(2).energy.value, 2 * own.energy.value))
      #expect(isClose(given(2).sending.value, 2 * own.sending.value))
      #expect(isClose(given(2).receiving.value, 2 * own.receiving.value))
      #expect(own.energy.value > 0)
    }
  }
}
