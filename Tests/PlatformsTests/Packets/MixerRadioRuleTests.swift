import Tensors
import TestSupport
import Testing

@testable import Platforms

/// What a listener hears, and when radios go off: exact chances and means.
struct MixerRadioRuleTests {
  /// In slot 0 the initiator alone sends: who hears it does so with the
  /// link's quality.
  @Test(arguments: [0.05, 0.3, 0.7, 0.95, 1])
  func oneSenderIsHeardWithTheLinksQuality(quality: Double) throws {
    let round = try MixerRound(
      graph: .fullMesh(nodes: 11, quality: quality),
      fragments: Array(repeating: 0, count: 11), slots: 1)
    let heard = (0..<600).reduce(0) { sum, number in
      let outcome = round.run(seed: 4, number: UInt64(number))
      #expect(outcome.sending == [1] + Array(repeating: 0, count: 10))
      return sum + outcome.completion.dropFirst().count { $0 == 1 }
    }
    #expect(isLikely(heard, of: 6000, at: quality))
  }

  /// Nodes 0 and 1 send for certain in slot 1. Node 2, if it missed slot 0,
  /// locks on one of them, weighted by quality, and survives the other.
  @Test(arguments: [(0.9, 0.9), (0.2, 0.6), (0.8, 1.0), (1, 0.4)])
  func twoSendersCapture(capture: Double, quality: Double) throws {
    var rule = MixerSendingRule()
    (rule.senders, rule.ceiling, rule.capture) = (100, 1, capture)
    let near = 0.5
    let round = try MixerRound(
      graph: HopGraph(quality: [[0, 1, near], [1, 0, quality], [0, 0, 0]]),
      fragments: [0, 0, 0], slots: 2, rule: rule)
    var (late, heard) = (0, 0)
    for number in UInt64(0)..<8000 {
      let outcome = round.run(seed: 11, number: number)
      #expect(outcome.completion[1] == 1)
      guard outcome.completion[2] != 1 else { continue }
      late += 1
      #expect(outcome.sending == [2, 1, 0])
      if outcome.completion[2] == 2 { heard += 1 }
    }
    #expect(isLikely(late, of: 8000, at: 1 - near))
    let chance =
      capture * (near * near + quality * quality) / (near + quality)
    #expect(isLikely(heard, of: late, at: chance))
  }

  /// A sender out of range does not disturb: node 2 hears 1 alone.
  @Test func whoIsOutOfRangeDoesNotDisturb() throws {
    var rule = MixerSendingRule()
    (rule.senders, rule.ceiling, rule.capture) = (100, 1, 0)
    let round = try MixerRound(
      graph: HopGraph(quality: [[0, 1, 0], [1, 0, 1], [0, 1, 0]]),
      fragments: [0, 0, 0], slots: 2, rule: rule)
    for number in UInt64(0)..<50 {
      let outcome = round.run(seed: 2, number: number)
      #expect(outcome.completion == [0, 1, 2])
      #expect(outcome.sending == [2, 1, 0])
    }
  }

  @Test func betterLinksNeedNoMoreSlots() throws {
    for (nodes, hops) in [(2, 1), (4, 3), (9, 2)] {
      for seed in UInt64(0)..<2 {
        let means = try [0.4, 0.6, 0.8, 1.0].map { quality in
          let round = try MixerRound.even(
            nodes: nodes, hops: hops, quality: quality, messages: 40,
            slots: 3000)
          return try #require(
            MixerStatistics(of: round, rounds: 20, seed: seed)
              .roundCompletion.mean)
        }
        #expect(
          means == means.sorted(by: >), "\(nodes), \(hops), seed \(seed)")
      }
    }
  }

  /// Early shutdown saves slots, and costs no messages: with and without it
  /// all complete, on and off within the round's length.
  @Test func radiosGoOffOnceAllKnow() throws {
    for (nodes, hops) in [(2, 1), (4, 2), (8, 3), (16, 2)] {
      let round = try MixerRound.even(
        nodes: nodes, hops: hops, quality: 0.9, messages: 60, slots: 1500)
      for number in UInt64(0)..<40 {
        let outcome = round.run(seed: 21, number: number)
        #expect(!outcome.completion.contains(nil), "number \(number)")
        let last = try #require(outcome.roundCompletion)
        for node in 0..<nodes {
          let on = round.slots - outcome.off[node]
          #expect(on >= outcome.completion[node] ?? .max)
          // Whoever knows of no end waits for `patience` more.
          #expect(on <= last + 3 * round.rule.patience, "number \(number)")
        }
      }
    }
  }

  /// A node that nobody hears, and who needs nothing, waits out its patience.
  @Test func patienceEnds() throws {
    for patience in [0, 1, 17, 128] {
      var rule = MixerSendingRule()
      rule.patience = patience
      let outcome = try MixerRound(
        graph: .fullMesh(nodes: 3, quality: 0), fragments: [5, 0, 0],
        slots: 200, rule: rule
      ).run(seed: 1, number: 0)
      #expect(outcome.off == [200 - patience - 1, 0, 0])
    }
  }

  /// By the rule's definition.
  @Test(arguments: [
    (0, true, 0.5), (3, true, 0.5), (4, true, 0.4), (15, true, 0.125),
    (0, false, 0.125), (15, false, 0.03125),
  ])
  func sendingAdaptsToTheNeighbourhood(
    neighbours: Int, isEager: Bool, expected: Double
  ) {
    let found = MixerSendingRule().probability(
      neighbours: neighbours, isEager: isEager)
    #expect(isClose(found, expected))
  }
}
