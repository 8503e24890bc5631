import Cluster
import Tensors

/// How fast one device is, what it can hold and what it consumes.
///
/// Every constant says where it comes from (``Constant/source``).
public struct DeviceModel: Sendable {
  /// The name of the hardware.
  public var name: String
  /// How fast it reckons.
  public var arithmetic: Arithmetic
  /// Time that an operation takes besides its work.
  public var overheads: KernelConstants<UnitTag.Second>
  /// Memories from the nearest to the farthest; at least one for weights and
  /// one for activations.
  public var memory: [MemoryLevel]
  /// Power of the whole device by what it does.
  public var power: PowerStates
  /// How its memories are filled, where cores do not compute in all of them.
  public var hierarchy: MemoryHierarchy?
  /// Time that a device computes once a pass, from its beginning on, whatever
  /// the pass is: work that does not shrink with tokens or devices.
  public var perPass = Constant<UnitTag.Second>(
    .zero, .assumed, source: "none")
  /// How fast the device is beside these constants: its computing takes
  /// 1/speed of their time.
  public var speed = 1.0

  /// One level of memory.
  public struct MemoryLevel: Sendable {
    /// Its name.
    public var name: String
    /// What it is reserved for; `nil` if anything may lie in it.
    public var holds: Contents?
    /// How much it holds.
    public var size: Constant<UnitTag.Byte>
    /// How fast it is read and written.
    public var bandwidth: Constant<UnitTag.BytePerSecond>
    /// Energy of a byte read or written.
    public var energy: Constant<UnitTag.JoulePerByte>
  }

  /// What a memory can be reserved for.
  public enum Contents: String, CaseIterable, Sendable {
    /// Stored weights, such as in flash.
    case weights
    /// Activations, kept values and the network's buffers, such as in RAM.
    case activations
  }

  /// Power of the device in each state.
  ///
  /// Transmitting and receiving add up with computing: radio and processor
  /// are fed separately. Waiting is what is left of the time; where sending or
  /// receiving has no power of its own, a device waits meanwhile.
  public struct PowerStates: Sendable {
    /// While it computes.
    public var active: Constant<UnitTag.Watt>
    /// While it does nothing.
    public var wait: Constant<UnitTag.Watt>
    /// While it sends.
    public var transmit: Constant<UnitTag.Watt>
    /// While it receives.
    public var receive: Constant<UnitTag.Watt>
  }

  /// The rates, where arithmetic is given as rates.
  public var rates: KernelConstants<UnitTag.MACPerSecond>? {
    get { if case .rates(let rates) = arithmetic { rates } else { nil } }
    set { if let newValue { arithmetic = .rates(newValue) } }
  }

  /// The memories that may hold `contents`, nearest first.
  public func levels(for contents: Contents) -> [MemoryLevel] {
    memory.filter { ($0.holds ?? contents) == contents }
  }

  /// The nearest memory that holds `bytes` of `contents`; the farthest if none
  /// does.
  func home(of bytes: Int, _ contents: Contents) -> MemoryLevel {
    let levels = levels(for: contents)
    return levels.first { Double(bytes) <= $0.size.value }
      ?? levels.last ?? memory[memory.count - 1]
  }

  /// What `levels` hold together.
  static func capacity(_ levels: [MemoryLevel]) -> Bytes {
    levels.reduce(.zero) { $0 + $1.size.quantity }
  }
}
