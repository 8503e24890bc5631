import Tensors

extension Cluster {
  /// Everyone gets everyone's rows, put together in the order `order`.
  ///
  /// - Parameters:
  ///   - parts: rows of equal width, as many as each device has; or batches,
  ///     whose samples have so many rows each.
  ///   - order: whose rows come first; by default the devices' own order.
  /// - Returns: on each device all rows; lost ones are zero.
  /// - Throws: ``Tensors/TensorError/shapes(operation:_:_:)`` for parts that do
  ///   not fit together, ``Tensors/TensorError/places(operation:)`` for one at
  ///   another device.
  /// - Complexity: D messages to D - 1 receivers each, all in one step.
  public func allGather(_ parts: Sharded, order: [Int]? = nil) throws
    -> Sharded
  {
    guard devices.count > 1 else { return parts }
    var views = devices.map { _ in
      [Tensor?](repeating: nil, count: devices.count)
    }
    try asOneRound {
      for sender in devices {
        let others = devices.filter { $0 !== sender }
        views[sender.index][sender.index] = parts[sender]
        let received = try send(parts[sender], from: sender, to: others)
        for (device, tensor) in zip(others, received) {
          views[device.index][sender.index] = tensor
        }
      }
    }
    let order = order ?? Array(devices.indices)
    return try map { device in
      try Tensor.joined(order.compactMap { views[device.index][$0] })
    }
  }

  /// Each device gets the sum of its share of the rows.
  ///
  /// - Parameter parts: partial sums of one shape; device i of D gets the
  ///   i-th run of ``partition(_:into:)`` of their rows.
  /// - Returns: on each device the sum of its rows; parts that are lost are
  ///   missing in it.
  /// - Throws: ``Tensors/TensorError/shapes(operation:_:_:)`` for parts of
  ///   several shapes, ``Tensors/TensorError/places(operation:)`` for one at
  ///   another device.
  /// - Complexity: D (D - 1) messages, all in one step.
  public func reduceScatter(_ parts: Sharded) throws -> Sharded {
    guard devices.count > 1 else { return parts }
    let shares = partition(parts[root].shape.rows, into: devices.count)
    var terms = devices.map { _ in [Tensor]() }
    try asOneRound {
      for sender in devices {
        for receiver in devices {
          let share = try parts[sender].rows(shares[receiver.index])
          if receiver === sender {
            terms[receiver.index].append(share)
          } else {
            terms[receiver.index] += try send(
              share, from: sender, to: [receiver])
          }
        }
      }
    }
    return try map { try Tensor.sum(terms[$0.index]) }
  }

  /// Every device gets `tensor`, which `sender` holds.
  ///
  /// - Returns: on each device what came; what is lost is zero.
  /// - Throws: ``Tensors/TensorError/places(operation:)`` if another device
  ///   holds `tensor`.
  /// - Complexity: one message to D - 1 receivers.
  public func broadcast(_ tensor: Tensor, from sender: Device) throws
    -> Sharded
  {
    let others = devices.filter { $0 !== sender }
    let received = try send(tensor, from: sender, to: others)
    var views = devices.map { _ in tensor }
    for (device, view) in zip(others, received) { views[device.index] = view }
    return Sharded(views)
  }

  /// Gives all devices `tensor` from the beginning: no message brings it, it
  /// lies there in the format of messages, as what was sent before would.
  public func lay(_ tensor: Tensor) -> Sharded {
    let value = options.stored(options.formats.messages).roundTrip(tensor)
    return map {
      value.placed(at: $0, handle: $0.own(elements: tensor.shape.count))
    }
  }

  /// What the observer sees of parts on several devices: all their rows, or
  /// those of every sample, one behind the other. A measurement, not a message:
  /// it costs nothing.
  ///
  /// - Parameter parts: in the order of their rows.
  /// - Throws: ``Tensors/TensorError/shapes(operation:_:_:)`` for parts of
  ///   several widths.
  public func observe(_ parts: [Tensor]) throws -> Tensor {
    guard !parts.isEmpty else { return Tensor(Shape(0, 0)) }
    return try Tensor.joined(parts.map { $0.placed(at: nil, handle: .none) })
  }
}
