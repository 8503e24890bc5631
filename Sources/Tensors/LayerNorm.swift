/// The variants of LayerNorm that models use.
public struct LayerNormStyle: Equatable, Sendable {
  /// Added to the variance inside the root.
  public var epsilon: Float
  /// Added to the root itself.
  public var rootEpsilon: Float
  /// Whether the variance divides by one less than the columns.
  public var isUnbiased: Bool
  /// Whether the shift comes before the gain: `(x + shift) * gain`.
  public var shiftsFirst: Bool

  /// As PyTorch and most models have it.
  public static func standard(epsilon: Float) -> LayerNormStyle {
    LayerNormStyle(
      epsilon: epsilon, rootEpsilon: 0, isUnbiased: false, shiftsFirst: false)
  }

  /// As CATS trains it (CATS repository, model/layernorm.py).
  public static let cats = LayerNormStyle(
    epsilon: 1e-7, rootEpsilon: 1e-7, isUnbiased: true, shiftsFirst: true)
}

extension Tensor {
  /// Each row less its mean, divided by its deviation, with gain and shift by
  /// column (Ba, Kiros and Hinton 2016).
  ///
  /// - Parameters:
  ///   - gain: one factor a column.
  ///   - shift: one term a column.
  ///   - style: which of the variants.
  ///   - present: 0 or 1 by column, for all rows (`columns`) or by sample
  ///     (`batch x columns`): statistics are over present columns, absent ones
  ///     are zero in the result.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func layerNorm(
    gain: Tensor, shift: Tensor, style: LayerNormStyle, present: Tensor? = nil
  ) throws -> Tensor {
    guard gain.shape.count == shape.columns, shift.shape == gain.shape else {
      throw TensorError.shapes(operation: "layerNorm", shape, gain.shape)
    }
    if let present,
      present.shape.columns != shape.columns || present.shape.rows == 0
        || shape.rows % present.shape.rows != 0
    {
      throw TensorError.shapes(operation: "layerNorm", shape, present.shape)
    }
    let place = try Self.commonPlace(
      Tensor(shape, at: Self.commonPlace(self, gain, operation: "layerNorm")),
      shift, operation: "layerNorm")
    // Without its values nobody knows the statistics: a shape comes out.
    let rows =
      present?.hasValues == false
      ? Tensor(shape, at: self.place, handle: handle) : self
    let norm = RowNorm(
      x: self, gain: gain, shift: shift, style: style, present: present)
    return try Self.result(
      shape, Work(.normalization, macs: 4 * shape.count), at: place, rows.input,
      gain.input, shift.input, compute: norm.forward, backward: norm.backward)
  }
}

/// One LayerNorm over raw memory.
private struct RowNorm {
  let x: Tensor
  let gain: Tensor
  let shift: Tensor
  let style: LayerNormStyle
  let present: Tensor?

  private var columns: Int { x.shape.columns }

  /// The 0 or 1 of each column in `row`, if not all are present.
  private func mask(_ row: Int) -> UnsafePointer<Float>? {
    guard let present else { return nil }
    let sample = row / (x.shape.rows / present.shape.rows)
    return present.pointer + sample * columns
  }

  /// What a row's statistics give: its mean, 1 / (root + rootEpsilon), the
  /// root, and the divisor of the variance.
  private struct Statistics {
    var mean: Float
    var factor: Float
    var root: Float
    var divisor: Float
    var count: Float
  }

  private func statistics(
    _ from: UnsafePointer<Float>, _ mask: UnsafePointer<Float>?
  ) -> Statistics {
    var (count, sum): (Float, Float) = (0, 0)
    for i in 0..<columns {
      let weight = mask?[i] ?? 1
      count += weight
      sum += weight * from[i]
    }
    let mean = count > 0 ? sum / count : 0
    var squares: Float = 0
    for i in 0..<columns {
      let d = (from[i] - mean) * (mask?[i] ?? 1)
      squares += d * d
    }
    let divisor = max(1, count - (style.isUnbiased ? 1 : 0))
    let root = (squares / divisor + style.epsilon).squareRoot()
    return Statistics(
      mean: mean, factor: 1 / (root + style.rootEpsilon), root: root,
      divisor: divisor, count: max(1, count))
  }

  func forward(_ y: UnsafeMutablePointer<Float>) {
    let (g, s) = (gain.pointer, shift.pointer)
    for row in 0..<x.shape.rows {
      let from = x.pointer + row * columns
      let to = y + row * columns
      let mask = mask(row)
      let found = statistics(from, mask)
      for i in 0..<columns {
        let normal = (from[i] - found.mean) * found.factor
        let value =
          style.shiftsFirst ? (normal + s[i]) * g[i] : normal * g[i] + s[i]
        to[i] = value * (mask?[i] ?? 1)
      }
    }
  }

  func backward(_ dy: UnsafePointer<Float>) {
    let (dx, dg, ds) = (x.gradient, gain.gradient, shift.gradient)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) {
      guard let back = $0.baseAddress else { return }
      for row in 0..<x.shape.rows {
        let from = x.pointer + row * columns
        let line = dy + row * columns
        let mask = mask(row)
        let found = statistics(from, mask)
        parameters(line, from, mask, found, dg, ds)
        if let dx {
          input(line, from, mask, found, back, dx + row * columns)
        }
      }
    }
  }

  private func parameters(
    _ line: UnsafePointer<Float>, _ from: UnsafePointer<Float>,
    _ mask: UnsafePointer<Float>?, _ found: Statistics,
    _ dg: UnsafeMutablePointer<Float>?, _ ds: UnsafeMutablePointer<Float>?
  ) {
    let (g, s) = (gain.pointer, shift.pointer)
    for i in 0..<columns {
      let d = line[i] * (mask?[i] ?? 1)
      let normal = (from[i] - found.mean) * found.factor
      dg?[i] += d * (style.shiftsFirst ? normal + s[i] : normal)
      ds?[i] += d * (style.shiftsFirst ? g[i] : 1)
    }
  }

  /// Through x^ = (x - mean) / root, with the mean and the root as functions
  /// of the present columns.
  private func input(
    _ line: UnsafePointer<Float>, _ from: UnsafePointer<Float>,
    _ mask: UnsafePointer<Float>?, _ found: Statistics,
    _ back: UnsafeMutablePointer<Float>, _ dx: UnsafeMutablePointer<Float>
  ) {
    let g = gain.pointer
    var along: Float = 0
    for i in 0..<columns {
      back[i] = line[i] * g[i] * (mask?[i] ?? 1)
      along += back[i] * (from[i] - found.mean)
    }
    let curve =
      found.root > 0
      ? along * found.factor * found.factor / (found.divisor * found.root) : 0
    var sum: Float = 0
    for i in 0..<columns {
      let d = (from[i] - found.mean) * (mask?[i] ?? 1)
      back[i] = back[i] * found.factor - curve * d
      sum += back[i]
    }
    let mean = sum / found.count
    for i in 0..<columns { dx[i] += back[i] - mean * (mask?[i] ?? 1) }
  }
}
