import Tensors

/// A tensor whose columns lie on devices, one run each.
///
/// Values are kept as one tensor, so that one call computes for all devices;
/// what each device does and holds is recorded for itself.
public struct ColumnSharded {
  /// All columns, at no place.
  public let whole: Tensor
  /// The columns of each device.
  public let cuts: [Range<Int>]
  /// The grid that the values lie on, where devices compute in int8.
  public let grid: Int8Grid?
  let cluster: Cluster
  /// What each device holds, in its record.
  let handles: [Handle]

  /// Columns that lie on devices from the beginning, such as their sensors'
  /// readings.
  public init(_ whole: Tensor, cuts: [Range<Int>], on cluster: Cluster) {
    self.init(
      whole, cuts, cluster,
      zip(cluster.devices, cuts).map { device, cut in
        device.own(elements: whole.shape.rows * cut.count)
      })
  }

  init(
    _ whole: Tensor, _ cuts: [Range<Int>], _ cluster: Cluster,
    _ handles: [Handle], grid: Int8Grid? = nil
  ) {
    self.whole = whole
    self.grid = grid
    self.cuts = cuts
    self.cluster = cluster
    self.handles = handles
  }

  /// The same on the devices, with values rounded to `grid`; they are in this
  /// form from the beginning.
  ///
  /// - Throws: ``Tensors/TensorError/gradient(operation:)`` on a tape.
  public func rounded(to grid: Int8Grid) throws -> ColumnSharded {
    ColumnSharded(
      try grid.rounded(whole), cuts, cluster, handles, grid: grid)
  }

  /// What one device reads of it.
  func operand(_ device: Int) -> Operand {
    Operand(handles[device], whole.shape.rows * cuts[device].count)
  }

  /// The result of an operation that each device does on its own columns.
  ///
  /// - Parameters:
  ///   - work: what `columns` columns cost a device.
  ///   - others: further operands with the same cuts.
  ///   - compute: the operation on all columns, column by column.
  public func local(
    _ work: (_ columns: Int) -> Work, with others: [ColumnSharded] = [],
    _ compute: (Tensor) throws -> Tensor
  ) rethrows -> ColumnSharded {
    let result = try compute(whole)
    guard cluster.options.recordsTrace else {
      return ColumnSharded(result, cuts, cluster, handles)
    }
    let made = cluster.devices.map { device in
      let d = device.index
      return device.record(
        work(cuts[d].count), [operand(d)] + others.map { $0.operand(d) },
        elements: result.shape.rows * cuts[d].count)
    }
    return ColumnSharded(result, cuts, cluster, made)
  }

  /// The sum by element; both lie on the devices alike.
  ///
  /// - Throws: what the sum of two tensors throws.
  public static func + (a: ColumnSharded, b: ColumnSharded) throws
    -> ColumnSharded
  {
    let rows = a.whole.shape.rows
    return try a.local({ Work(.elementwise, macs: rows * $0) }, with: [b]) {
      try $0 + b.whole
    }
  }

  /// `max(0, x)` by element.
  ///
  /// - Throws: ``Tensors/TensorError``.
  public func relu() throws -> ColumnSharded {
    let rows = whole.shape.rows
    return try local({ Work(.elementwise, macs: rows * $0) }) {
      try $0.relu()
    }
  }
}
