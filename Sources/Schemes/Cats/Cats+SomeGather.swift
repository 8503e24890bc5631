import Models
import Tensors

extension Cats {
  /// The columns that each device sends in SomeGather (CATS repository,
  /// model/pruning.py).
  ///
  /// A device with n columns keeps round(n prune) of them back, halves to
  /// even, but sends at least one. A column's score is the L1 norm of its
  /// weights over all outputs, of all layers that the gather feeds: one choice
  /// for queries, keys and values. The lowest stay; of equal ones the first.
  /// With `prune` 1 nothing is sent.
  ///
  /// - Returns: `nil` for 0: all is sent. Of a model without values the
  ///   numbers of columns are right, not which.
  public func sentColumns(
    of model: Transformer, devices: Int, prune: Double
  ) throws -> SentColumns? {
    guard (0...1).contains(prune) else {
      throw ModelError.prune(prune)
    }
    guard prune > 0 else { return nil }
    let layout = CatsLayout(model.shape, devices: devices)
    var masks: [String: [Float]] = [:]
    for gathered in layout.gathers(of: model) {
      masks[gathered.gather.name] = try Self.mask(gathered, prune: prune)
    }
    return SentColumns(devices: devices, prune: prune, masks: masks)
  }

  private static func mask(_ gathered: GatheredColumns, prune: Double) throws
    -> [Float]
  {
    let scores = try scores(gathered)
    var mask = [Float](repeating: 1, count: scores.count)
    for cut in gathered.cuts {
      for column in cut.sorted(by: { (scores[$0], $0) < (scores[$1], $1) })
        .prefix(keptBack(of: cut.count, prune: prune))
      {
        mask[column] = 0
      }
    }
    return mask
  }

  /// How many of a device's `count` columns are not sent.
  static func keptBack(of count: Int, prune: Double) -> Int {
    guard prune < 1 else { return count }
    let share = (Double(count) * prune).rounded(.toNearestOrEven)
    return max(0, min(count - 1, Int(share)))
  }

  /// The L1 norm of each column's weights.
  private static func scores(_ gathered: GatheredColumns) throws -> [Double] {
    let columns = gathered.layers.first?.weight.shape[1] ?? 0
    var scores = [Double](repeating: 0, count: columns)
    for layer in gathered.layers where layer.weight.value.hasValues {
      let values = try layer.weight.value.values()
      for (index, value) in values.enumerated() {
        scores[index % columns] += Double(abs(value))
      }
    }
    return scores
  }
}
