import Cluster
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Gathers that lose what rounds lose.
struct MixerLossTests {
  /// A round too short for all: some messages are lost, some are not.
  private func round(slots: Int = 45) throws -> MixerRound {
    try MixerRound(
      graph: .corridor(nodes: 5, hops: 2, quality: 0.8),
      fragments: [2, 5, 1, 0, 8], slots: slots)
  }

  private func transmission(
    _ sample: Int, _ round: Int, _ sender: Int, _ receiver: Int,
    packet: Int = 0, attempt: Int = 0
  ) -> Transmission {
    Transmission(
      sample: sample, round: round, sender: sender, receiver: receiver,
      packet: packet, attempt: attempt)
  }

  @Test func lossIsTheSimulation() throws {
    let round = try round()
    var (lost, kept) = (0, 0)
    for seed in UInt64(0)..<4 {
      let loss = try MixerLoss(round, seed: seed)
      for (sample, gather) in [(0, 0), (0, 1), (3, 0), (70_000, 27)] {
        let number = UInt64(sample) << 32 | UInt64(gather) << 8
        let missing = round.run(seed: seed, number: number).missing
        for receiver in 0..<5 {
          for sender in 0..<5 {
            for packet in [0, 9] {
              let isLost = loss.loses(
                transmission(sample, gather, sender, receiver, packet: packet))
              #expect(isLost == missing[receiver][sender], "seed \(seed)")
              if isLost { lost += 1 } else { kept += 1 }
            }
          }
        }
      }
    }
    #expect(lost > 20 && kept > 20)
  }

  @Test func hearingIsAskingForEachTransmission() throws {
    for seed in UInt64(0)..<20 {
      for pool in [nil, 3] {
        let loss = try MixerLoss(round(), pool: pool, seed: seed)
        for devices in [1, 3, 5, 7] {
          var heard: [Float] = [9]
          loss.heard(sample: 4, round: 2, devices: devices, into: &heard)
          let asked = (0..<devices).flatMap { receiver in
            (0..<devices).map { sender -> Float in
              sender == receiver
                || !loss.loses(transmission(4, 2, sender, receiver)) ? 1 : 0
            }
          }
          #expect(heard == [9] + asked, "seed \(seed)")
        }
        // Who is no node of the graph hears nobody.
        #expect(loss.loses(transmission(0, 0, 0, 5)))
        #expect(loss.loses(transmission(0, 0, 5, 0)))
      }
    }
  }

  /// A repetition, another gather and another sample are other rounds.
  @Test func everyPartOfTheKeyCounts() throws {
    let loss = try MixerLoss(round(), seed: 8)
    var numbers: Set<UInt64> = []
    for sample in [0, 1, 256, 65_536] {
      for gather in [0, 1, 255, 256] {
        for attempt in [0, 1, 255] {
          numbers.insert(
            loss.number(sample: sample, round: gather, attempt: attempt))
        }
      }
    }
    #expect(numbers.count == 48)
    let changes = (0..<200).count { sample in
      (0..<5).contains { receiver in
        loss.loses(transmission(sample, 0, 4, receiver))
          != loss.loses(transmission(sample, 0, 4, receiver, attempt: 1))
      }
    }
    #expect(changes > 20)
  }

  /// All rounds of the pool are drawn, alike often, and no others.
  @Test func aPoolHasSoManyRounds() throws {
    for (pool, seed) in [(1, 3), (4, 5), (10, 6)] {
      let loss = try MixerLoss(round(), pool: pool, seed: UInt64(seed))
      var counts = [Int](repeating: 0, count: pool)
      for sample in 0..<500 {
        for gather in 0..<10 {
          let number = loss.number(sample: sample, round: gather, attempt: 0)
          try #require(number < UInt64(pool))
          counts[Int(number)] += 1
        }
      }
      for count in counts {
        #expect(isLikely(count, of: 5000, at: 1 / Double(pool)))
      }
      let first = loss.number(sample: 7, round: 1, attempt: 0)
      let missing = loss.round.run(seed: UInt64(seed), number: first).missing
      #expect(loss.loses(transmission(7, 1, 4, 0)) == missing[0][4])
    }
    for pool in [0, -1] {
      #expect(throws: MixerPacketError.rounds(pool)) {
        _ = try MixerLoss(round(), pool: pool, seed: 1)
      }
    }
  }

  /// More gathers than are remembered, then the first ones again.
  @Test func forgettingChangesNothing() throws {
    let small = try MixerRound(
      graph: .fullMesh(nodes: 3, quality: 0.5), fragments: [1, 1, 1],
      slots: 8)
    let loss = try MixerLoss(small, seed: 2)
    func lost(_ sample: Int) -> Bool {
      loss.loses(transmission(sample, 0, 0, 1))
    }
    let first = (0..<50).map(lost)
    for sample in 0..<MixerLoss.cacheLimit + 10 { _ = lost(sample) }
    #expect((0..<50).map(lost) == first)
    #expect(Set(first).count == 2)
  }

  @Test func threadsMayAskAtOnce() throws {
    let alone = try MixerLoss(round(), seed: 4)
    let shared = try MixerLoss(round(), seed: 4)
    let expected = (0..<40).map { alone.loses(transmission($0 % 10, 0, 4, 0)) }
    let found = Answers(count: 40)
    DispatchQueue.concurrentPerform(iterations: 40) { index in
      found.set(index, shared.loses(transmission(index % 10, 0, 4, 0)))
    }
    #expect(found.all == expected)
  }

  /// In a cluster: who misses a message finds zeros, and the trace says so.
  @Test func gathersLoseWhatTheRoundLoses() throws {
    let round = try round()
    var lost = 0
    for seed in UInt64(0)..<12 {
      var options = ClusterOptions()
      options.loss = try MixerLoss(round, seed: seed)
      let cluster = try Cluster(devices: 5, options: options)
      cluster.begin(sample: 6)
      let devices = cluster.devices
      let tensor = try Tensor(Shape(2), [1, 2]).placed(
        at: devices[4], handle: .none)
      let received = try cluster.send(
        tensor, from: devices[4], to: Array(devices[..<4]))
      let missing = round.run(seed: seed, number: 6 << 32).missing
      for receiver in 0..<4 {
        let isLost = missing[receiver][4]
        #expect(
          try received[receiver].values() == (isLost ? [0, 0] : [1, 2]),
          "seed \(seed)")
        lost += isLost ? 1 : 0
      }
      #expect(cluster.trace.violation() == nil)
    }
    #expect(lost > 0 && lost < 48)
  }
}

/// Truth values that threads write each in its place.
private final class Answers: @unchecked Sendable {
  private var values: [Bool]
  private let lock = NSLock()

  init(count: Int) { values = Array(repeating: false, count: count) }

  func set(_ index: Int, _ value: Bool) {
    lock.withLock { values[index] = value }
  }

  var all: [Bool] { lock.withLock { values } }
}
