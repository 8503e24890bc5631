import Cluster
import Foundation
import Tensors

/// Loss as a packet-level Mixer round has it: each gather is one round, and a
/// receiver misses a device's message if some fragment of it could not be
/// decoded when the round ended.
///
/// Messages are lost whole, so the packet of a transmission does not matter.
/// A repetition is another round. All receivers and senders of a gather share
/// the round, so their losses hang together as they do on the air.
///
/// Playing a round takes milliseconds, too long for each gather of a training:
/// with a `pool` of n rounds only those are played, and each gather draws one
/// of them. Without, each gather has a round of its own, and the last
/// ``cacheLimit`` or fewer are remembered.
public final class MixerLoss: LossModel {
  /// The round that every gather plays.
  public let round: MixerRound
  /// How many different rounds there are; `nil` for one a gather.
  public let pool: Int?
  /// The most outcomes that are remembered without a pool.
  public static let cacheLimit = 4096

  private let seed: UInt64
  private let cache = OutcomeCache()

  /// Loss as in `round`; `seed` names the random numbers.
  ///
  /// - Parameters:
  ///   - round: who hears whom, and how many packets there are.
  ///   - pool: how many rounds are played at most, `nil` for no limit.
  ///   - seed: names the random numbers.
  /// - Throws: ``MixerPacketError/rounds(_:)`` for a pool without rounds.
  public init(_ round: MixerRound, pool: Int? = nil, seed: UInt64) throws {
    if let pool, !(1...Int(UInt32.max) ~= pool) {
      throw MixerPacketError.rounds(pool)
    }
    self.round = round
    self.pool = pool
    self.seed = seed
  }

  /// Whether the receiver lacks the sender's message in the end. A device
  /// that is no node of the graph hears nobody, and nobody hears it.
  public func loses(_ t: Transmission) -> Bool {
    let nodes = 0..<round.graph.nodes
    guard nodes ~= t.sender, nodes ~= t.receiver else { return true }
    return missing(sample: t.sample, round: t.round, attempt: t.attempt)[
      t.receiver][t.sender]
  }

  /// Looks the round up once for all.
  public func heard(
    sample: Int, round: Int, devices: Int, into heard: inout [Float]
  ) {
    let nodes = 0..<self.round.graph.nodes
    let missing = missing(sample: sample, round: round, attempt: 0)
    for receiver in 0..<devices {
      for sender in 0..<devices {
        let isHeard =
          sender == receiver
          || nodes ~= sender && nodes ~= receiver && !missing[receiver][sender]
        heard.append(isHeard ? 1 : 0)
      }
    }
  }

  /// The number of the Mixer round that a gather plays: sample, round and
  /// attempt side by side, or with a pool one of its rounds.
  public func number(sample: Int, round: Int, attempt: Int) -> UInt64 {
    let low =
      UInt32(truncatingIfNeeded: round) << 8
      | UInt32(truncatingIfNeeded: attempt & 0xFF)
    let high = UInt32(truncatingIfNeeded: sample)
    guard let pool else { return UInt64(high) << 32 | UInt64(low) }
    // A counter that no round uses: their slots are fewer.
    let words = Philox(seed: seed).words(SIMD4(low, high, .max, 0))
    return (UInt64(words[0]) * UInt64(pool)) >> 32
  }

  private func missing(sample: Int, round: Int, attempt: Int) -> [[Bool]] {
    let number = number(sample: sample, round: round, attempt: attempt)
    if let known = cache[number] { return known }
    let missing = self.round.run(seed: seed, number: number).missing
    cache.remember(
      missing, for: number, limit: pool == nil ? Self.cacheLimit : nil)
    return missing
  }
}

/// What rounds came to, shared by threads.
private final class OutcomeCache: @unchecked Sendable {
  private var known: [UInt64: [[Bool]]] = [:]
  private let lock = NSLock()

  subscript(number: UInt64) -> [[Bool]]? {
    lock.withLock { known[number] }
  }

  /// Forgets everything when there is too much: rounds can be played again.
  func remember(_ missing: [[Bool]], for number: UInt64, limit: Int?) {
    lock.withLock {
      if let limit, known.count >= limit { known.removeAll() }
      known[number] = missing
    }
  }
}
