import Models
import Tensors

extension Cats {
  /// The same model with hidden units in other places, so that a device's
  /// units are those that its own columns read and feed most (CATS repository,
  /// model/weight_restructuting.py; an option that CATS does not use while
  /// training).
  ///
  /// A unit goes to the device where the L1 norms of its weights from and to
  /// that device's columns are largest, by the best assignment of all units.
  /// Without loss and pruning the model tells what it told before, up to the
  /// order of sums.
  ///
  /// - Complexity: O(blocks x hidden^3).
  /// - Throws: ``Tensors/TensorError/noValues(operation:)`` for a model without
  ///   values.
  public func permuted(_ model: Transformer, devices: Int) throws -> Transformer
  {
    let layout = CatsLayout(model.shape, devices: devices)
    var orders: [String: (order: [Int], isInput: Bool)] = [:]
    for block in model.blocks where block.has(.feedForward) {
      let order = try Self.order(
        of: block, columns: layout.cut(model.shape.width),
        units: layout.cut(model.shape.hidden))
      orders[block.up.weight.name] = (order, false)
      if let bias = block.up.bias { orders[bias.name] = (order, false) }
      orders[block.down.weight.name] = (order, true)
    }
    let old = Dictionary(
      model.parameters.map { ($0.name, $0.value) },
      uniquingKeysWith: { a, _ in a })
    return try Transformer(model.shape) { name, extents in
      guard let value = old[name] else { return Tensor(extents) }
      guard let (order, isInput) = orders[name] else { return value }
      return try value.reordered(order, columns: isInput)
    }
  }

  /// Which unit stands where.
  private static func order(
    of block: Block, columns: [Range<Int>], units: [Range<Int>]
  ) throws -> [Int] {
    let up = try block.up.weight.value.values()
    let down = try block.down.weight.value.values()
    let count = block.up.weight.shape[0]
    let width = block.up.weight.shape[1]
    // By unit and device: what lies between them.
    let bonds = (0..<count).map { unit in
      columns.map { cut in
        cut.reduce(0.0) { sum, column in
          sum + Double(abs(up[unit * width + column]))
            + Double(abs(down[column * count + unit]))
        }
      }
    }
    var deviceOf = [Int](repeating: 0, count: count)
    for (device, cut) in units.enumerated() {
      for place in cut { deviceOf[place] = device }
    }
    let places = cheapestAssignment(
      bonds.map { bond in deviceOf.map { -bond[$0] } })
    var order = [Int](repeating: 0, count: count)
    for (unit, place) in places.enumerated() { order[place] = unit }
    return order
  }
}

extension Tensor {
  /// Rows (or elements of a vector), or columns, in another order.
  fileprivate func reordered(_ order: [Int], columns: Bool) throws -> Tensor {
    let values = try values()
    let width = shape.rank == 1 ? 1 : shape.columns
    let rows = shape.count / max(1, width)
    var made = values
    for row in 0..<rows {
      for column in 0..<width {
        let from =
          columns
          ? row * width + order[column] : order[row] * width + column
        made[row * width + column] = values[from]
      }
    }
    return try Tensor(shape, made)
  }
}
