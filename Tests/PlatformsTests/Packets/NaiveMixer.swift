import Tensors

@testable import Platforms

/// A round played again with the same random numbers, by plain means: a node
/// keeps every packet that it received and eliminates anew when asked.
struct NaiveMixer {
  private struct Node {
    var packets: [[Bool]] = []
    var ranks: [Int: Int] = [:]
    var complete: Set<Int> = []
    var (hasJoined, isOff, isFresh) = (false, false, true)
    var (farewells, lastNeeded, sending, listening) = (0, 0, 0, 0)
    var completion: Int?
    var rank: Int { NaiveField.rank(packets) }
  }

  private let round: MixerRound
  private let random: Philox
  private let number: UInt64
  private var nodes: [Node] = []

  /// Plays `round`; the same key gives the same random numbers.
  static func outcome(of round: MixerRound, seed: UInt64, number: UInt64)
    -> MixerRound.Outcome
  {
    var mixer = NaiveMixer(
      round: round, random: Philox(seed: seed), number: number)
    mixer.begin()
    for slot in 0..<round.slots { mixer.play(slot) }
    return mixer.outcome()
  }

  private mutating func begin() {
    var next = 1
    for device in 0..<round.graph.nodes {
      var own = Array(next..<next + round.fragments[device])
      next += round.fragments[device]
      if device == 0 { own.append(0) }
      var node = Node()
      node.packets = own.map { NaiveField.unit($0, of: round.messages) }
      node.hasJoined = device == 0
      if node.rank == round.messages {
        node.completion = 0
        node.complete = [device]
      }
      nodes.append(node)
    }
  }

  private mutating func play(_ slot: Int) {
    let before = nodes
    let on = nodes.indices.filter { !before[$0].isOff }
    let senders = on.filter { sends($0, slot) }
    for node in on {
      if senders.contains(node) {
        nodes[node].sending += 1
        nodes[node].isFresh = false
        nodes[node].farewells += before[node].completion == nil ? 0 : 1
        continue
      }
      nodes[node].listening += 1
      guard let sender = heard(node, senders, slot) else { continue }
      nodes[node].hasJoined = true
      nodes[node].ranks[sender] = before[sender].rank
      nodes[node].complete.formUnion(before[sender].complete)
      if before[sender].completion == nil { nodes[node].lastNeeded = slot }
      if before[node].completion != nil { continue }
      nodes[node].packets.append(packet(of: before[sender], sender, slot))
      guard nodes[node].rank > before[node].rank else { continue }
      nodes[node].isFresh = true
      if nodes[node].rank == round.messages {
        nodes[node].completion = slot + 1
        nodes[node].complete.insert(node)
      }
    }
    for node in on where nodes[node].completion != nil {
      let it = nodes[node]
      let isDone =
        !it.ranks.isEmpty && it.farewells >= round.rule.farewells
        && it.complete.isSuperset(of: it.ranks.keys)
      nodes[node].isOff =
        isDone || slot - it.lastNeeded >= round.rule.patience
    }
  }

  private func sends(_ number: Int, _ slot: Int) -> Bool {
    let node = nodes[number]
    guard node.hasJoined else { return false }
    if slot == 0 { return true }
    let isFarewell =
      node.completion != nil && node.farewells < round.rule.farewells
    let isEager =
      node.isFresh || node.ranks.isEmpty || isFarewell
      || node.ranks.contains {
        $0.value < node.rank && !node.complete.contains($0.key)
      }
    let most = min(
      round.rule.ceiling, round.rule.senders / Double(1 + node.ranks.count))
    return uniform(slot, number, 0)
      < (isEager ? most : most * round.rule.calm)
  }

  private func heard(_ node: Int, _ senders: [Int], _ slot: Int) -> Int? {
    let near = senders.map { ($0, round.graph[$0, node]) }.filter { $0.1 > 0 }
    var mark = uniform(slot, node, 1) * near.reduce(0) { $0 + $1.1 }
    for (place, (sender, quality)) in near.enumerated() {
      mark -= quality
      guard mark < 0 || place == near.count - 1 else { continue }
      let chance = near.count > 1 ? quality * round.rule.capture : quality
      return uniform(slot, node, 2) < chance ? sender : nil
    }
    return nil
  }

  /// The sum of the rows of the reduced echelon form whose pivots' bits are
  /// set; without any, one row.
  private func packet(of node: Node, _ sender: Int, _ slot: Int) -> [Bool] {
    var rows = NaiveField.echelon(node.packets)
    let picked = rows.filter { row in
      let pivot = row.firstIndex(of: true) ?? 0
      let four = words(slot, sender, 1 + pivot / 128)
      let half = pivot / 64 % 2 * 2
      let bit = pivot % 64
      return four[half + (bit < 32 ? 1 : 0)] >> UInt32(bit % 32) & 1 == 1
    }
    if picked.isEmpty {
      return rows.remove(at: Int(words(slot, sender, 0)[3]) % rows.count)
    }
    return picked.reduce(
      Array(repeating: false, count: round.messages), NaiveField.sum)
  }

  private func outcome() -> MixerRound.Outcome {
    MixerRound.Outcome(
      completion: nodes.map(\.completion), sending: nodes.map(\.sending),
      listening: nodes.map(\.listening),
      off: nodes.map { round.slots - $0.sending - $0.listening },
      missing: nodes.map { node in
        nodes.indices.map { device in
          let first = 1 + round.fragments.prefix(device).reduce(0, +)
          return (first..<first + round.fragments[device]).contains {
            !NaiveField.spans(
              node.packets, NaiveField.unit($0, of: round.messages))
          }
        }
      })
  }

  private func uniform(_ slot: Int, _ node: Int, _ word: Int) -> Double {
    Double(words(slot, node, 0)[word]) / 4_294_967_296
  }

  private func words(_ slot: Int, _ node: Int, _ block: Int) -> SIMD4<UInt32> {
    random.words(
      SIMD4(
        UInt32(truncatingIfNeeded: number), UInt32(number >> 32),
        UInt32(slot), UInt32(node << 16 | block)))
  }
}
