/// Memory for numbers that kernels read by pointer; freed all at once.
final class Arena {
  private var blocks: [UnsafeMutableRawPointer] = []

  deinit { for block in blocks { block.deallocate() } }

  /// Room for `count` values of one type, undefined until written.
  func room<T>(_ count: Int, of type: T.Type) -> UnsafeMutablePointer<T> {
    let made = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<T>.stride, alignment: 64)
    blocks.append(made)
    return made.bindMemory(to: type, capacity: max(1, count))
  }

  /// Room for `count` numbers that are zero.
  func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let made = room(count, of: Float.self)
    made.update(repeating: 0, count: count)
    return made
  }

  /// The elements of an array, where they stay.
  func copy<T>(_ array: [T]) -> UnsafeMutablePointer<T> {
    let made = room(array.count, of: T.self)
    for (index, element) in array.enumerated() {
      (made + index).initialize(to: element)
    }
    return made
  }
}
