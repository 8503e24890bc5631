import Tensors

/// One tensor per device: replicas, parts, or partial sums.
public struct Sharded {
  /// The tensors, by device number.
  public var parts: [Tensor]

  /// One tensor per device, in the order of the devices.
  public init(_ parts: [Tensor]) { self.parts = parts }

  /// What `device` holds.
  public subscript(device: Device) -> Tensor {
    get { parts[device.index] }
    set { parts[device.index] = newValue }
  }

  /// The sum on each device.
  ///
  /// - Throws: what the sum of two tensors throws.
  public static func + (a: Sharded, b: Sharded) throws -> Sharded {
    var sums: [Tensor] = []
    sums.reserveCapacity(a.parts.count)
    for (x, y) in zip(a.parts, b.parts) { sums.append(try x + y) }
    return Sharded(sums)
  }
}

/// Cuts `count` things into `parts` runs as equal as can be; the first
/// `count % parts` runs are one longer. Some are empty if there are too few.
public func partition(_ count: Int, into parts: Int) -> [Range<Int>] {
  var start = 0
  return (0..<parts).map { part in
    let size = count / parts + (part < count % parts ? 1 : 0)
    defer { start += size }
    return start..<start + size
  }
}
