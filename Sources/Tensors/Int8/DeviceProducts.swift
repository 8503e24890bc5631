import CKernels

// What each device computes of a layer, from a tensor of its own.

extension Tensor {
  /// Each device's outputs of a linear layer, side by side.
  ///
  /// - Parameters:
  ///   - views: by device, what it has of the inputs; all of one shape.
  ///   - weight: `outputs x inputs`.
  ///   - bias: one value an output of all devices, if there is one.
  ///   - outputs: the outputs of each device, one after another.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/gradient(operation:)`` on a tape.
  public static func products(
    of views: [Tensor], _ weight: Tensor, bias: Tensor?,
    outputs: [Range<Int>]
  ) throws -> Tensor {
    let products = try DeviceProducts(views, weight, bias?.shape, outputs)
    guard products.hasValues, bias?.hasValues != false else {
      return Tensor(products.shape)
    }
    let made = Storage(count: products.shape.count)
    if let bias {
      for row in 0..<products.rows {
        (made.base + row * products.width).update(
          from: bias.pointer, count: products.width)
      }
    }
    try products.multiply(
      0..<products.inputs, to: made.base, beta: bias == nil ? 0 : 1)
    return Tensor(products.shape, made, at: nil, handle: .none)
  }

  /// The same of a layer in int8: sums are exact as in int32, the result is
  /// in units of the values, not rounded.
  ///
  /// Products of whole numbers are added by fp32 kernels, which is exact for
  /// 1,024 of them; longer sums are added up in int32.
  ///
  /// - Parameters:
  ///   - views: by device, as steps of the layer's input grid.
  ///   - layer: weights, scales and bias in int8.
  ///   - outputs: the outputs of each device, one after another.
  /// - Throws: ``TensorError/shapes(operation:_:_:)``,
  ///   ``TensorError/gradient(operation:)`` on a tape.
  public static func products(
    of views: [Tensor], _ layer: Int8Layer, outputs: [Range<Int>]
  ) throws -> Tensor {
    let products = try DeviceProducts(
      views, layer.weight, layer.bias.map { Shape($0.count) }, outputs)
    guard products.hasValues else { return Tensor(products.shape) }
    let made = Storage(count: products.shape.count)
    let inputs = products.inputs
    var earlier: [Int32]?
    if inputs > int8Run {
      var sums = [Int32](repeating: 0, count: products.shape.count)
      // The last run stays in `made`.
      for start in stride(from: 0, to: inputs - int8Run, by: int8Run) {
        try products.multiply(start..<start + int8Run, to: made.base, beta: 0)
        ck_int8_add(made.base, &sums, sums.count)
      }
      earlier = sums
    }
    let last = inputs > 0 ? (inputs - 1) / int8Run * int8Run : 0
    try products.multiply(last..<inputs, to: made.base, beta: 0)
    ck_int8_scale(
      made.base, earlier, layer.bias, layer.input.step * layer.grid.step,
      products.rows, products.width)
    return Tensor(products.shape, made, at: nil, handle: .none)
  }

  /// Products of int8 numbers that fp32 adds up exactly: 2^14 each, 2^24 at
  /// most.
  static let int8Run = 1024
}

/// The products of one layer over raw memory.
private struct DeviceProducts {
  let views: [Tensor]
  let weight: Tensor
  let outputs: [Range<Int>]
  let shape: Shape

  init(
    _ views: [Tensor], _ weight: Tensor, _ bias: Shape?,
    _ outputs: [Range<Int>]
  ) throws {
    let operation: StaticString = "device products"
    guard let first = views.first, views.count == outputs.count else {
      throw TensorError.shapes(
        operation: "\(operation)", Shape(views.count), Shape(outputs.count))
    }
    for view in views where view.shape != first.shape {
      throw TensorError.shapes(
        operation: "\(operation)", first.shape, view.shape)
    }
    guard weight.shape.rank == 2, weight.shape.columns == first.shape.columns,
      isPartition(outputs), outputs.last?.upperBound == weight.shape[0],
      bias.map({ $0.count == weight.shape[0] }) ?? true
    else {
      throw TensorError.shapes(
        operation: "\(operation)", first.shape, weight.shape)
    }
    for operand in views + [weight] { try operand.refuseGradient(operation) }
    self.views = views
    self.weight = weight
    self.outputs = outputs
    shape = first.shape.with(columns: weight.shape[0])
  }

  var rows: Int { shape.rows }
  var width: Int { shape.columns }
  var inputs: Int { weight.shape.columns }
  var hasValues: Bool { weight.hasValues && views.allSatisfy(\.hasValues) }

  /// y (+)= view times weights over a run of inputs, each device for its
  /// outputs.
  func multiply(
    _ run: Range<Int>, to y: UnsafeMutablePointer<Float>, beta: Float
  ) throws {
    guard rows > 0 else { return }
    guard !run.isEmpty else {
      if beta == 0 { y.update(repeating: 0, count: rows * width) }
      return
    }
    try OpenBLAS.load()
    for (view, part) in zip(views, outputs) where !part.isEmpty {
      Product(
        m: rows, n: part.count, k: run.count, transposeB: true, beta: beta)(
          view.pointer + run.lowerBound, inputs,
          weight.pointer + part.lowerBound * inputs + run.lowerBound, inputs,
          to: y + part.lowerBound, width)
    }
  }
}
