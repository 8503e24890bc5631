import CKernels

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
  /// column (Ba, Kiros and Hinton, arXiv:1607.06450, section 3).
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
  /// - Complexity: O(elements).
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

  private typealias Values = UnsafePointer<Float>

  private var columns: Int { x.shape.columns }

  private var norm: ck_layer_norm {
    ck_layer_norm(
      columns: columns, epsilon: style.epsilon,
      root_epsilon: style.rootEpsilon, unbiased: style.isUnbiased ? 1 : 0,
      shifts_first: style.shiftsFirst ? 1 : 0)
  }

  /// Calls `body` for each row with where it begins, and the 0 or 1 of each
  /// column if not all are present.
  private func forEachRow(_ body: (_ at: Int, _ mask: Values?) -> Void) {
    let rows = x.shape.rows
    let each = present.map { rows / max(1, $0.shape.rows) } ?? 0
    for row in 0..<rows {
      body(
        row * columns,
        present.map { $0.pointer + row / max(1, each) * columns })
    }
  }

  func forward(_ y: UnsafeMutablePointer<Float>) {
    let (from, g, s) = (x.pointer, gain.pointer, shift.pointer)
    var norm = norm
    forEachRow { at, mask in
      ck_layer_norm_row(&norm, from + at, mask, g, s, y + at)
    }
  }

  func backward(_ dy: UnsafePointer<Float>) {
    let (from, g, s) = (x.pointer, gain.pointer, shift.pointer)
    let (dx, dg, ds) = (x.gradient, gain.gradient, shift.gradient)
    var norm = norm
    withScratch(2 * columns) { scratch in
      forEachRow { at, mask in
        ck_layer_norm_row_back(
          &norm, from + at, mask, g, s, dy + at, dx.map { $0 + at }, dg, ds,
          scratch)
      }
    }
  }
}
