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
  ///   - present: 0 or 1 by column, for all rows (`columns`), by sample
  ///     (`batch x columns`) or by row: statistics are over present columns,
  ///     absent ones are zero in the result. A matrix is cut into as many
  ///     samples as `present` has rows.
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` or
  ///   ``TensorError/places(operation:)``.
  public func layerNorm(
    gain: Tensor, shift: Tensor, style: LayerNormStyle, present: Tensor? = nil
  ) throws -> Tensor {
    guard gain.shape.count == shape.columns, shift.shape == gain.shape else {
      throw TensorError.shapes(operation: "layerNorm", shape, gain.shape)
    }
    if let present, !fits(present.shape) {
      throw TensorError.shapes(operation: "layerNorm", shape, present.shape)
    }
    var place = try Self.commonPlace(self, gain, operation: "layerNorm")
    for operand in [shift, present].compactMap({ $0 }) {
      place = try Self.commonPlace(
        Tensor(shape, at: place), operand, operation: "layerNorm")
    }
    // Without its values nobody knows the statistics: a shape comes out.
    let rows =
      present?.hasValues == false
      ? Tensor(shape, at: self.place, handle: handle) : self
    let norm = RowNorm(
      x: self, gain: gain, shift: shift, style: style, present: present)
    return try Self.result(
      shape, Work(.normalization, macs: 4 * shape.count), at: place, rows.input,
      gain.input, shift.input, compute: norm.forward,
      carryingBack: norm.backward)
  }

  /// Whether presence of this shape is in step with the samples.
  private func fits(_ present: Shape) -> Bool {
    guard present.columns == shape.columns, present.rows > 0 else {
      return false
    }
    return shape.rank == 3
      ? [1, shape[0], shape.rows].contains(present.rows)
      : shape.rows % present.rows == 0
  }
}

/// One LayerNorm over raw memory.
private struct RowNorm {
  let x: Tensor
  let gain: Tensor
  let shift: Tensor
  let style: LayerNormStyle
  let present: Tensor?
  private let ones: [Float]

  init(
    x: Tensor, gain: Tensor, shift: Tensor, style: LayerNormStyle,
    present: Tensor?
  ) {
    self.x = x
    self.gain = gain
    self.shift = shift
    self.style = style
    self.present = present
    ones =
      present == nil ? [Float](repeating: 1, count: x.shape.columns) : []
  }

  private typealias Values = UnsafePointer<Float>
  private typealias Target = UnsafeMutablePointer<Float>

  private var columns: Int { x.shape.columns }

  /// Calls `body` for each row with its values and the 0 or 1 of each column.
  private func forEachRow(
    _ body: (_ row: Int, _ from: Values, _ mask: Values)
      -> Void
  ) {
    ones.withUnsafeBufferPointer { ones in
      let rows = x.shape.rows
      let each = present.map { rows / max(1, $0.shape.rows) } ?? 0
      for row in 0..<rows {
        let from = x.pointer + row * columns
        if let present {
          body(row, from, present.pointer + row / each * columns)
        } else if let all = ones.baseAddress {
          body(row, from, all)
        }
      }
    }
  }

  /// What the present columns of a row give.
  private struct Statistics {
    /// 1 / (root + rootEpsilon).
    let factor: Float
    /// The root of the variance and epsilon.
    let root: Float
    /// What the variance divides by.
    let divisor: Float
    /// How many columns are present, at least 1.
    let count: Float
  }

  /// Fills `centred` with the row less its mean, zero where absent.
  private func statistics(
    _ from: Values, _ mask: Values, centred: Target
  ) -> Statistics {
    let count = max(1, sumOfProducts(mask, mask, columns))
    let mean = sumOfProducts(mask, from, columns) / count
    for i in 0..<columns { centred[i] = (from[i] - mean) * mask[i] }
    let squares = sumOfProducts(centred, centred, columns)
    let divisor = max(1, count - (style.isUnbiased ? 1 : 0))
    let root = (squares / divisor + style.epsilon).squareRoot()
    return Statistics(
      factor: 1 / (root + style.rootEpsilon), root: root, divisor: divisor,
      count: count)
  }

  func forward(_ y: UnsafeMutablePointer<Float>) {
    let (g, s) = (gain.pointer, shift.pointer)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: columns) {
      guard let centred = $0.baseAddress else { return }
      forEachRow { row, from, mask in
        let f = statistics(from, mask, centred: centred).factor
        let to = y + row * columns
        if style.shiftsFirst {
          for i in 0..<columns {
            to[i] = (centred[i] * f + s[i]) * g[i] * mask[i]
          }
        } else {
          for i in 0..<columns {
            to[i] = (centred[i] * f * g[i] + s[i]) * mask[i]
          }
        }
      }
    }
  }

  func backward(_ dy: UnsafePointer<Float>) {
    let (dx, dg, ds) = (x.gradient, gain.gradient, shift.gradient)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * columns) {
      guard let centred = $0.baseAddress else { return }
      let back = centred + columns
      forEachRow { row, from, mask in
        let found = statistics(from, mask, centred: centred)
        let line = dy + row * columns
        parameters(line, centred, mask, found.factor, dg, ds)
        if let dx {
          input(line, centred, mask, found, back, dx + row * columns)
        }
      }
    }
  }

  private func parameters(
    _ line: Values, _ centred: Target, _ mask: Values, _ f: Float,
    _ dg: Target?, _ ds: Target?
  ) {
    let (g, s) = (gain.pointer, shift.pointer)
    let first: Float = style.shiftsFirst ? 1 : 0
    if let dg {
      for i in 0..<columns {
        dg[i] += line[i] * mask[i] * (centred[i] * f + first * s[i])
      }
    }
    if let ds {
      for i in 0..<columns {
        ds[i] += line[i] * mask[i] * (style.shiftsFirst ? g[i] : 1)
      }
    }
  }

  /// Through x^ = (x - mean) / root, with the mean and the root as functions
  /// of the present columns.
  private func input(
    _ line: Values, _ centred: Target, _ mask: Values, _ found: Statistics,
    _ back: Target, _ dx: Target
  ) {
    let g = gain.pointer
    let f = found.factor
    for i in 0..<columns { back[i] = line[i] * g[i] * mask[i] }
    let along = sumOfProducts(back, centred, columns)
    let curve =
      found.root > 0 ? along * f * f / (found.divisor * found.root) : 0
    for i in 0..<columns { back[i] = back[i] * f - curve * centred[i] }
    let mean = sumOfProducts(back, mask, columns) / found.count
    for i in 0..<columns { dx[i] += back[i] - mean * mask[i] }
  }
}
