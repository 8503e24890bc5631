extension Tensor {
  /// What each device makes of the columns that it has gathered: its outputs
  /// of some linear layers, perhaps of the normed columns.
  ///
  /// One call does the work of all devices: device d computes the outputs
  /// `outputs[layer][d]` from its own columns and those that came to it.
  /// Nothing is copied for a receiver, and what did not come is not
  /// multiplied. Results lie side by side, as the outputs of one layer.
  ///
  /// - Parameters:
  ///   - layers: `outputs x columns` each, with a bias if there is one.
  ///   - outputs: for each layer the outputs of each device, one after
  ///     another.
  ///   - layout: whose columns these are, and what came.
  ///   - norm: LayerNorm before the layers, by each device for itself.
  /// - Returns: for each layer a tensor of as many rows as this one.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``.
  /// - Complexity: O(rows x columns that came x outputs), summed over devices
  ///   and layers.
  public func gatheredProducts(
    _ layers: [(weight: Tensor, bias: Tensor?)], outputs: [[Range<Int>]],
    layout: GatherLayout, norm: GatherNorm? = nil
  ) throws -> [Tensor] {
    let samples = shape.rank == 3 ? shape[0] : 1
    try check(layers, outputs, layout, norm, samples: samples)
    let shapes = layers.map { shape.with(columns: $0.weight.shape[0]) }
    var operands = [self]
    for layer in layers {
      operands.append(layer.weight)
      if let bias = layer.bias { operands.append(bias) }
    }
    if let norm { operands += [norm.gain, norm.shift] }
    guard operands.allSatisfy(\.hasValues) else {
      return shapes.map { Tensor($0) }
    }
    let product = GatheredProduct(
      x: self, layers: layers, outputs: outputs, layout: layout, norm: norm,
      samples: samples)
    let made = shapes.map { Storage(count: $0.count) }
    product.forward(made.map(\.base))
    if let tape = operands.lazy.compactMap({ $0.storage?.tape }).first {
      // One step for all results; each may have got a gradient or not.
      for storage in made { storage.track(on: tape) }
      tape.record {
        guard made.contains(where: { $0.gradientBase != nil }) else { return }
        product.backward(
          made.map { UnsafePointer($0.gradient) },
          of: made.map { UnsafePointer($0.base) })
      }
    }
    return zip(shapes, made).map { Tensor($0, $1, at: nil, handle: .none) }
  }

  private func check(
    _ layers: [(weight: Tensor, bias: Tensor?)], _ outputs: [[Range<Int>]],
    _ layout: GatherLayout, _ norm: GatherNorm?, samples: Int
  ) throws {
    func refuse(_ other: Shape) -> TensorError {
      .shapes(operation: "gatheredProducts", shape, other)
    }
    let devices = layout.devices
    guard devices > 0, layout.columns == shape.columns,
      isPartition(layout.cuts),
      layout.sent.map({ $0.count == shape.columns }) ?? true,
      layout.heard.map({ $0.count == samples * devices * devices }) ?? true
    else { throw refuse(Shape(devices, layout.columns)) }
    guard outputs.count == layers.count else {
      throw refuse(Shape(outputs.count))
    }
    for ((weight, bias), cuts) in zip(layers, outputs) {
      guard weight.shape.rank == 2, weight.shape[1] == shape.columns,
        bias.map({ $0.shape.count == weight.shape[0] }) ?? true,
        cuts.count == devices, isPartition(cuts),
        cuts.last?.upperBound == weight.shape[0]
      else { throw refuse(weight.shape) }
    }
    if let norm {
      let copies = norm.gain.shape.rows
      guard norm.gain.shape.columns == shape.columns,
        norm.shift.shape == norm.gain.shape, copies == 1 || copies == devices
      else { throw refuse(norm.gain.shape) }
    }
  }
}

/// Whether the ranges follow each other from 0.
func isPartition(_ cuts: [Range<Int>]) -> Bool {
  var end = 0
  for cut in cuts {
    guard cut.lowerBound == end else { return false }
    end = cut.upperBound
  }
  return true
}
