import Tensors

extension Gathered {
  /// Attention by each device with its own heads.
  ///
  /// A device of little memory takes one head after the other: its queries,
  /// keys and values are made, used and forgotten.
  ///
  /// - Parameters:
  ///   - query: the layer of all queries.
  ///   - key: the layer of all keys.
  ///   - value: the layer of all values.
  ///   - columns: of each device's heads.
  ///   - heads: of all devices together.
  ///   - mask: which keys a row sees.
  ///   - norm: LayerNorm before the layers.
  ///   - compute: gives what the heads find, as in
  ///     ``products(_:outputs:norm:computing:)``.
  /// - Throws: ``Tensors/TensorError``.
  public func attention(
    query: Layer, key: Layer, value: Layer, columns: [Range<Int>], heads: Int,
    mask: AttentionMask, norm: Norm?,
    computing compute: (() throws -> Tensor)? = nil
  ) throws -> ColumnSharded {
    let layers = [query, key, value]
    let attended =
      try compute?()
      ?? attended(layers, columns, heads: heads, mask: mask, norm: norm)
    let cluster = source.cluster
    guard cluster.options.recordsTrace else {
      return ColumnSharded(
        attended, columns, cluster, columns.map { _ in .none })
    }
    let handles = cluster.devices.map { device in
      record(
        layers, columns[device.index],
        size: query.weight.shape[0] / max(1, heads), mask,
        record(norm, at: device), at: device)
    }
    return ColumnSharded(attended, columns, cluster, handles)
  }

  /// What all heads find.
  private func attended(
    _ layers: [Layer], _ columns: [Range<Int>], heads: Int,
    mask: AttentionMask, norm: Norm?
  ) throws -> Tensor {
    let made = try values(
      layers, outputs: layers.map { _ in columns }, norm: norm)
    return try made[0].attention(
      keys: made[1], values: made[2], heads: heads, keyValueHeads: heads,
      mask: mask)
  }

  /// Notes all heads of one device; returns what holds their results.
  private func record(
    _ layers: [Layer], _ columns: Range<Int>, size: Int, _ mask: AttentionMask,
    _ inputs: [Operand], at device: Device
  ) -> Handle {
    let rows = source.whole.shape.rows
    let context = source.whole.shape[source.whole.shape.rank - 2]
    let pairs = mask == .none ? context : (context + 1) / 2
    var result = Operand.none
    for _ in 0..<columns.count / max(1, size) {
      let asked = layers.map { layer in
        let product = product(layer, columns, part: size, inputs, at: device)
        return Operand(
          device.record(
            product.work, product.operands, elements: product.elements),
          product.elements)
      }
      let work = Work(
        .attention, macs: 2 * rows * pairs * size, rows: rows,
        inner: rows * pairs)
      if result.handle == .none {
        let elements = rows * columns.count
        result = Operand(
          device.record(work, asked, elements: elements), elements)
      } else {
        device.record(work, asked, onto: result)
      }
    }
    return result.handle
  }
}
