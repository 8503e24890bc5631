import CKernels

/// Memory for fp32 values, aligned to cache lines, recycled with its last
/// tensor; on a tape also for their gradient.
///
/// Sendable in practice: written by the operation that makes it, then only
/// read (a KV cache writes rows that no tensor shows yet). Gradients belong to
/// the one thread that works with the tape.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  /// Whose memory `base` is, if it is not its own.
  private let lender: Storage?
  private var link: TapeLink?
  /// The gradient, once something has been added to it.
  private(set) var gradientBase: UnsafeMutablePointer<Float>?

  /// Room for `count` values, undefined until written.
  init(count: Int) {
    base = ck_take(count)
    self.count = count
    lender = nil
  }

  /// The values of `lender`, with a gradient of their own if on a tape.
  init(borrowing lender: Storage, on tape: Tape? = nil) {
    base = lender.base
    count = lender.count
    self.lender = lender
    link = tape?.link
  }

  deinit {
    if lender == nil { ck_give(base, count) }
    if let gradientBase { ck_give(gradientBase, count) }
  }

  /// The tape that the values are on, if they need a gradient and it is
  /// still there.
  @inline(__always)
  var tape: Tape? { link?.tape }

  /// Puts the values on `tape`.
  func track(on tape: Tape) { link = tape.link }

  /// The gradient, to add to; zero at first.
  var gradient: UnsafeMutablePointer<Float> {
    if let gradientBase { return gradientBase }
    let made: UnsafeMutablePointer<Float> = ck_take(count)
    made.update(repeating: 0, count: count)
    gradientBase = made
    return made
  }
}
