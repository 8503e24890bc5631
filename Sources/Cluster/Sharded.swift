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

/// Cuts `count` things into runs nearly proportional to `loads`, by largest
/// remainders (of equal ones the first); nobody goes without as long as there
/// is one for each.
///
/// Loads that add up to nothing are all alike.
public func partition(_ count: Int, by loads: [Double]) -> [Range<Int>] {
  let sum = loads.reduce(0, +)
  guard sum > 0, sum.isFinite else {
    return partition(count, into: loads.count)
  }
  let least = count >= loads.count ? 1 : 0
  let exact = loads.map { Double(count) * $0 / sum }
  var sizes = exact.map { max(least, Int($0.rounded(.down))) }
  // Minima may give out too many: who has most above its due gives back.
  func excess(_ i: Int) -> Double { Double(sizes[i]) - exact[i] }
  while sizes.reduce(0, +) > count {
    let able = sizes.indices.filter { sizes[$0] > least }
    guard let most = able.max(by: { excess($0) < excess($1) }) else { break }
    sizes[most] -= 1
  }
  while sizes.reduce(0, +) < count {
    guard let least = sizes.indices.min(by: { excess($0) < excess($1) })
    else { break }
    sizes[least] += 1
  }
  var start = 0
  return sizes.map { size in
    defer { start += size }
    return start..<start + size
  }
}
