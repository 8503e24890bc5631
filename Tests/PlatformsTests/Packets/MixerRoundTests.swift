import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Laws of single rounds.
struct MixerRoundTests {
  /// The same slots, losses and completions as by plain means.
  @Test func roundsAreAsPlayedPlainly() throws {
    for seed in UInt64(0)..<60 {
      var random = RandomStream(seed: seed)
      let nodes = random.int(1...5)
      let table = (0..<nodes).map { _ in
        (0..<nodes).map { _ in random.pick([0, 0.4, 0.8, 1]) }
      }
      var rule = MixerSendingRule()
      rule.patience = random.pick([6, 30])
      rule.farewells = random.int(0...3)
      rule.calm = random.pick([0, 0.3, 1])
      // The last has vectors of more than one word.
      let most = seed % 20 == 19 ? 40 : 6
      let round = try MixerRound(
        graph: HopGraph(quality: table),
        fragments: (0..<nodes).map { _ in random.int(0...most) },
        slots: random.int(1...90), rule: rule)
      let number = random.next()
      #expect(
        round.run(seed: seed, number: number)
          == NaiveMixer.outcome(of: round, seed: seed, number: number),
        "seed \(seed)")
    }
  }

  @Test func slotsAreConserved() throws {
    for seed in UInt64(0)..<200 {
      var random = RandomStream(seed: seed)
      let round = try MixerRound.random(&random)
      let outcome = round.run(seed: seed, number: 3)
      for node in 0..<round.graph.nodes {
        let parts = [
          outcome.sending[node], outcome.listening[node], outcome.off[node],
        ]
        #expect(parts.allSatisfy { $0 >= 0 }, "seed \(seed)")
        #expect(parts.reduce(0, +) == round.slots, "seed \(seed)")
      }
    }
  }

  /// Every packet adds at most one dimension, so a node needs at least as
  /// many slots, and as many of them listening, as it lacks messages; who is
  /// h hops off hears nothing before slot h.
  @Test func nobodyKnowsSoonerThanPacketsAllow() throws {
    for seed in UInt64(0)..<200 {
      var random = RandomStream(seed: seed)
      let round = try MixerRound.random(&random)
      let outcome = round.run(seed: seed, number: 0)
      let hops = round.graph.hops(from: 0)
      for node in 0..<round.graph.nodes {
        let own = round.fragments[node] + (node == 0 ? 1 : 0)
        guard let slots = outcome.completion[node] else {
          #expect(own < round.messages, "seed \(seed)")
          continue
        }
        let least = round.messages - own
        #expect(slots >= least, "seed \(seed), node \(node)")
        #expect(outcome.listening[node] >= least, "seed \(seed)")
        #expect(slots <= round.slots)
        let distance = try #require(hops[node], "seed \(seed)")
        #expect(slots >= distance, "seed \(seed)")
      }
    }
  }

  @Test func losslessMeshCompletes() throws {
    for seed in UInt64(0)..<20 {
      for (nodes, messages) in [(2, 9), (4, 33), (7, 50), (16, 165)] {
        let round = try MixerRound.even(
          nodes: nodes, quality: 1, messages: messages, slots: 5 * messages)
        let outcome = round.run(seed: seed, number: seed)
        for node in 0..<nodes {
          let lacks =
            messages - round.fragments[node] - (node == 0 ? 1 : 0)
          let slots = try #require(
            outcome.completion[node], "seed \(seed), \(nodes) nodes")
          #expect(slots >= lacks)
        }
        #expect(!outcome.missing.joined().contains(true))
      }
    }
  }

  /// Whoever is complete misses nothing, nobody misses its own message, and
  /// who says nothing is not missed.
  @Test func completeNodesMissNothing() throws {
    var partial = 0
    for seed in UInt64(0)..<300 {
      var random = RandomStream(seed: seed)
      let round = try MixerRound.random(&random)
      let outcome = round.run(seed: seed, number: 1)
      for node in 0..<round.graph.nodes {
        let missing = outcome.missing[node]
        #expect(!missing[node], "seed \(seed)")
        for device in 0..<round.graph.nodes
        where round.fragments[device] == 0 {
          #expect(!missing[device], "seed \(seed)")
        }
        let speakers = round.fragments.indices.filter {
          $0 != node && round.fragments[$0] > 0
        }
        let lost = speakers.count { missing[$0] }
        if outcome.completion[node] != nil {
          #expect(lost == 0, "seed \(seed)")
        } else if lost > 0, lost < speakers.count {
          partial += 1
        }
      }
    }
    // Some nodes decode part of what they got.
    #expect(partial > 20)
  }

  @Test func withoutLinksEverythingOfOthersIsLost() throws {
    for seed in UInt64(0)..<10 {
      let round = try MixerRound.even(
        nodes: 6, hops: 2, quality: 0, messages: 30, slots: 400)
      let outcome = round.run(seed: seed, number: 0)
      #expect(outcome.completion.allSatisfy { $0 == nil })
      for receiver in 0..<6 {
        for device in 0..<6 {
          #expect(outcome.missing[receiver][device] == (receiver != device))
        }
      }
      // Nobody but the initiator takes part; all wait to the end.
      #expect(outcome.sending.dropFirst().allSatisfy { $0 == 0 })
      #expect(outcome.sending[0] > 0)
      #expect(outcome.off.allSatisfy { $0 == 0 })
    }
  }

  @Test func aRoundIsItsKey() throws {
    let round = try MixerRound.even(
      nodes: 8, hops: 2, quality: 0.8, messages: 60, slots: 400)
    let forward = (0..<12).map { round.run(seed: 5, number: $0) }
    let backward = (0..<12).reversed().map { round.run(seed: 5, number: $0) }
    #expect(forward == backward.reversed())
    #expect(Set(forward.map(\.sending)).count == 12)
    #expect(round.run(seed: 6, number: 0) != forward[0])
    // All 64 bits of the number count.
    #expect(round.run(seed: 5, number: 1 << 32) != forward[0])
  }

  /// A longer round begins like a shorter one.
  @Test func slotsDoNotDependOnTheEnd() throws {
    for seed in UInt64(0)..<10 {
      let long = try MixerRound.even(
        nodes: 6, hops: 2, quality: 0.7, messages: 40, slots: 800
      ).run(seed: seed, number: 0)
      for slots in [1, 40, 90, 130] {
        let short = try MixerRound.even(
          nodes: 6, hops: 2, quality: 0.7, messages: 40, slots: slots
        ).run(seed: seed, number: 0)
        #expect(
          short.completion
            == long.completion.map { $0 ?? 801 <= slots ? $0 : nil },
          "seed \(seed)")
      }
    }
  }

  /// Only the initiator has something to say; one node is a round too.
  @Test func oneSpeakerAndOneNode() throws {
    for seed in UInt64(0)..<30 {
      let round = try MixerRound(
        graph: .corridor(nodes: 5, hops: 2, quality: 0.7),
        fragments: [40, 0, 0, 0, 0], slots: 600)
      let outcome = round.run(seed: seed, number: 0)
      #expect(outcome.completion[0] == 0)
      #expect(!outcome.completion.contains(nil), "seed \(seed)")
    }
    let alone = try MixerRound(
      graph: .fullMesh(nodes: 1, quality: 1), fragments: [3], slots: 500
    ).run(seed: 1, number: 1)
    #expect(alone.completion == [0])
    #expect(alone.missing == [[false]])
    #expect(alone.off[0] > 0)
  }

  @Test func messagesAreNumberedInOrder() throws {
    let round = try MixerRound(
      graph: .fullMesh(nodes: 4, quality: 1), fragments: [2, 0, 3, 1],
      slots: 10)
    #expect(round.messages == 7)
    #expect(
      (0..<4).map(round.messages(of:)) == [1..<3, 3..<3, 3..<6, 6..<7])
  }
}
