/// The radio protocol Mixer (Herrmann, Mager and Zimmerling, SenSys 2018) as
/// CATS runs it: many-to-all rounds of a fixed number of slots.
///
/// A step of a collective is one round: every device message is cut into
/// Mixer messages of one payload, all go to all, and everybody has everything
/// at the end of the round. Message 0 is the initiator's own packet.
///
/// What is the same in every deployment is written here, after CATS'
/// gen/dnni_mixer_config.py and fw/cp_os.c; what a deployment sets, or what
/// was assumed, comes from the platform file with its evidence.
public struct MixerRadio: Sendable {
  /// Bytes before the payload of a device message.
  public var header: Constant<UnitTag.Byte>
  /// The longest packet of the physical layer.
  public var packet: Constant<UnitTag.Byte>
  /// The least payload of a Mixer message that is tried.
  public var leastPayload: Constant<UnitTag.One>
  /// The greatest.
  public var mostPayload: Constant<UnitTag.One>
  /// The most Mixer rounds that a step may be spread over.
  public var mostRounds: Constant<UnitTag.One>
  /// Slots of a round for each Mixer message.
  public var slotsPerMessage: Constant<UnitTag.One>
  /// Slots of a round besides.
  public var spareSlots: Constant<UnitTag.One>
  /// What a slot is longer than need be.
  public var margin: Constant<UnitTag.Second>
  /// Time between two rounds that is kept for computing.
  public var window: Constant<UnitTag.Second>
  /// Whether the protocol's buffers count as memory in use.
  public var countsBuffers: Bool
  /// State of the protocol besides its matrix and messages.
  public var context: Constant<UnitTag.Byte>
  /// How long the radio of a node is on.
  public var use: MixerUse
  /// The payload, where it is not chosen.
  public var payload: Int?

  /// Rate of BLE 2M in bits a second (CATS, fw/mixer_config.h).
  static let bitRate = 2_000_000
  /// Bytes on air besides the packet: preamble, address, CRC and the like.
  static let frameBytes = 11
  /// Ticks of the protocol's clock in a microsecond.
  static let ticksPerMicrosecond = 16

  /// Bytes of a packet that carries `payload` of one of `messages` messages:
  /// four bytes, and a bit for each message twice.
  public static func packetBytes(payload: Int, messages: Int) -> Int {
    4 + 2 * ((messages + 7) / 8) + payload
  }

  /// Ticks that such a packet is on air: 4 us a byte.
  static func airTicks(payload: Int, messages: Int) -> Int {
    let bytes = packetBytes(payload: payload, messages: messages) + frameBytes
    return bytes * 8 * ticksPerMicrosecond * 1_000_000 / bitRate
  }

  /// Whether such a packet is short enough for the physical layer.
  public func fits(payload: Int, messages: Int) -> Bool {
    Self.packetBytes(payload: payload, messages: messages) <= Int(packet.value)
  }

  /// The slot for such a packet in whole microseconds, margin left out.
  ///
  /// A slot holds a packet, guard times, and a window on both sides that grows
  /// with the drift of the clocks during a slot. So its length depends on
  /// itself and is iterated until it stays, in ticks rounded up; with real
  /// numbers every result in whole microseconds is the same.
  public static func slotMicroseconds(payload: Int, messages: Int) -> Int {
    let air = airTicks(payload: payload, messages: messages)
    // 80,000 for every packet that fits.
    var slot = max(80_000, 4 * air)
    while true {
      let drift = min(2500, max(1, (slot + 999) / 1000))
      // Both windows together.
      let windows = min(
        4 * (3 * drift + 128 + 80) + 60 * drift, slot - air - 960)
      let next = (10_003 * (air + 640 + 320 + 400 + windows) + 9999) / 10_000
      if next == slot {
        return (slot + ticksPerMicrosecond - 1) / ticksPerMicrosecond
      }
      slot = next
    }
  }

  /// Slots of a Mixer round of `messages` Mixer messages.
  public func slots(messages: Int) -> Int {
    Int(slotsPerMessage.value) * messages + Int(spareSlots.value)
  }

  /// The payloads that may be chosen.
  var payloads: ClosedRange<Int> {
    payload.map { $0...$0 } ?? Int(leastPayload.value)...Int(mostPayload.value)
  }

  /// The most Mixer messages of a round with this payload.
  func mostMessages(payload: Int) -> Int {
    8 * max(0, (Int(packet.value) - 4 - payload) / 2)
  }

  /// The most bytes that a step can carry.
  var capacity: Int {
    payloads.map {
      $0 * mostMessages(payload: $0) * Int(mostRounds.value)
    }.max() ?? 0
  }
}

/// How long, and at which power, the radio of a node is on.
///
/// A node that knows everything, and whose neighbours do, turns its radio off
/// before the round ends ("smart shutdown"). Until then it sends or listens in
/// each slot.
public struct MixerUse: Sendable {
  /// Slots with the radio on, for each Mixer message of a round.
  public var slotsPerMessage: Constant<UnitTag.One>
  /// Slots with the radio on besides.
  public var extraSlots: Constant<UnitTag.One>
  /// The part of them in which a node sends, 0 to 1.
  public var sendingShare: Constant<UnitTag.One>
  /// Time to start the radio, before each packet.
  public var ramp: Constant<UnitTag.Second>
  /// Power while the radio starts to send.
  public var sendRamp: Constant<UnitTag.Watt>
  /// Power while the radio starts to receive.
  public var receiveRamp: Constant<UnitTag.Watt>
  /// How long a listener waits for a packet to begin.
  public var listening: Constant<UnitTag.Second>
  /// Power meanwhile.
  public var listeningPower: Constant<UnitTag.Watt>
}
