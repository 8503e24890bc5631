/// Numbers at a fixed address, so that threads can change parts of them side
/// by side.
final class FloatBuffer {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  /// `count` zeros.
  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
    reset()
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// Makes all of them zero.
  func reset() { base.update(repeating: 0, count: count) }

  /// A copy of `range`.
  func values(_ range: Range<Int>) -> [Float] {
    Array(
      UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Puts `values` at `start`; there is room for them.
  func put(_ values: [Float], at start: Int) {
    for (i, value) in values.enumerated() { base[start + i] = value }
  }
}
