/// What a node of a packet-level Mixer round knows and does.
struct MixerNode {
  /// Which node it is.
  let number: Int
  /// What it can decode.
  private(set) var basis: CodedBasis
  /// Whether it takes part: it is the initiator or has heard a packet.
  var hasJoined = false
  /// Whether its radio is off for the rest of the round.
  private(set) var isOff = false
  /// Slots that had passed when it became complete.
  private(set) var completion: Int?
  /// Slots spent sending and listening.
  private(set) var sending = 0
  private(set) var listening = 0
  /// Nodes heard so far.
  private(set) var neighbours = 0

  /// Nodes known to be complete, itself among them: a bit each.
  private(set) var complete: [UInt64]

  /// The rank that each node last told of; -1 for nodes never heard.
  private var ranks: [Int]
  /// Whether it learned something since it last sent.
  private var isFresh = true
  /// The packets sent since it became complete.
  private var farewells = 0
  /// The slot in which it last heard of an incomplete node.
  private var lastNeeded = 0

  /// The node of this number among `nodes`, with the messages of some ranges.
  init(_ number: Int, of nodes: Int, messages: Int, own: [Range<Int>]) {
    self.number = number
    basis = CodedBasis(messages: messages)
    complete = [UInt64](repeating: 0, count: (nodes + 63) / 64)
    ranks = [Int](repeating: -1, count: nodes)
    for message in own.joined() { basis.insert(message: message) }
    if basis.isComplete { finish(after: 0) }
  }

  /// Whether it has something to tell, as far as it knows.
  func isEager(_ rule: MixerSendingRule) -> Bool {
    if isFresh || neighbours == 0 { return true }
    if completion != nil, farewells < rule.farewells { return true }
    let own = basis.rank
    return ranks.indices.contains {
      0..<own ~= ranks[$0] && !isKnownComplete($0)
    }
  }

  /// Notes that it sent in a slot.
  mutating func send() {
    sending += 1
    isFresh = false
    if completion != nil { farewells += 1 }
  }

  /// Notes that it listened in a slot.
  mutating func listen() { listening += 1 }

  /// Takes a packet of `sender`, whose head tells what `sender` knows.
  ///
  /// - Parameter vector: what the packet is the sum of; used up.
  mutating func receive(
    _ vector: inout [UInt64], from sender: MixerNode, slot: Int
  ) {
    hasJoined = true
    if sender.completion == nil { lastNeeded = slot }
    if ranks[sender.number] < 0 { neighbours += 1 }
    ranks[sender.number] = sender.basis.rank
    for word in complete.indices { complete[word] |= sender.complete[word] }
    guard completion == nil, basis.insert(&vector) else { return }
    isFresh = true
    if basis.isComplete { finish(after: slot + 1) }
  }

  /// Turns off if nobody needs it any more, as far as it knows.
  mutating func rest(after slot: Int, rule: MixerSendingRule) {
    guard completion != nil else { return }
    let isDone =
      neighbours > 0 && farewells >= rule.farewells
      && !ranks.indices.contains { ranks[$0] >= 0 && !isKnownComplete($0) }
    isOff = isDone || slot - lastNeeded >= rule.patience
  }

  private mutating func finish(after slots: Int) {
    completion = slots
    complete[number / 64] |= 1 << UInt64(number % 64)
  }

  private func isKnownComplete(_ node: Int) -> Bool {
    complete[node / 64] >> UInt64(node % 64) & 1 == 1
  }
}
