/// Bytes that CATS counts for one block of a transformer, by the system that
/// splits it: int8, memory and flash of the attention half on the fullest
/// device, traffic of the whole block over all devices (CATS,
/// arXiv:2605.15694; repository: calculate_resources.py).
///
/// These are the paper's formulas, which take shares of columns where a real
/// device has whole ones. They leave out what a trace shows: that unpruned
/// CATS sends four times what Voltage sends, and that tensor parallelism need
/// not keep all partial sums at once.
public struct CountedBytes: Equatable, Sendable {
  /// Activations and messages of one device at their peak.
  public let ram: Double
  /// Weights of one device.
  public let flash: Double
  /// What all devices send for one block.
  public let air: Double

  /// The systems that CATS compares.
  public enum System: String, CaseIterable, Sendable {
    /// Column shards, four gathers a block.
    case cats
    /// Rows split, all weights everywhere (Voltage, Hu and Li 2024).
    case voltage
    /// Rows split, remote rows as vector codes (arXiv:2505.19342); CATS counts
    /// them as 5/8 of the elements and does not say why.
    case astra
    /// Heads and hidden units split on MCUs (Siracusa).
    case mcuTensorParallel = "mcu-tensor-parallel"
  }

  /// What is counted for `system`.
  ///
  /// - Parameters:
  ///   - system: one of those that the CATS paper compares.
  ///   - tokens: rows of the hidden state, N.
  ///   - features: its columns, F; all layers are as wide.
  ///   - heads: of all devices together, H.
  ///   - devices: D, at most as many as heads where heads are split.
  ///   - prune: the share of its columns that a device of CATS keeps back.
  public init(
    _ system: System, tokens: Int, features: Int, heads: Int, devices: Int,
    prune: Double = 0
  ) {
    let (n, f, h, d) = (
      Double(tokens), Double(features), Double(heads), Double(devices)
    )
    let own = (h / d).rounded(.up)
    let state = n * f
    let head = state / h
    switch system {
    case .cats:
      let others = state * (d - 1) / d
      let apart = state - own * head
      let columns = f * own / h
      self.init(
        max(
          state / d + others - others * prune + 3 * head + own * head,
          own * head + apart - apart * prune + state / d),
        4 * columns * (columns + (f - columns) - (f - columns) * prune),
        d > 1 ? 4 * state - 4 * state * prune : 0)
    case .voltage:
      self.init(
        state + n / d * f / h + 2 * head + 2 * n / d * f, 4 * f * f,
        d > 1 ? state : 0)
    case .astra:
      let rows = state / d + state * (d - 1) / d * 5 / 8
      self.init(
        rows + n / d * f / h + 2 * rows / h + 2 * n / d * f, 4 * f * f,
        d > 1 ? state * 5 / 8 : 0)
    case .mcuTensorParallel:
      self.init(
        max(
          state + 3 * head + own * head, own * head + state + state * (d - 1)),
        4 * f * (f * own / h), d > 1 ? 2 * d * state : 0)
    }
  }

  /// Shares such as 0.9 are no binary fractions: what is left of that after a
  /// millionth of a byte is dropped.
  private init(_ ram: Double, _ flash: Double, _ air: Double) {
    func clean(_ bytes: Double) -> Double { (bytes * 1e6).rounded() / 1e6 }
    self.ram = clean(ram)
    self.flash = clean(flash)
    self.air = clean(air)
  }
}
