import Tensors

/// Devices, a network, and how a paper (or physics) counts.
public struct Platform: Sendable {
  /// The name in experiments/platforms.
  public var name: String
  /// One line about it.
  public var summary: String
  /// The devices; alike but for ``speeds`` and ``memoryShares``.
  public var device: DeviceModel
  /// The ways of counting, by name, in file order; at least one.
  public var accountings: [Accounting]
  /// What a run on it uses unless told otherwise.
  public var defaults: Defaults
  /// How fast each device is beside ``device``.
  public var speeds = Proportions.equal
  /// How large each device's memories are beside those of ``device``.
  public var memoryShares = Proportions.equal

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
    /// What is charged of a collective.
    public var exchanges = Exchanges.eachMessage
    /// Kernels that take no time.
    public var free: Set<Kernel> = []
  }

  /// What an accounting charges of a collective.
  public enum Exchanges: String, CaseIterable, Sendable {
    /// Every message of every step.
    case eachMessage = "each-message"
    /// One exchange, as ASTRA counts (arXiv:2505.19342): the largest message of
    /// each device, on links that all have in parallel in all directions;
    /// further steps take no time.
    case once
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
