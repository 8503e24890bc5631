import Tensors

/// The message dropout of CATS (CATS repository, model/dropout.py): whole
/// messages are lost by link, by receiver and by sender.
///
/// Each of three causes strikes with the same probability: a link fails, a
/// receiver hears nobody, nobody hears a sender. A message comes through if
/// none does, so with all three causes with probability (1 - q)^3. A sample
/// draws anew for each gather; all its tokens share the fate.
public struct MessageDropout: LossModel {
  /// What may fail.
  public struct Causes: OptionSet, Hashable, Sendable {
    /// The bits.
    public let rawValue: Int
    /// Causes from bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// One message to one receiver.
    public static let links = Causes(rawValue: 1)
    /// All messages to one receiver.
    public static let receivers = Causes(rawValue: 2)
    /// One sender's messages to all receivers.
    public static let senders = Causes(rawValue: 4)
    /// All three, as CATS trains.
    public static let all: Causes = [.links, .receivers, .senders]
  }

  /// The probability q of each cause, 0 to 1.
  public let probability: Double
  /// What may fail.
  public let causes: Causes
  private let random: Philox
  /// Random words below it mean failure.
  private let threshold: UInt64

  /// Dropout with probability q; `seed` names the random numbers.
  public init(
    probability: Double, causes: Causes = .all, seed: UInt64
  ) {
    self.probability = probability
    self.causes = causes
    random = Philox(seed: seed)
    threshold = UInt64(max(0, min(1, probability)) * 4_294_967_296)
  }

  /// Whether one of the causes strikes. Repetitions have new luck.
  public func loses(_ t: Transmission) -> Bool {
    let (s, r) = (t.sender, t.receiver)
    return causes.contains(.links) && fails(.links, t, s << 10 | r >> 2, r & 3)
      || causes.contains(.receivers) && fails(.receivers, t, r >> 2, r & 3)
      || causes.contains(.senders) && fails(.senders, t, s >> 2, s & 3)
  }

  /// Draws four at a time.
  public func heard(
    sample: Int, round: Int, devices: Int, into heard: inout [Float]
  ) {
    let first = heard.count
    heard.append(contentsOf: repeatElement(1, count: devices * devices))
    let t = Transmission(
      sample: sample, round: round, sender: 0, receiver: 0, packet: 0,
      attempt: 0)
    for four in stride(from: 0, to: devices, by: 4) {
      let receivers = words(.receivers, t, four >> 2)
      let senders = words(.senders, t, four >> 2)
      for i in 0..<min(4, devices - four) {
        let strikesReceiver =
          causes.contains(.receivers) && isBelow(receivers[i])
        let strikesSender = causes.contains(.senders) && isBelow(senders[i])
        for other in 0..<devices where other != four + i {
          if strikesReceiver { heard[first + (four + i) * devices + other] = 0 }
          if strikesSender { heard[first + other * devices + four + i] = 0 }
        }
      }
      guard causes.contains(.links) else { continue }
      for sender in 0..<devices {
        let links = words(.links, t, sender << 10 | four >> 2)
        for i in 0..<min(4, devices - four)
        where isBelow(links[i]) && four + i != sender {
          heard[first + (four + i) * devices + sender] = 0
        }
      }
    }
  }

  private func fails(
    _ cause: Causes, _ t: Transmission, _ key: Int, _ word: Int
  ) -> Bool { isBelow(words(cause, t, key)[word]) }

  private func isBelow(_ word: UInt32) -> Bool { UInt64(word) < threshold }

  /// Random words for four neighbours.
  private func words(_ cause: Causes, _ t: Transmission, _ key: Int)
    -> SIMD4<UInt32>
  {
    random.words(
      SIMD4(
        UInt32(truncatingIfNeeded: t.sample),
        UInt32(truncatingIfNeeded: t.round),
        UInt32(truncatingIfNeeded: cause.rawValue << 24 | key),
        UInt32(truncatingIfNeeded: t.packet << 8 | t.attempt)))
  }
}
