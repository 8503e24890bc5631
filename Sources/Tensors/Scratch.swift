import CKernels

/// Calls `body` with memory for `count` floats, not initialised, that is given
/// back afterwards.
///
/// It begins at a cache line. A vector that lies across two lines takes longer
/// to read, and where the stack or malloc puts memory is luck that differs
/// from process to process.
func withScratch<R>(
  _ count: Int, _ body: (UnsafeMutablePointer<Float>) throws -> R
) rethrows -> R {
  let base: UnsafeMutablePointer<Float> = ck_take(count)
  defer { ck_give(base, count) }
  return try body(base)
}
