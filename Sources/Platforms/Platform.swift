import Tensors

/// Devices, a network, and how a paper (or physics) counts.
public struct Platform: Sendable {
  /// The name in experiments/platforms.
  public var name: String
  /// One line about it.
  public var summary: String
  /// The devices; all alike.
  public var device: DeviceModel
  /// The ways of counting, by name, in file order; at least one.
  public var accountings: [Accounting]
  /// What a run on it uses unless told otherwise.
  public var defaults: Defaults

  /// A way of counting.
  public struct Accounting: Sendable {
    /// `paper` or `physical`.
    public var name: String
    /// The network as it is counted.
    public var network: NetworkModel
    /// Whether token numbers and the like are counted.
    public var countsControl: Bool
    /// Whether waiting costs energy.
    public var countsWaiting: Bool
    /// Whether memory and traffic of a single block are those of the paper's
    /// formulas, where it has some, and not those of the trace.
    public var countsByFormula = false
    /// Whether loading the next block's weights while one computes takes no
    /// time, even if it takes longer than computing.
    public var hidesLoads = false
  }

  /// How schemes may share heads and hidden units out.
  public enum Shares: String, CaseIterable, Sendable {
    /// Some devices may have one more than others.
    case any
    /// All have as many.
    case equal
  }

  /// What a run uses unless told otherwise.
  public struct Defaults: Sendable {
    /// Format of stored weights.
    public var weights: ElementFormat
    /// Format of activations in memory.
    public var activations: ElementFormat
    /// Format of messages.
    public var messages: ElementFormat
    /// All-reduce algorithm, by name.
    public var allReduce: String
    /// How heads and hidden units are shared out.
    public var shares = Shares.any
  }

  /// The accounting called `name`.
  ///
  /// - Throws: ``PlatformError/accounting(_:platform:known:)``.
  public func accounting(_ name: String) throws -> Accounting {
    guard let found = accountings.first(where: { $0.name == name }) else {
      throw PlatformError.accounting(
        name, platform: self.name, known: accountings.map(\.name))
    }
    return found
  }
}

extension Platform {
  /// Gives the links of all accountings another rate.
  public mutating func setBandwidth(_ rate: BitsPerSecond) {
    for index in accountings.indices {
      accountings[index].network.bandwidth = Constant(
        rate, .assumed, source: "asked for")
    }
  }
}
