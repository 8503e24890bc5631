/// How elements are stored or sent: what they weigh, and what is left of them.
///
/// Block formats follow ggml, as distributed-llama uses them (README of
/// b4rtaz/distributed-llama): 32 elements share one fp16 scale.
public enum ElementFormat: String, CaseIterable, Sendable, Codable {
  /// 4 bytes, exact.
  case fp32
  /// 2 bytes, IEEE half precision.
  case fp16
  /// 4 bytes, fixed point: one step for the whole tensor, a power of two so
  /// small that the largest element fills 31 bits. Whole numbers below 2^31
  /// stay as they are.
  case int32
  /// 1 byte, one scale for the whole tensor, symmetric. Whole numbers from
  /// -128 to 127 are steps already and stay as they are.
  case int8
  /// 34 bytes for 32 elements: int8 and a scale.
  case q80
  /// 18 bytes for 32 elements: 4 bits and a scale.
  case q40

  /// The size of 32 elements in bytes.
  public var bytesPer32: Int {
    switch self {
    case .fp32: 128
    case .fp16: 64
    case .int32: 128
    case .int8: 32
    case .q80: 34
    case .q40: 18
    }
  }

  /// The size of `count` elements in bytes, rounded up.
  @inline(__always)
  public func bytes(_ count: Int) -> Int { (count * bytesPer32 + 31) / 32 }

  /// How many whole elements fit into `bytes`.
  public func elements(in bytes: Int) -> Int {
    // In two parts, because 32 times any number of bytes may not fit.
    let (whole, rest) = bytes.quotientAndRemainder(dividingBy: bytesPer32)
    return whole.multipliedReportingOverflow(by: 32).overflow
      ? .max : whole * 32 + rest * 32 / bytesPer32
  }

  /// The tensor as it is after being stored in this format and read back.
  /// A shape alone stays as it is. Not reported to the place. A gradient goes
  /// straight through.
  public func roundTrip(_ x: Tensor) -> Tensor {
    guard self != .fp32, x.hasValues else { return x }
    let count = x.shape.count
    let from = x.pointer
    let made = Storage(count: count)
    let to = made.base
    switch self {
    case .fp32: break
    case .fp16:
      for i in 0..<count { to[i] = Float(half(from[i])) }
    case .int32:
      let step = fixedPointStep(top: largest(from, count))
      for i in 0..<count {
        to[i] = (from[i] / step).rounded(.toNearestOrEven) * step
      }
    case .int8 where areSteps(from, count):
      to.update(from: from, count: count)
    case .int8:
      let scale = largest(from, count) / 127
      scaled(from, to, count, scale: scale, low: -127, high: 127)
    case .q80:
      for block in stride(from: 0, to: count, by: 32) {
        let size = min(32, count - block)
        let top = largest(from + block, size)
        scaled(
          from + block, to + block, size, scale: Float(half(top / 127)),
          low: -127, high: 127)
      }
    case .q40:
      for block in stride(from: 0, to: count, by: 32) {
        let size = min(32, count - block)
        var top: Float = 0
        for i in block..<block + size where abs(from[i]) > abs(top) {
          top = from[i]
        }
        // The element of largest size becomes exactly -8 steps.
        scaled(
          from + block, to + block, size, scale: Float(half(top / -8)),
          low: -8, high: 7)
      }
    }
    if let tape = x.storage?.tape {
      made.carryBack(on: tape) { dy in
        guard let dx = x.gradient else { return }
        for i in 0..<count { dx[i] += dy[i] }
      }
    }
    return Tensor(x.shape, made, at: x.place, handle: x.handle)
  }
}

/// The largest size of an element.
private func largest(_ from: UnsafePointer<Float>, _ count: Int) -> Float {
  var top: Float = 0
  for i in 0..<count { top = max(top, abs(from[i])) }
  return top
}

/// Whether all elements are whole numbers that a byte holds.
private func areSteps(_ from: UnsafePointer<Float>, _ count: Int) -> Bool {
  for i in 0..<count {
    guard from[i] >= -128, from[i] <= 127, from[i] == from[i].rounded() else {
      return false
    }
  }
  return true
}

/// The power of two of which `top` has at least 2^30 and fewer than 2^31, but
/// none below what fp32 can tell apart.
private func fixedPointStep(top: Float) -> Float {
  guard top > 0, top.isFinite else { return 1 }
  let exponent = max(Int(top.exponent) - 30, -149)
  return Float(sign: .plus, exponent: exponent, significand: 1)
}

/// Rounds to multiples of `scale` within the limits; zeros if it is zero.
private func scaled(
  _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>,
  _ count: Int, scale: Float, low: Float, high: Float
) {
  guard scale != 0 else { return to.update(repeating: 0, count: count) }
  for i in 0..<count {
    let steps = (from[i] / scale).rounded(.toNearestOrEven)
    to[i] = min(high, max(low, steps)) * scale
  }
}

/// Half precision and back, in integers: macOS on x86 has no Float16.
private func half(_ x: Float) -> Float {
  let top: Float = 65504
  let size = abs(x)
  if !(size <= top) { return size.isNaN ? x : (x < 0 ? -top : top) }
  // Steps of 2^-24 below the normal range, 11 significant bits above it.
  let step =
    size < 0x1p-14
    ? 0x1p-24 : Float(sign: .plus, exponent: size.exponent - 10, significand: 1)
  return (x / step).rounded(.toNearestOrEven) * step
}
