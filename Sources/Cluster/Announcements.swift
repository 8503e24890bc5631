import Tensors

extension Cluster {
  /// Tells devices the numbers of `count` tokens, 4 bytes each.
  ///
  /// A control message that no loss touches: it is repeated until it is there.
  ///
  /// - Parameters:
  ///   - count: how many tokens.
  ///   - sender: who knows them; by default the root.
  ///   - receivers: who needs them; by default all others.
  /// - Returns: by device, what its first operation on the tokens waits for.
  public func announce(
    tokens count: Int, from sender: Device? = nil, to receivers: [Device]? = nil
  ) -> Sharded {
    announce(
      Tensor(Shape(count)), as: .fp32, holding: 4 * count, from: sender,
      to: receivers)
  }

  /// Gives devices the vectors that a model takes in, in the format of
  /// messages; otherwise as tokens are announced.
  public func announce(
    _ vectors: Tensor, from sender: Device? = nil, to receivers: [Device]? = nil
  ) -> Sharded {
    announce(
      vectors, as: options.formats.messages,
      holding: options.formats.activations.bytes(vectors.shape.count),
      from: sender, to: receivers)
  }

  private func announce(
    _ tensor: Tensor, as format: ElementFormat, holding bytes: Int,
    from sender: Device?, to receivers: [Device]?
  ) -> Sharded {
    let sender = sender ?? root
    let others = (receivers ?? devices).filter { $0 !== sender }
    var parts = devices.map { tensor.placed(at: $0, handle: .none) }
    guard !others.isEmpty, tensor.shape.count > 0 else { return Sharded(parts) }
    let payload = format.roundTrip(tensor)
    let handles = sendControl(
      elements: tensor.shape.count, as: format, holding: bytes, from: sender,
      to: others)
    for (device, handle) in zip(others, handles) {
      parts[device.index] = payload.placed(at: device, handle: handle)
    }
    return Sharded(parts)
  }
}
