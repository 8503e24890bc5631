import Tensors

extension MixerRound {
  /// Plays a round; `seed` and `number` name its random numbers.
  ///
  /// The draws of a node in a slot depend on seed, number, slot and node
  /// alone, so that rounds can be played in any order.
  ///
  /// - Complexity: O(slots x nodes x G x G / 64) at worst.
  public func run(seed: UInt64, number: UInt64) -> Outcome {
    var play = MixerPlay(self, random: Philox(seed: seed), number: number)
    for slot in 0..<slots where !play.isOver { play.step(slot) }
    return play.outcome(of: self)
  }
}

/// A round being played.
private struct MixerPlay {
  private let graph: HopGraph
  private let rule: MixerSendingRule
  private let random: Philox
  private let number: UInt64
  private var nodes: [MixerNode]
  // Room that each slot uses anew.
  private var senders: [Int] = []
  private var draws: [SIMD4<UInt32>]
  private var packets: [[UInt64]]
  private var isCoded: [Bool]
  private var vector: [UInt64]

  init(_ round: MixerRound, random: Philox, number: UInt64) {
    graph = round.graph
    rule = round.rule
    self.random = random
    self.number = number
    let count = graph.nodes
    let messages = round.messages
    nodes = (0..<count).map { node in
      let own = round.messages(of: node)
      return MixerNode(
        node, of: count, messages: messages,
        own: node == 0 ? [0..<1, own] : [own])
    }
    nodes[0].hasJoined = true
    let empty = [UInt64](repeating: 0, count: (messages + 63) / 64)
    draws = Array(repeating: SIMD4(), count: count)
    packets = Array(repeating: empty, count: count)
    isCoded = Array(repeating: false, count: count)
    vector = empty
  }

  var isOver: Bool { nodes.allSatisfy(\.isOff) }

  mutating func step(_ slot: Int) {
    senders.removeAll(keepingCapacity: true)
    for node in nodes.indices where !nodes[node].isOff {
      draws[node] = words(slot, node, 0)
      guard sends(node, slot) else { continue }
      senders.append(node)
      isCoded[node] = false
    }
    // Senders do not listen, so what they know stays as it is in the slot.
    var next = 0
    for node in nodes.indices where !nodes[node].isOff {
      if next < senders.count, senders[next] == node {
        next += 1
        nodes[node].send()
      } else {
        nodes[node].listen()
        guard let sender = heard(by: node) else { continue }
        code(sender, slot)
        vector = packets[sender]
        nodes[node].receive(&vector, from: nodes[sender], slot: slot)
      }
    }
    for node in nodes.indices where !nodes[node].isOff {
      nodes[node].rest(after: slot, rule: rule)
    }
  }

  func outcome(of round: MixerRound) -> MixerRound.Outcome {
    MixerRound.Outcome(
      completion: nodes.map(\.completion), sending: nodes.map(\.sending),
      listening: nodes.map(\.listening),
      off: nodes.map { round.slots - $0.sending - $0.listening },
      missing: nodes.map { node in
        nodes.indices.map { device in
          !round.messages(of: device).allSatisfy(node.basis.decodes)
        }
      })
  }

  private func sends(_ node: Int, _ slot: Int) -> Bool {
    guard nodes[node].hasJoined else { return false }
    if slot == 0 { return true }
    return uniform(draws[node][0])
      < rule.probability(
        neighbours: nodes[node].neighbours, isEager: nodes[node].isEager(rule))
  }

  /// The sender whose packet a listener receives, if it does.
  private func heard(by node: Int) -> Int? {
    var total = 0.0
    var inRange = 0
    for sender in senders where graph[sender, node] > 0 {
      total += graph[sender, node]
      inRange += 1
    }
    guard inRange > 0 else { return nil }
    var left = uniform(draws[node][1]) * total
    var locked = -1
    for sender in senders where graph[sender, node] > 0 {
      locked = sender
      left -= graph[sender, node]
      if left < 0 { break }
    }
    let survives = graph[locked, node] * (inRange > 1 ? rule.capture : 1)
    return uniform(draws[node][2]) < survives ? locked : nil
  }

  /// Makes a sender's packet, once a slot and only if somebody receives it.
  private mutating func code(_ sender: Int, _ slot: Int) {
    guard !isCoded[sender] else { return }
    isCoded[sender] = true
    var four = SIMD4<UInt32>()
    for word in packets[sender].indices {
      let half = 2 * (word % 2)
      if half == 0 { four = words(slot, sender, 1 + word / 2) }
      packets[sender][word] = UInt64(four[half]) << 32 | UInt64(four[half + 1])
    }
    nodes[sender].basis.combine(&packets[sender], spare: draws[sender][3])
  }

  private func uniform(_ word: UInt32) -> Double {
    Double(word) / 4_294_967_296
  }

  /// Four random words; block 0 of a node is for decisions, others for codes.
  private func words(_ slot: Int, _ node: Int, _ block: Int) -> SIMD4<UInt32> {
    random.words(
      SIMD4(
        UInt32(truncatingIfNeeded: number),
        UInt32(truncatingIfNeeded: number >> 32),
        UInt32(truncatingIfNeeded: slot),
        UInt32(truncatingIfNeeded: node << 16 | block)))
  }
}
