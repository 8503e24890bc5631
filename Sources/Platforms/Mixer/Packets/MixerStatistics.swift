/// What many rounds of the same kind come to.
public struct MixerStatistics: Equatable, Sendable {
  /// G, the Mixer messages of a round.
  public let messages: Int
  /// How many rounds were played.
  public let rounds: Int
  /// Slots until a node was complete, over all nodes and rounds.
  public let completion: SlotDistribution
  /// Slots until the last node was complete, over all rounds.
  public let roundCompletion: SlotDistribution
  /// The share of device messages, each counted once for every other device,
  /// that a receiver lacked in the end. Devices with nothing to say do not
  /// count; 0 if none has anything.
  public let lostShare: Double
  /// Slots of a round with the radio on, mean by node.
  public let radioOnSlots: Double
  /// Slots of a round that a node sent in, mean by node.
  public let sendingSlots: Double

  /// The share of the slots with the radio on that a node sent in.
  public var sendingShare: Double { sendingSlots / radioOnSlots }

  /// Plays `rounds` rounds, numbered from `first`.
  ///
  /// - Throws: ``MixerPacketError/rounds(_:)`` without rounds.
  /// - Complexity: `rounds` times that of ``MixerRound/run(seed:number:)``.
  public init(
    of round: MixerRound, rounds: Int, seed: UInt64, first: UInt64 = 0
  ) throws {
    guard rounds > 0 else { throw MixerPacketError.rounds(rounds) }
    let outcomes = (0..<rounds).map {
      round.run(seed: seed, number: first &+ UInt64($0))
    }
    self.init(round, outcomes)
  }

  /// What `outcomes`, at least one, of `round` come to.
  init(_ round: MixerRound, _ outcomes: [MixerRound.Outcome]) {
    let nodes = round.graph.nodes
    messages = round.messages
    rounds = outcomes.count
    completion = SlotDistribution(outcomes.flatMap(\.completion))
    roundCompletion = SlotDistribution(outcomes.map(\.roundCompletion))
    let lost = outcomes.reduce(0) { sum, outcome in
      outcome.missing.reduce(sum) { $0 + $1.count { $0 } }
    }
    let speakers = round.fragments.count { $0 > 0 }
    let sent = outcomes.count * speakers * (nodes - 1)
    lostShare = sent > 0 ? Double(lost) / Double(sent) : 0
    let all = Double(outcomes.count * nodes)
    let sending = outcomes.reduce(0) { $0 + $1.sending.reduce(0, +) }
    let listening = outcomes.reduce(0) { $0 + $1.listening.reduce(0, +) }
    sendingSlots = Double(sending) / all
    radioOnSlots = Double(sending + listening) / all
  }
}

extension MixerRound.Outcome {
  /// Slots that had passed when the last node was complete; `nil` if some
  /// node never was.
  public var roundCompletion: Int? {
    var last = 0
    for slots in completion {
      guard let slots else { return nil }
      last = max(last, slots)
    }
    return last
  }
}
