import Tensors

/// One packet on its way to one receiver, once.
public struct Transmission: Equatable, Sendable {
  /// The inference that it belongs to.
  public var sample: Int
  /// The message's number within the inference.
  public var round: Int
  /// Who sends.
  public var sender: Int
  /// Who should receive.
  public var receiver: Int
  /// The packet within the message.
  public var packet: Int
  /// 0 for the first try.
  public var attempt: Int

  /// A transmission from its parts.
  public init(
    sample: Int, round: Int, sender: Int, receiver: Int, packet: Int,
    attempt: Int
  ) {
    self.sample = sample
    self.round = round
    self.sender = sender
    self.receiver = receiver
    self.packet = packet
    self.attempt = attempt
  }
}

/// Decides which transmissions are lost.
///
/// The answer must depend on the transmission alone, so that runs repeat
/// whatever their order. A model of correlated loss (a receiver that hears
/// nobody, a burst) answers alike for transmissions that share a cause: it
/// keys its random numbers by sender, receiver or round only.
public protocol LossModel: Sendable {
  /// Whether the receiver misses this transmission.
  func loses(_ transmission: Transmission) -> Bool

  /// For a gather of whole messages: 1 where the receiver hears the sender,
  /// `receivers x senders`, with 1 for each device and itself.
  ///
  /// The same as asking for each transmission, perhaps faster.
  func heard(sample: Int, round: Int, devices: Int, into: inout [Float])
}

extension LossModel {
  /// Asks for each transmission.
  public func heard(
    sample: Int, round: Int, devices: Int, into heard: inout [Float]
  ) {
    for receiver in 0..<devices {
      for sender in 0..<devices {
        let transmission = Transmission(
          sample: sample, round: round, sender: sender, receiver: receiver,
          packet: 0, attempt: 0)
        heard.append(
          sender == receiver || !loses(transmission) ? 1 : 0)
      }
    }
  }
}

/// Each transmission is lost with the same probability, independently.
public struct IndependentLoss: LossModel {
  /// The probability, 0 to 1.
  public let probability: Double
  private let random: Philox

  /// Loss with `probability`; `seed` names the random numbers.
  public init(probability: Double, seed: UInt64) {
    self.probability = probability
    random = Philox(seed: seed)
  }

  /// Whether the receiver misses this transmission.
  public func loses(_ t: Transmission) -> Bool {
    guard probability > 0 else { return false }
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: t.sample),
      UInt32(truncatingIfNeeded: t.round),
      UInt32(truncatingIfNeeded: t.sender << 16 | t.receiver),
      UInt32(truncatingIfNeeded: t.packet << 8 | t.attempt))
    return random.uniform(counter) < probability
  }
}
