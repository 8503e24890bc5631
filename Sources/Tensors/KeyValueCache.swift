/// The keys and values that one device keeps for one block, position by
/// position.
///
/// Rows are appended in place; the tensors that it hands out show a prefix
/// that never changes again. For decoding: no gradient flows through it.
public final class KeyValueCache {
  /// How many positions it holds.
  public private(set) var length = 0
  private var keys: Tensor?
  private var values: Tensor?
  private var capacity = 0

  /// An empty cache.
  public init() {}

  /// Appends `newKeys` and `newValues` and returns all rows held since.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if the widths changed.
  /// - Complexity: amortised O(rows appended).
  public func append(_ newKeys: Tensor, _ newValues: Tensor) throws -> (
    keys: Tensor, values: Tensor
  ) {
    let total = length + newKeys.shape.rows
    let grown = (
      try extended(keys, by: newKeys, to: total),
      try extended(values, by: newValues, to: total)
    )
    (keys, values) = grown
    length = total
    return grown
  }

  /// Pretends that `count` positions of `width` elements are held already:
  /// shapes for costing a decoding step far into a text.
  public func preload(_ count: Int, width: Int, at place: (any Place)?) {
    length = count
    let shape = Shape(count, width)
    let kept = place?.keep(elements: 2 * shape.count, earlier: true) ?? .none
    let blank = Tensor(shape, at: place, handle: kept)
    (keys, values) = (blank, blank)
  }

  private func extended(_ held: Tensor?, by new: Tensor, to total: Int) throws
    -> Tensor
  {
    let width = new.shape.columns
    if let held, held.shape.columns != width {
      throw TensorError.shapes(
        operation: "cache", held.shape, new.shape)
    }
    let shape = Shape(total, width)
    let kept =
      new.place?.keep(elements: new.shape.count, earlier: false) ?? new.handle
    guard let source = new.storage, length == 0 || held?.hasValues == true
    else { return Tensor(shape, at: new.place, handle: kept) }
    var storage = held?.storage
    if storage == nil || (storage?.count ?? 0) < total * width {
      let room = Storage(count: max(64, 2 * total) * width)
      if let old = storage {
        room.base.update(from: old.base, count: length * width)
      }
      storage = room
    }
    if let storage {
      (storage.base + length * width).update(
        from: source.base + new.offset, count: new.shape.count)
    }
    return Tensor(shape, storage, at: new.place, handle: kept)
  }
}
