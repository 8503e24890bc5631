import Cluster
import Foundation
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

  /// Time of one step of `kernel` in a half of a block, whose weights serve
  /// `rows` rows.
  func secondsPerMAC(_ kernel: Kernel, _ part: Trace.Part, rows: Int = 1)
    -> Double
  {
    switch self {
    case .rates(let rates): 1 / rates[kernel].value
    case .cycles(let costs):
      costs.cycles(kernel, part, rows: rows) / costs.clock.value
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
  /// Of products whose weights serve so many rows, fewest first; counts before
  /// all others. Between two of them the cycles change with the logarithm of
  /// the rows, beyond them they stay.
  public var byRows: [(rows: Int, cycles: Constant<UnitTag.CyclePerMAC>)] = []

  /// What a step of `kernel` takes in `part` for `rows` rows.
  func cycles(_ kernel: Kernel, _ part: Trace.Part, rows: Int) -> Double {
    guard kernel.isProduct, let last = byRows.last else {
      return constant(kernel, part).value
    }
    guard let above = byRows.firstIndex(where: { $0.rows >= rows }) else {
      return last.cycles.value
    }
    guard above > 0 else { return byRows[0].cycles.value }
    let (low, high) = (byRows[above - 1], byRows[above])
    let share =
      log(Double(rows) / Double(low.rows))
      / log(Double(high.rows) / Double(low.rows))
    return low.cycles.value + share * (high.cycles.value - low.cycles.value)
  }

  /// What a step of `kernel` takes in `part`.
  public func constant(_ kernel: Kernel, _ part: Trace.Part) -> Constant<
    UnitTag.CyclePerMAC
  > {
    kernel.isProduct ? parts[part] ?? kernels[kernel] : kernels[kernel]
  }
}
