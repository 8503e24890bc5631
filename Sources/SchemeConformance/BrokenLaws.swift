/// What every scheme has to keep, whatever it does.
public enum Law: String, CaseIterable, Sendable {
  /// `forward` runs whatever `check` accepts, and there is something to run.
  case check
  /// An exact scheme gives the single device's output where nothing is lost,
  /// and on one device every scheme does.
  case exactness
  /// The gradients of an exact scheme are the single device's too, of a pass
  /// without cache.
  case gradients
  /// Every byte sent is delivered or lost, nothing waits for the future, and
  /// nothing comes from another device without a message.
  case conservation
  /// The same run gives the same bits and the same trace.
  case determinism
  /// Shapes alone leave the trace of the run with values.
  case shapes
  /// Costing the stored trace is costing the run.
  case replay
  /// Time and energy of each device add up.
  case balance
  /// Runs go on without what is lost, and what is lost is missing.
  case loss
  /// A batch is its samples, one by one. Of a scheme that is not exact one case
  /// may differ a little: a rounding may choose another code.
  case batches
  /// Token by token with a KV cache the scores of an exact scheme are those of
  /// the whole text.
  case decoding
}

/// A law that a scheme breaks, and the case that shows it.
public struct BrokenLaw: Sendable, CustomStringConvertible {
  /// The law.
  public let law: Law
  /// Seed, sizes, devices and options.
  public let example: String
  /// What should be.
  public let expected: String
  /// What is.
  public let found: String

  /// All of it on three lines.
  public var description: String {
    """
    \(law.rawValue): \(found)
      expected: \(expected)
      case: \(example)
    """
  }
}

/// All laws that a scheme breaks, each with the first case that shows it.
public struct BrokenLaws: Error, CustomStringConvertible {
  /// The scheme's name.
  public let scheme: String
  /// The laws, each once, in the order of ``Law``.
  public let broken: [BrokenLaw]

  /// A list of them.
  public var description: String {
    "the scheme '\(scheme)' breaks \(broken.count) of "
      + "\(Law.allCases.count) laws\n"
      + broken.map(\.description).joined(separator: "\n")
  }
}
