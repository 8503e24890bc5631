/// Memories that are filled one from the other by DMA: cores compute in the
/// nearest, weights come from the middle one, on the chip, or from the
/// farthest, off it.
///
/// The levels are the three of ``DeviceModel/memory``. Weights and kept values
/// of products go through them; what other operations move is contained in the
/// cycles of products.
///
/// After the Siracusa chip as arXiv:2412.04372 uses it.
public struct MemoryHierarchy: Sendable {
  /// What the nearest memory takes at once.
  public var tile: Constant<UnitTag.Byte>
  /// What of the middle memory weights and kept values may take.
  public var budget: Constant<UnitTag.Byte>
  /// Bytes in a row of a transfer from off the chip.
  public var row: Constant<UnitTag.Byte>
  /// What each row takes besides its bytes.
  public var rowOverhead: Constant<UnitTag.Second>
  /// How often a byte of weights is moved in the middle memory; for energy.
  public var weightPasses: Constant<UnitTag.One>
  /// Where weights lie.
  public var policy = Residency.Policy.planned
  /// What goes off the chip besides weights and kept values.
  public var spills = Spills.none

  /// What a device whose weights do not stay on the chip cannot keep there
  /// either.
  public enum Spills: String, CaseIterable, Sendable {
    /// Nothing.
    case none
    /// What operations read and write, and scores of attention in int8: a
    /// byte written, read by softmax, written, and read again.
    case int8Scores = "int8-scores"
    /// The same with scores in int32, which products of int8 end in.
    case int32Scores = "int32-scores"

    /// Bytes that one score moves.
    var bytesOfScore: Int? {
      switch self {
      case .none: nil
      case .int8Scores: 4
      case .int32Scores: 12
      }
    }
  }

  /// Seconds that a byte from off the chip takes, rows and all.
  ///
  /// - Parameter level: the memory off the chip, with the rate within a row.
  func secondsPerByte(from level: DeviceModel.MemoryLevel) -> Double {
    1 / level.bandwidth.value + rowOverhead.value / row.value
  }
}
