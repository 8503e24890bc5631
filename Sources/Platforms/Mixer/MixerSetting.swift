/// One setting of Mixer: what its rounds look like.
public struct MixerSetting: Equatable, Sendable {
  /// Payload of a Mixer message.
  public let payloadBytes: Int
  /// Mixer messages of a Mixer round, the initiator's included.
  public let messages: Int
  /// Mixer rounds that a step takes; nearly always one.
  public let mixerRounds: Int
  /// Slots of a Mixer round.
  public let slots: Int
  /// Length of a slot in microseconds, margin left out.
  public let slotMicroseconds: Int

  /// Mixer messages that a step may have.
  public var capacity: Int { mixerRounds * messages }

  /// What the choice makes least: microseconds of a step, margins left out.
  var length: Int { mixerRounds * slots * slotMicroseconds }

  /// Mixer messages of a step whose device messages have these sizes, headers
  /// included: the initiator's, and as many as each is cut into.
  public static func messages(of sizes: [Int], payload: Int) -> Int {
    sizes.reduce(1) { $0 + messages(of: $1, payload: payload) }
  }

  /// Mixer messages that a device message of `size` bytes, header included,
  /// is cut into.
  public static func messages(of size: Int, payload: Int) -> Int {
    (size + payload - 1) / payload
  }

  /// The setting for `count` Mixer messages in `rounds` Mixer rounds.
  init(payload: Int, count: Int, rounds: Int, on radio: MixerRadio) {
    let each = (count + rounds - 1) / rounds
    payloadBytes = payload
    messages = each
    mixerRounds = rounds
    slots = radio.slots(messages: each)
    slotMicroseconds = MixerRadio.slotMicroseconds(
      payload: payload, messages: each)
  }

  /// The shortest setting with which a step of `count(payload)` Mixer messages
  /// can go, the smallest payload and the fewest rounds of several.
  ///
  /// - Returns: `nil` if there is none in as many rounds as allowed.
  /// - Complexity: O(payloads x rounds).
  static func shortest(
    on radio: MixerRadio, payloads: ClosedRange<Int>,
    count: (_ payload: Int) -> Int
  ) -> MixerSetting? {
    var best: MixerSetting?
    for payload in payloads {
      let count = count(payload)
      for rounds in 1...max(1, Int(radio.mostRounds.value)) {
        let each = (count + rounds - 1) / rounds
        guard radio.fits(payload: payload, messages: each) else { continue }
        let setting = MixerSetting(
          payload: payload, count: count, rounds: rounds, on: radio)
        if best.map({ setting.length < $0.length }) ?? true { best = setting }
      }
    }
    return best
  }
}
