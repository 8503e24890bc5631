import Cluster
import Tensors

/// A constant for every kind of kernel.
public struct KernelConstants<Tag>: Sendable {
  /// For kernels that ``special`` does not name.
  public var standard: Constant<Tag>
  /// By kind of kernel.
  public var special: [Kernel: Constant<Tag>]

  /// Constants from their parts.
  public init(
    _ standard: Constant<Tag>, special: [Kernel: Constant<Tag>] = [:]
  ) {
    self.standard = standard
    self.special = special
  }

  /// The constant of `kernel`.
  public subscript(kernel: Kernel) -> Constant<Tag> {
    get { special[kernel] ?? standard }
    set { special[kernel] = newValue }
  }
}

/// How fast a device reckons.
public enum Arithmetic: Sendable {
  /// Steps a second.
  case rates(KernelConstants<UnitTag.MACPerSecond>)
  /// Clock cycles of a step.
  case cycles(CycleCosts)

  /// Time of one step of `kernel` in a half of a block.
  func secondsPerMAC(_ kernel: Kernel, _ part: Trace.Part) -> Double {
    switch self {
    case .rates(let rates): 1 / rates[kernel].value
    case .cycles(let costs):
      costs.constant(kernel, part).value / costs.clock.value
    }
  }
}

/// Clock cycles that a multiply-accumulate takes, all that belongs to it
/// included; zero for kernels whose time is contained in that of others.
public struct CycleCosts: Sendable {
  /// The processor's clock.
  public var clock: Constant<UnitTag.Hertz>
  /// By kind of kernel.
  public var kernels: KernelConstants<UnitTag.CyclePerMAC>
  /// Of all products in a half of a block, scores included; counts before
  /// ``kernels``.
  public var parts: [Trace.Part: Constant<UnitTag.CyclePerMAC>]

  /// What a step of `kernel` takes in `part`.
  public func constant(_ kernel: Kernel, _ part: Trace.Part) -> Constant<
    UnitTag.CyclePerMAC
  > {
    kernel.isProduct ? parts[part] ?? kernels[kernel] : kernels[kernel]
  }
}
