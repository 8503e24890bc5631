/// A round of Mixer, packet by packet: every node has messages, all want all.
///
/// Slot by slot each node sends a random sum of what it knows, or listens, or
/// is off, as the ``MixerSendingRule`` says (random linear network coding over
/// GF(2) with synchronous transmissions; Herrmann, Mager, Zimmerling, SenSys
/// 2018). Only the initiator, node 0, takes part from the start; others join
/// with the first packet that they hear.
///
///     let round = try MixerRound(
///       graph: .corridor(nodes: 8, hops: 2, quality: 0.9),
///       fragments: Array(repeating: 20, count: 8), slots: 600)
///     let outcome = round.run(seed: 1, number: 0)
///     outcome.completion   // slots until each node knew everything
///
/// Message 0 is the initiator's own packet; then come the fragments of the
/// devices' messages in order, as CATS numbers them (CATS repository,
/// hardware_implementation/firmware/distributed_inference/cp_os.c).
public struct MixerRound: Sendable {
  /// Who hears whom.
  public let graph: HopGraph
  /// Into how many Mixer messages each device's message is cut; 0 if it has
  /// nothing to say.
  public let fragments: [Int]
  /// The slots after which the round ends whatever was received.
  public let slots: Int
  /// Who sends when.
  public let rule: MixerSendingRule
  /// G: the initiator's packet and all fragments.
  public let messages: Int

  /// The most messages: a packet of at most 250 bytes has 2 ceil(G/8) bytes
  /// of head for them (CATS repository, code_generation/dnni_mixer_config.py).
  public static let messageLimit = 976
  /// The most slots.
  public static let slotLimit = 1 << 20

  /// A round among the nodes of `graph`.
  ///
  /// - Throws: ``MixerPacketError`` if there is not a number of fragments for
  ///   each node, or a number is out of range.
  public init(
    graph: HopGraph, fragments: [Int], slots: Int,
    rule: MixerSendingRule = MixerSendingRule()
  ) throws {
    guard fragments.count == graph.nodes else {
      throw MixerPacketError.devices(fragments.count, nodes: graph.nodes)
    }
    var messages = 1
    for (device, count) in fragments.enumerated() {
      guard count >= 0 else {
        throw MixerPacketError.fragments(count, device: device)
      }
      // One number alone may be too large to add.
      messages += min(count, Self.messageLimit)
    }
    guard messages <= Self.messageLimit else {
      throw MixerPacketError.messages(messages)
    }
    guard 1...Self.slotLimit ~= slots else {
      throw MixerPacketError.slots(slots)
    }
    try rule.check()
    self.graph = graph
    self.fragments = fragments
    self.slots = slots
    self.rule = rule
    self.messages = messages
  }

  /// The numbers of the Mixer messages that a device's message is cut into.
  public func messages(of device: Int) -> Range<Int> {
    let first = 1 + fragments[..<device].reduce(0, +)
    return first..<first + fragments[device]
  }

  /// What became of a round.
  public struct Outcome: Equatable, Sendable {
    /// How many slots had passed when each node could decode everything;
    /// `nil` if it never could.
    public var completion: [Int?]
    /// Slots in which each node sent.
    public var sending: [Int]
    /// Slots in which each node listened.
    public var listening: [Int]
    /// Slots in which each node's radio was off.
    public var off: [Int]
    /// For each receiver, which devices' messages it lacks: some fragment
    /// could not be decoded when the round ended.
    public var missing: [[Bool]]
  }
}
