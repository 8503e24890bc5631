import Cluster
import Models
import Tensors

/// Positions of a sample that are shared out to devices in runs.
///
///     let shares = PositionShares(10, devices: 4, last: 3)
///     shares.rows  // [0..<3, 3..<6, 6..<8, 8..<10]
public struct PositionShares: Sendable {
  /// The positions of each device, by its number.
  public let rows: [Range<Int>]
  /// The devices in the order of their positions; those without any are among
  /// them.
  public let order: [Int]

  /// Even shares of `positions`; of too few, some devices have none.
  ///
  /// - Parameters:
  ///   - positions: how many positions a sample has.
  ///   - devices: how many devices there are.
  ///   - last: the device that has the last position.
  public init(_ positions: Int, devices: Int, last: Int) {
    let shares = partition(positions, into: devices)
    // Of too few positions the last runs are empty.
    let turn = last + 1 + devices - min(positions, devices)
    let order = (0..<devices).map { ($0 + turn) % devices }
    var rows = shares
    for (share, device) in order.enumerated() { rows[device] = shares[share] }
    self.rows = rows
    self.order = order
  }
}

extension Cluster {
  /// What `model` tells where each device has the last hidden states of its
  /// own positions: who computed a scored position computes its scores.
  ///
  /// - Parameters:
  ///   - x: by device, the states of its positions behind the last block.
  ///   - shares: which positions these are.
  ///   - pass: what runs, whose scored positions are told.
  ///   - model: the model, whose head is computed.
  /// - Returns: as `Transformer.tell(_:of:)`, at the observer.
  /// - Throws: ``Tensors/TensorError``.
  public func tell(
    _ x: Sharded, _ shares: PositionShares, of pass: Pass,
    through model: Transformer
  ) throws -> Tensor {
    let scored = model.scored(in: pass)
    let told = try shares.order.compactMap { index -> Tensor? in
      let rows = shares.rows[index]
      let mine = rows.clamped(to: scored)
      guard !mine.isEmpty else { return nil }
      let first = mine.lowerBound - rows.lowerBound
      return try model.head(
        x.parts[index].positions(first..<first + mine.count))
    }
    let seen = try observe(told)
    return model.shape.classes > 0
      ? try seen.reshaped(Shape(pass.batch ?? 1, model.shape.classes)) : seen
  }
}
