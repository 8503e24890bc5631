import CKernels
import Foundation

extension Tensor {
  /// The sum of all elements, as one element.
  ///
  /// - Throws: ``TensorError/notFinite(operation:isGradient:)`` on a tape that
  ///   checks.
  /// - Complexity: O(elements).
  public func sum() throws -> Tensor { try reduced(by: 1, "sum") }

  /// The mean of all elements, as one element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)`` if there is none.
  public func mean() throws -> Tensor {
    guard shape.count > 0 else {
      throw TensorError.shapes(operation: "mean", shape, Shape(1))
    }
    return try reduced(by: Float(shape.count), "mean")
  }

  private func reduced(by divisor: Float, _ operation: StaticString) throws
    -> Tensor
  {
    try Self.result(
      Shape(1), Work(.elementwise, macs: shape.count), at: place, input,
      operation: operation
    ) { y in
      var sum = 0.0
      let x = pointer
      for i in 0..<shape.count { sum += Double(x[i]) }
      y[0] = Float(sum) / divisor
    } backward: { dy in
      guard let dx = gradient else { return }
      ck_add_constant(dy[0] / divisor, dx, shape.count)
    }
  }

  /// The mean square of the differences to `target`, as one element.
  ///
  /// - Throws: ``TensorError/shapes(operation:_:_:)``.
  public func meanSquareError(_ target: Tensor) throws -> Tensor {
    guard shape == target.shape, shape.count > 0 else {
      throw TensorError.shapes(
        operation: "meanSquareError", shape, target.shape)
    }
    let place = try Self.commonPlace(
      self, target, operation: "meanSquareError")
    let count = shape.count
    return try Self.result(
      Shape(1), Work(.elementwise, macs: 2 * count), at: place, input,
      target.input
    ) { y in
      var sum = 0.0
      let (x, t) = (pointer, target.pointer)
      for i in 0..<count {
        let d = Double(x[i] - t[i])
        sum += d * d
      }
      y[0] = Float(sum / Double(count))
    } backward: { dy in
      let factor = 2 * dy[0] / Float(count)
      let (x, t) = (pointer, target.pointer)
      if let dx = gradient {
        for i in 0..<count { dx[i] += factor * (x[i] - t[i]) }
      }
      if let dt = target.gradient {
        for i in 0..<count { dt[i] -= factor * (x[i] - t[i]) }
      }
    }
  }

  /// The mean negative log-likelihood of `classes` under the softmax of each
  /// row, natural logarithm, as one element.
  ///
  /// - Parameter classes: one a row; `nil` for a shape alone.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/index(operation:_:limit:)``.
  /// - Complexity: O(rows x columns).
  public func crossEntropy(_ classes: [Int]?) throws -> Tensor {
    let (rows, columns) = (shape.rows, shape.columns)
    if let classes {
      guard classes.count == rows, rows > 0 else {
        throw TensorError.shapes(
          operation: "crossEntropy", shape, Shape(classes.count))
      }
      for entry in classes where !(0..<columns).contains(entry) {
        throw TensorError.index(
          operation: "crossEntropy", entry, limit: columns)
      }
    }
    let known = classes ?? []
    let scores =
      classes == nil ? Tensor(shape, at: place, handle: handle) : self
    return try Self.result(
      Shape(1), Work(.elementwise, macs: 3 * shape.count), at: place,
      scores.input
    ) { y in
      var loss = 0.0
      for row in 0..<rows {
        let line = pointer + row * columns
        loss += logSum(line, columns) - Double(line[known[row]])
      }
      y[0] = Float(loss / Double(rows))
    } backward: { dy in
      guard let dx = gradient else { return }
      let factor = dy[0] / Float(rows)
      for row in 0..<rows {
        let (line, to) = (pointer + row * columns, dx + row * columns)
        let total = logSum(line, columns)
        for i in 0..<columns {
          to[i] += factor * Float(exp(Double(line[i]) - total))
        }
        to[known[row]] -= factor
      }
    }
  }
}

/// log(sum(exp(x))) in double precision.
private func logSum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
  var top = -Float.infinity
  for i in 0..<count { top = max(top, x[i]) }
  var sum = 0.0
  for i in 0..<count { sum += exp(Double(x[i] - top)) }
  return Double(top) + log(sum)
}
