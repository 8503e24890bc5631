/// When a node of a Mixer round sends, and when its radio goes off.
///
/// In a slot a node that takes part sends with the probability
/// `min(ceiling, senders / (1 + neighbours))` while it has something to give,
/// and `calm` times that otherwise; else it listens. Neighbours are the nodes
/// that it has heard in this round, so that about `senders` of those that hear
/// each other send at once whatever their number. A node has something to give
/// if it learned something since it last sent, if it has heard nobody yet, if
/// some neighbour's last packet told of a lower rank than its own, or if it is
/// complete and has not said so often enough. The initiator sends in slot 0
/// for certain.
///
/// A listener hears one of those that send in its range: it locks on one of
/// them at random, weighted by link quality, and receives the packet with that
/// link's quality, times `capture` if there was more than one to choose from.
/// What senders say at the same time is not added up.
///
/// The head of a packet tells its sender's rank and the nodes that the sender
/// knows to be complete. A complete node turns off when all neighbours that it
/// has heard are complete as far as it knows, and it has itself sent
/// `farewells` packets since it is; or when it has heard no incomplete node for
/// `patience` slots.
///
/// The idea (transmission probability adapted to the neighbourhood, smart
/// shutdown) is Mixer's (Herrmann, Mager, Zimmerling, SenSys 2018); the form
/// and all numbers are assumed, none is taken from Mixer's code.
public struct MixerSendingRule: Equatable, Sendable {
  /// How many of those that hear each other send at once, on average.
  public var senders = 2.0
  /// The most often that a node sends, as a probability.
  public var ceiling = 0.5
  /// The share of that probability left to a node with nothing to give.
  public var calm = 0.25
  /// The share of packets that survive others being sent at the same time.
  public var capture = 0.9
  /// How often a complete node says so before it turns off.
  public var farewells = 5
  /// Slots without word of an incomplete node until a complete one turns off.
  public var patience = 128

  /// How well the numbers are known: they are chosen here.
  public static let evidence = Evidence.assumed

  /// The standard rule; all its numbers are assumed.
  public init() {}

  /// The probability of sending.
  ///
  /// - Parameters:
  ///   - neighbours: how many nodes were heard in this round.
  ///   - isEager: whether there is something to give.
  func probability(neighbours: Int, isEager: Bool) -> Double {
    min(ceiling, senders / Double(1 + neighbours)) * (isEager ? 1 : calm)
  }

  /// Throws if a number is out of range.
  func check() throws {
    let unit = "0 to 1"
    for (name, value) in [("calm", calm), ("capture", capture)]
    where !(0...1 ~= value) {
      throw MixerPacketError.rule(name, value, expected: unit)
    }
    guard ceiling > 0, ceiling <= 1 else {
      throw MixerPacketError.rule(
        "ceiling", ceiling, expected: "above 0, at most 1")
    }
    guard senders > 0, senders.isFinite else {
      throw MixerPacketError.rule("senders", senders, expected: "above 0")
    }
    for (name, value) in [("farewells", farewells), ("patience", patience)]
    where value < 0 {
      throw MixerPacketError.rule(name, Double(value), expected: "0 or more")
    }
  }
}
