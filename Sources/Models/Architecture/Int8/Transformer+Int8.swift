import Tensors

// Language models in int8: weights of linear layers and what they multiply are
// whole steps of symmetric grids, sums are whole numbers; softmax,
// activations, rotation, norms and residual sums are in floats. Keys and values
// lie on grids too, as in a cache of int8.

extension Transformer {
  /// The same model, which computes the same and notes in `log` how large
  /// what its layers multiply becomes.
  ///
  /// - Throws: ``ModelError/int8(model:)`` unless it is a language model,
  ///   without bottlenecks and joined neighbours.
  public func watched(by log: Int8Log) throws -> Transformer {
    try checkInt8()
    let values = byName
    return try Transformer(
      making: { name, extents in
        Parameter(
          name, values[name]?.value ?? Tensor(extents), int8: .watched(log))
      }, of: shape)
  }

  /// The model in int8.
  ///
  /// All grids are fixed in advance, none depends on which device computes
  /// which slice: devices that add up whole partial sums get the bits of one
  /// device. Biases are whole numbers in units of the sums; norms stay as
  /// they are.
  ///
  /// - Parameter calibration: the sizes that a model ``watched(by:)`` a log
  ///   saw; what is larger will be clipped.
  /// - Throws: ``ModelError/int8(model:)`` unless it is a language model,
  ///   without bottlenecks and joined neighbours,
  ///   ``ModelError/inexact(weight:terms:)`` where sums would be too large,
  ///   ``Tensors/TensorError/uncalibrated(_:)``,
  ///   ``Tensors/TensorError/noValues(operation:)``.
  public func int8(_ calibration: Calibration) throws -> Transformer {
    try checkInt8()
    var made = Int8Weights(byName, calibration)
    for block in blocks {
      if block.has(.attention) {
        for layer in [block.query, block.key, block.value] {
          try made.round(
            layer.weight, layer.bias, takingInWith: block.query.weight,
            keeps: layer.weight !== block.query.weight)
        }
        try made.round(block.output.weight, block.output.bias)
      }
      if block.has(.feedForward) {
        for layer in [block.up, block.gate].compactMap({ $0 }) {
          try made.round(
            layer.weight, layer.bias, takingInWith: block.up.weight)
        }
        try made.round(block.down.weight, block.down.bias)
      }
    }
    if case .vocabulary(let table) = head.exit { try made.round(table) }
    // Tables that nothing is multiplied with stay values, on a grid.
    if case .table(let table, let kinds) = embedding.entry {
      let tables = [shape.tiedHead ? nil : table, kinds, embedding.positions]
      for table in tables.compactMap({ $0 }) { try made.roundTable(table) }
    }
    let weights = made.weights
    return try Transformer(
      making: { name, extents in
        weights[name] ?? Parameter(name, Tensor(extents))
      }, of: shape)
  }

  private var byName: [String: Parameter] {
    Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
  }

  private func checkInt8() throws {
    var joinsNeighbours = false
    if case .trigrams = shape.input { joinsNeighbours = true }
    guard shape.isLanguageModel, shape.bottleneck == nil, !joinsNeighbours
    else { throw ModelError.int8(model: shape.name) }
  }
}
