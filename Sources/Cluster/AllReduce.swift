import Tensors

extension Cluster {
  /// The sum of all parts, on every device.
  ///
  /// What is lost on the way is missing in the sums of those behind the loss,
  /// so that devices may disagree afterwards.
  ///
  /// - Parameters:
  ///   - parts: partial sums of one shape.
  ///   - algorithm: by default the cluster's own.
  /// - Throws: ``ClusterError/groupSize(_:)``, ``Tensors/TensorError``, and
  ///   what a ``Collective`` or a ``SumChannel`` throws that was chosen.
  /// - Complexity: messages for D devices: ring 2D(D-1), star and tree
  ///   2(D-1) (broadcasts counted by receiver), full mesh D(D-1), by a server
  ///   D.
  public func allReduce(
    _ parts: Sharded, by algorithm: AllReduceAlgorithm? = nil
  ) throws -> Sharded {
    guard devices.count > 1 else { return parts }
    return try asOneCollective {
      switch algorithm ?? options.allReduce {
      case .ring: try ringAllReduce(parts)
      case .fullMesh: try meshAllReduce(parts)
      case .star: try treeAllReduce(parts, group: devices.count)
      case .tree(let group): try treeAllReduce(parts, group: group)
      case .served(let access): try servedSum(parts, by: access)
      case .added(let added): try added.collective.sum(parts, on: self)
      }
    }
  }

  /// Every device sends its part to all others; each adds in device order, so
  /// that all sums are equal to the bit.
  private func meshAllReduce(_ parts: Sharded) throws -> Sharded {
    var terms = devices.map { _ in [Tensor]() }
    try asOneRound {
      for sender in devices {
        let others = devices.filter { $0 !== sender }
        let received = try send(parts[sender], from: sender, to: others)
        terms[sender.index].append(parts[sender])
        for (device, tensor) in zip(others, received) {
          terms[device.index].append(tensor)
        }
      }
    }
    return try map { try Tensor.sum(terms[$0.index]) }
  }

  /// Up the tree and down again.
  private func treeAllReduce(_ parts: Sharded, group: Int) throws -> Sharded {
    try spread(reduce(parts, group: group), group: group)
  }

  /// The sum of all parts at the root, up a tree whose groups of `group`
  /// consecutive devices send to their first.
  ///
  /// - Throws: ``ClusterError/groupSize(_:)`` for groups below 2,
  ///   ``Tensors/TensorError``.
  /// - Complexity: D - 1 messages; the root gets one after another from each
  ///   other member of its group, level by level.
  public func reduce(_ parts: Sharded, group: Int) throws -> Tensor {
    var sums = parts
    try asOneCollective {
      for groups in try levels(group) {
        try asOneRound {
          for members in groups where members.count > 1 {
            let leader = members[0]
            var terms = [sums[leader]]
            for member in members.dropFirst() {
              terms += try send(sums[member], from: member, to: [leader])
            }
            sums[leader] = try Tensor.sum(terms)
          }
        }
      }
    }
    return sums[root]
  }

  /// Gives what the root holds to all, down the tree of
  /// ``reduce(_:group:)``.
  ///
  /// - Parameters:
  ///   - tensor: what the root holds.
  ///   - group: how many devices a sender and its receivers are, at least 2.
  /// - Returns: on each device its copy; what is lost on the way is zero there
  ///   and further down.
  /// - Throws: ``ClusterError/groupSize(_:)``,
  ///   ``Tensors/TensorError/places(operation:)`` unless the root holds
  ///   `tensor`.
  /// - Complexity: O(devices) messages in ceil(log of devices to base `group`)
  ///   steps.
  public func spread(_ tensor: Tensor, group: Int) throws -> Sharded {
    var views = devices.map { _ in tensor }
    try asOneCollective {
      for groups in try levels(group).reversed() {
        try asOneRound {
          for members in groups where members.count > 1 {
            let others = Array(members.dropFirst())
            let received = try send(
              views[members[0].index], from: members[0], to: others)
            for (member, tensor) in zip(others, received) {
              views[member.index] = tensor
            }
          }
        }
      }
    }
    return Sharded(views)
  }

  /// The groups of a tree, from the level of all devices to that of the root.
  private func levels(_ group: Int) throws -> [[[Device]]] {
    guard group >= 2 else { throw ClusterError.groupSize(group) }
    var levels: [[[Device]]] = []
    var level = devices
    while level.count > 1 {
      levels.append(
        stride(from: 0, to: level.count, by: group).map {
          Array(level[$0..<min($0 + group, level.count)])
        })
      level = levels[levels.count - 1].map { $0[0] }
    }
    return levels
  }

  /// A reduce-scatter and an all-gather around the ring, in D chunks of the
  /// flattened tensor.
  private func ringAllReduce(_ parts: Sharded) throws -> Sharded {
    let count = devices.count
    let shape = parts[root].shape
    let ranges = partition(shape.count, into: count)
    var chunks = try devices.map { device in
      try ranges.map { try parts[device].elements($0) }
    }
    for step in 0..<count - 1 {
      let moved = try passAround(chunks) {
        (($0 - step) % count + count) % count
      }
      for device in devices {
        let (chunk, received) = moved[device.index]
        let own = chunks[device.index][chunk]
        chunks[device.index][chunk] =
          own.shape.count > 0 ? try own + received : received
      }
    }
    for step in 0..<count - 1 {
      let moved = try passAround(chunks) {
        (($0 + 1 - step) % count + count) % count
      }
      for (index, (chunk, received)) in moved.enumerated() {
        chunks[index][chunk] = received
      }
    }
    return try map { try Tensor.assembled(chunks[$0.index], as: shape) }
  }

  /// Each device sends the chunk that `choice` gives to the next device;
  /// returns for each device which chunk came, and what it holds.
  private func passAround(
    _ chunks: [[Tensor]], _ choice: (Int) -> Int
  ) throws -> [(chunk: Int, Tensor)] {
    let moved = try passedOn(
      map { chunks[$0.index][choice($0.index)] })
    return devices.map { device in
      let sender = (device.index + devices.count - 1) % devices.count
      return (choice(sender), moved[device])
    }
  }
}
