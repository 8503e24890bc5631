import Tensors

/// How fast one device is, what it can hold and what it consumes.
public struct DeviceModel: Sendable {
  /// The name of the hardware.
  public var name: String
  /// Arithmetic, by kind of kernel.
  public var rates: [Kernel: Constant<UnitTag.MACPerSecond>]
  /// Arithmetic of kernels that `rates` does not name.
  public var defaultRate: Constant<UnitTag.MACPerSecond>
  /// Time that an operation takes besides its work, by kind of kernel.
  public var overheads: [Kernel: Constant<UnitTag.Second>]
  /// Overhead of kernels that `overheads` does not name.
  public var defaultOverhead: Constant<UnitTag.Second>
  /// Memories from the nearest to the farthest; at least one.
  public var memory: [MemoryLevel]
  /// Power of the whole device by what it does.
  public var power: PowerStates

  /// One level of memory.
  public struct MemoryLevel: Sendable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var size: Constant<UnitTag.Byte>
    /// How fast it is read and written.
    public var bandwidth: Constant<UnitTag.BytePerSecond>
    /// Energy of a byte read or written.
    public var energy: Constant<UnitTag.JoulePerByte>
  }

  /// Power of the device in each state.
  ///
  /// Transmitting and receiving add up with computing: radio and processor
  /// are fed separately. Waiting is what is left of the time.
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

  /// Time of one step of `kernel`.
  func secondsPerMAC(_ kernel: Kernel) -> Double {
    1 / (rates[kernel] ?? defaultRate).value
  }

  /// Time that an operation of `kernel` takes at least.
  func overhead(_ kernel: Kernel) -> Double {
    (overheads[kernel] ?? defaultOverhead).value
  }

  /// The nearest memory that holds `bytes`; the farthest if none does.
  func home(of bytes: Int) -> MemoryLevel {
    memory.first { Double(bytes) <= $0.size.value } ?? memory[memory.count - 1]
  }

  /// What all memories hold together.
  var capacity: Bytes {
    memory.reduce(.zero) { $0 + $1.size.quantity }
  }
}
