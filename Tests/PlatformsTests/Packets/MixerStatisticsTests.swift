import Tensors
import TestSupport
import Testing

@testable import Platforms

struct MixerStatisticsTests {
  /// By counting: the least value that at least the share stays within.
  private func quantile(_ slots: [Int?], _ share: Double) -> Int? {
    slots.compactMap { $0 }.sorted().first { value in
      let within = slots.count { $0 ?? .max <= value }
      return Double(within) >= share * Double(slots.count)
    }
  }

  @Test func quantilesAreCounted() {
    for seed in UInt64(0)..<300 {
      var random = RandomStream(seed: seed)
      let never = random.pick([0, 0, 10, 60])
      let slots: [Int?] = (0..<random.int(1...150)).map { _ in
        random.int(0...99) < never ? nil : random.int(0...40)
      }
      let distribution = SlotDistribution(slots)
      #expect(distribution.count == slots.count)
      #expect(distribution.never == slots.count { $0 == nil })
      for (found, share) in [
        (distribution.median, 0.5), (distribution.p99, 0.99),
        (distribution.max, 1), (distribution.quantile(0.25), 0.25),
      ] {
        #expect(found == quantile(slots, share), "seed \(seed), \(share)")
      }
      let known = slots.compactMap { $0 }.map(Double.init)
      if let mean = distribution.mean {
        #expect(isClose(mean * Double(known.count), known.reduce(0, +)))
      } else {
        #expect(known.isEmpty)
      }
    }
    let nothing = SlotDistribution([])
    #expect(nothing.median == nil && nothing.mean == nil)
  }

  /// The sums once more, round by round.
  @Test func statisticsAreOfTheRoundsThatWerePlayed() throws {
    for seed in UInt64(0)..<40 {
      var random = RandomStream(seed: seed)
      let round = try MixerRound.random(&random)
      let rounds = random.int(1...8)
      let nodes = round.graph.nodes
      let found = try MixerStatistics(
        of: round, rounds: rounds, seed: seed, first: 100)
      var (lost, chances, on, sending) = (0, 0, 0, 0)
      var completion: [Int?] = []
      var last: [Int?] = []
      for number in 100..<100 + rounds {
        let outcome = round.run(seed: seed, number: UInt64(number))
        completion += outcome.completion
        last.append(
          outcome.completion.contains(nil)
            ? nil : outcome.completion.compactMap { $0 }.max())
        for node in 0..<nodes {
          on += round.slots - outcome.off[node]
          sending += outcome.sending[node]
          for device in 0..<nodes
          where device != node && round.fragments[device] > 0 {
            chances += 1
            lost += outcome.missing[node][device] ? 1 : 0
          }
        }
      }
      let all = Double(rounds * nodes)
      #expect(found.messages == 1 + round.fragments.reduce(0, +))
      #expect(found.rounds == rounds)
      #expect(found.completion == SlotDistribution(completion), "seed \(seed)")
      #expect(found.roundCompletion == SlotDistribution(last), "seed \(seed)")
      #expect(
        isClose(found.lostShare, Double(lost) / Double(max(1, chances))),
        "seed \(seed)")
      #expect(isClose(found.radioOnSlots, Double(on) / all), "seed \(seed)")
      #expect(
        isClose(found.sendingSlots, Double(sending) / all), "seed \(seed)")
      #expect(
        isClose(found.sendingShare, Double(sending) / Double(on)),
        "seed \(seed)")
    }
  }

  @Test func aLineIsFound() throws {
    for seed in UInt64(0)..<100 {
      var random = RandomStream(seed: seed)
      let (a, b) = (Double(random.int(-9...9)), Double(random.int(-99...99)))
      let xs = (0..<random.int(2...9)).map { _ in Double(random.int(0...99)) }
      guard Set(xs).count > 1 else { continue }
      let exact = try LineFit(xs.map { (x: $0, y: a * $0 + b) })
      #expect(isClose(exact.slope, a, 1e-9), "seed \(seed)")
      #expect(abs(exact.intercept - b) < 1e-8, "seed \(seed)")
      #expect(exact.deviation < 1e-8)
      #expect(abs(exact(7) - (7 * a + b)) < 1e-8)
      // What remains beside the line has no mean and no slope left.
      let ys = xs.map { _ in Double(random.int(-50...50)) }
      let fit = try LineFit(zip(xs, ys).map { (x: $0, y: $1) })
      let rest = zip(xs, ys).map { $1 - fit($0) }
      #expect(abs(rest.reduce(0, +)) < 1e-7, "seed \(seed)")
      #expect(
        abs(zip(xs, rest).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-5,
        "seed \(seed)")
      let farthest = rest.map { abs($0) }.max() ?? 0
      #expect(abs(fit.deviation - farthest) < 1e-9, "seed \(seed)")
    }
  }

  @Test func oneSizeMakesNoLine() throws {
    #expect(throws: MixerPacketError.line(sizes: 1)) {
      _ = try LineFit([(x: 3, y: 1), (x: 3, y: 2)])
    }
    #expect(throws: MixerPacketError.line(sizes: 0)) { _ = try LineFit([]) }
    let round = try MixerRound.even(
      nodes: 3, quality: 1, messages: 10, slots: 100)
    #expect(throws: MixerPacketError.rounds(0)) {
      _ = try MixerStatistics(of: round, rounds: 0, seed: 1)
    }
    let one = try MixerStatistics(of: round, rounds: 2, seed: 1)
    #expect(throws: MixerPacketError.line(sizes: 1)) {
      _ = try MixerFit([one, one])
    }
  }

  /// Mixer's own law: slots grow linearly with messages, not faster, and a
  /// round needs no more than the 3 G + 200 slots that CATS gives it.
  @Test func slotsGrowLinearlyWithMessages() throws {
    for (nodes, hops) in [(4, 1), (9, 2), (12, 3)] {
      let all = try [20, 45, 70, 95].map { messages in
        try MixerStatistics(
          of: .even(
            nodes: nodes, hops: hops, quality: 0.9, messages: messages,
            slots: 3 * messages + 200), rounds: 15, seed: 3)
      }
      #expect(all.allSatisfy { $0.lostShare == 0 })
      let fit = try MixerFit(all)
      #expect(fit.completion.slope > 1 && fit.completion.slope < 3)
      #expect(fit.radioOn.slope < 3)
      for (line, mean) in [
        (fit.completion, all[2].completion.mean),
        (fit.roundCompletion, all[2].roundCompletion.mean),
        (fit.radioOn, all[2].radioOnSlots),
      ] {
        #expect(line.deviation < 0.08 * (mean ?? 0), "\(nodes), \(hops)")
      }
      #expect(fit.sendingShare > 0 && fit.sendingShare < 0.6)
    }
  }
}
