import Models
import Tensors

extension Workloads {
  /// Products of matrices: forward, the gradients of inputs and of weights as
  /// an encoder asks for them, and a row by a matrix as decoding does.
  static var products: [Workload] {
    [
      product("gemm/256x128x512", 256, 128, 512, calls: 16) {
        _ = try $0.x.linear($0.weight)
      },
      product("gemm-inputs/512x512x128", 512, 512, 128, calls: 8) {
        _ = try $0.dy.times($0.weight)
      },
      product("gemm-weights/512x128x384", 512, 128, 384, calls: 11) {
        _ = try $0.dy.times($0.x, transposed: true)
      },
      product("gemv/512x512", 1, 512, 512, calls: 280) {
        _ = try $0.x.linear($0.weight)
      },
    ]
  }

  private struct Operands {
    let x: Tensor
    let weight: Tensor
    let dy: Tensor
  }

  private static func product(
    _ name: String, _ rows: Int, _ inputs: Int, _ outputs: Int, calls: Int,
    _ body: @escaping (Operands) throws -> Void
  ) -> Workload {
    Workload(
      name, calls: calls, countedCalls: 1
    ) {
      var random = RandomStream(seed: 3)
      let operands = Operands(
        x: randomTensor(Shape(rows, inputs), &random),
        weight: randomTensor(Shape(outputs, inputs), &random),
        dy: randomTensor(Shape(rows, outputs), &random))
      return { try body(operands) }
    }
  }

  /// What goes row by row or element by element.
  static var rowKernels: [Workload] {
    let shape = Shape(512, 128)
    func kernel(
      _ name: String, calls: Int,
      _ body: @escaping (Tensor, Tensor, Tensor) throws -> Tensor
    ) -> Workload {
      Workload(
        "kernel/\(name)", calls: calls, countedCalls: 1
      ) {
        var random = RandomStream(seed: 5)
        let x = randomTensor(shape, limit: 3, &random)
        let (gain, shift) = (
          randomTensor(Shape(shape.columns), &random),
          randomTensor(Shape(shape.columns), &random)
        )
        return { _ = try body(x, gain, shift) }
      }
    }
    let style = LayerNormStyle.standard(epsilon: 1e-5)
    return [
      kernel("softmax", calls: 85) { x, _, _ in try x.softmax() },
      kernel("softmax-back", calls: 32) { x, _, _ in
        try carriedBack(x) { try $0.softmax() }
      },
      kernel("layer-norm", calls: 220) { x, gain, shift in
        try x.layerNorm(gain: gain, shift: shift, style: style)
      },
      kernel("layer-norm-back", calls: 34) { x, gain, shift in
        try carriedBack(x) {
          try $0.layerNorm(gain: gain, shift: shift, style: style)
        }
      },
      kernel("rms-norm", calls: 480) { x, gain, _ in
        try x.rmsNorm(gain, epsilon: 1e-5)
      },
      kernel("gelu", calls: 100) { x, _, _ in try x.activated(.gelu) },
      kernel("silu-gate", calls: 120) { x, _, _ in try x.siluGate(x) },
      codebook, optimizer,
    ]
  }

  private static func carriedBack(
    _ x: Tensor, _ body: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    let tape = Tape()
    let y = try body(tape.leaf(x)).sum()
    try tape.backward(from: y)
    return y
  }

  private static var codebook: Workload {
    Workload(
      "kernel/nearest", calls: 11, countedCalls: 1
    ) {
      var random = RandomStream(seed: 6)
      let x = randomTensor(Shape(256, 128), &random)
      let book = randomTensor(Shape(4 * 128, 32), &random)
      return { _ = try x.encoded(by: book, groups: 4) }
    }
  }

  private static var optimizer: Workload {
    Workload(
      "kernel/adamw", calls: 80, countedCalls: 2
    ) {
      var random = RandomStream(seed: 7)
      let weights = Parameter("w", randomTensor(Shape(256, 256), &random))
      let optimizer = AdamW([ParameterGroup([weights], decay: 0.01)])
      let gradients = Gradients(of: [weights])
      let tape = Tape()
      try tape.backward(from: (tape.leaf(weights).softmax()).sum())
      gradients.add(tape)
      return { optimizer.step(gradients, rate: 1e-4) }
    }
  }
}
