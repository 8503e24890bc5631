/// The extents of a tensor, outermost first; at most four.
///
/// Kept inline (no heap), because a timing-only run makes one per operation.
/// Most operations see a tensor as `rows x columns`: the last extent is the
/// columns, all before it together are the rows.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  private var extents: (Int, Int, Int, Int)
  /// How many extents there are, 1 to 4.
  public let rank: Int

  /// A vector of `columns` elements.
  public init(_ columns: Int) {
    extents = (columns, 1, 1, 1)
    rank = 1
  }

  /// A matrix.
  public init(_ rows: Int, _ columns: Int) {
    extents = (rows, columns, 1, 1)
    rank = 2
  }

  /// A batch of matrices.
  public init(_ batch: Int, _ rows: Int, _ columns: Int) {
    extents = (batch, rows, columns, 1)
    rank = 3
  }

  /// The extent at `axis`, counted from the outermost.
  public subscript(axis: Int) -> Int {
    switch axis {
    case 0: extents.0
    case 1: extents.1
    case 2: extents.2
    default: extents.3
    }
  }

  /// The innermost extent.
  public var columns: Int { self[rank - 1] }

  /// The product of all extents but the innermost.
  public var rows: Int {
    switch rank {
    case 1: 1
    case 2: extents.0
    case 3: extents.0 * extents.1
    default: extents.0 * extents.1 * extents.2
    }
  }

  /// The number of elements.
  public var count: Int { extents.0 * extents.1 * extents.2 * extents.3 }

  /// The same shape with another innermost extent.
  public func with(columns: Int) -> Shape {
    switch rank {
    case 1: Shape(columns)
    case 2: Shape(extents.0, columns)
    default: Shape(extents.0, extents.1, columns)
    }
  }

  /// Whether whole copies of `part` fill it, and each matrix of a batch
  /// begins where a copy does or lies inside of one.
  func repeats(_ part: Shape) -> Bool {
    guard part.count > 0, part.columns == columns else { return false }
    guard rows > 0 else { return true }
    let period = rank == 3 ? self[1] : rows
    return rows % part.rows == 0
      && (period % part.rows == 0 || part.rows % period == 0)
  }

  /// Equal in rank and every extent.
  public static func == (a: Shape, b: Shape) -> Bool {
    a.rank == b.rank && a.extents == b.extents
  }

  /// Feeds rank and extents.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for axis in 0..<rank { hasher.combine(self[axis]) }
  }

  /// For example `4x64`.
  public var description: String {
    (0..<rank).map { String(self[$0]) }.joined(separator: "x")
  }
}
