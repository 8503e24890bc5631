import Tensors

// Collectives that take a tensor around a ring tile by tile and let devices
// compute on one tile while the next one travels (Galaxy, Ye et al.,
// arXiv:2405.17245).

extension Cluster {
  /// Everyone's tile goes around the ring, so that all come by everywhere;
  /// what each device makes of each.
  ///
  /// A device passes a tile on before it computes on it: a network carries the
  /// next one meanwhile.
  ///
  /// - Parameters:
  ///   - tiles: the tile of each device; a device's number is its tile's.
  ///   - body: computes on a tile, its number given, at a device that has it.
  /// - Returns: by device, what `body` made of each tile in the order of their
  ///   numbers.
  /// - Throws: ``Tensors/TensorError/places(operation:)`` for a tile at another
  ///   device, and what `body` throws.
  /// - Complexity: D (D - 1) messages in D - 1 steps; each device sends all
  ///   tiles but one.
  public func ringAllGather<Result>(
    _ tiles: Sharded, _ body: (Device, Int, Tensor) throws -> Result
  ) throws -> [[Result]] {
    let count = devices.count
    var held = tiles
    var made = devices.map { _ in [Result?](repeating: nil, count: count) }
    try asOneCollective {
      for step in 0..<count {
        let next = step + 1 < count ? try passedOn(held) : held
        for device in devices {
          let tile = (device.index - step + count) % count
          made[device.index][tile] = try body(device, tile, held[device])
        }
        held = next
      }
    }
    return made.map { $0.compactMap { $0 } }
  }

  /// Each device gets the sum of one tile: device i of tile i.
  ///
  /// A sum goes around the ring, and every device adds its part of the tile;
  /// it makes the part of the next one before it takes a sum in.
  ///
  /// - Parameter part: makes the part of a device in the tile of a number;
  ///   called once for each.
  /// - Returns: on each device its sum; what is lost is missing in it.
  /// - Throws: ``Tensors/TensorError`` for parts that do not fit together, and
  ///   what `part` throws.
  /// - Complexity: D (D - 1) messages in D - 1 steps; each device sends sums
  ///   of all tiles but one.
  public func ringReduceScatter(_ part: (Device, Int) throws -> Tensor) throws
    -> Sharded
  {
    let count = devices.count
    var sums = try map { try part($0, ($0.index + count - 1) % count) }
    try asOneCollective {
      for step in 1..<count {
        let received = try passedOn(sums)
        let parts = try map {
          try part($0, ($0.index + 2 * count - 1 - step) % count)
        }
        sums = try received + parts
      }
    }
    return sums
  }

  /// Each device sends what it holds to the next one; what each has then.
  func passedOn(_ held: Sharded) throws -> Sharded {
    var received = held
    try asOneRound {
      for sender in devices {
        let receiver = devices[(sender.index + 1) % devices.count]
        received[receiver] = try send(
          held[sender], from: sender, to: [receiver])[0]
      }
    }
    return received
  }
}
