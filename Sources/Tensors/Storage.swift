/// Memory for fp32 values, aligned to cache lines, freed with its last tensor.
///
/// Sendable in practice: written by the operation that makes it, then only
/// read (a KV cache writes rows that no tensor shows yet).
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int

  /// Room for `count` values, undefined until written.
  init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    self.count = count
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }
}
