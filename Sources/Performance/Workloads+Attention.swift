import Tensors

extension Workloads {
  /// Attention of a batch of small heads, forward and with the way back.
  static var attention: [Workload] {
    let (heads, shape) = (4, Shape(16, 64, 128))
    func operands() -> (Tensor, Tensor, Tensor) {
      var random = RandomStream(seed: 4)
      return (
        randomTensor(shape, &random), randomTensor(shape, &random),
        randomTensor(shape, &random)
      )
    }
    return [
      Workload("kernel/attention", calls: 11, countedCalls: 1) {
        let (q, k, v) = operands()
        return {
          _ = try q.attention(
            keys: k, values: v, heads: heads, keyValueHeads: heads,
            mask: .causal(visible: 1))
        }
      },
      Workload("kernel/attention-back", calls: 3, countedCalls: 1) {
        let (q, k, v) = operands()
        return {
          let tape = Tape()
          let (a, b, c) = (tape.leaf(q), tape.leaf(k), tape.leaf(v))
          let y = try a.attention(
            keys: b, values: c, heads: heads, keyValueHeads: heads,
            mask: .causal(visible: 1))
          try tape.backward(from: y.sum())
        }
      },
    ]
  }

  /// Arithmetic of int8 devices: products and attention.
  static var int8: [Workload] {
    let rows = 128
    return [
      Workload("kernel/int8-product", calls: 22, countedCalls: 1) {
        var random = RandomStream(seed: 8)
        let values = randomTensor(Shape(rows, 256), &random)
        let weight = randomTensor(Shape(256, 256), &random)
        let grid = try Int8Grid(fitting: values)
        let layer = try Int8Layer(weight: weight, bias: nil, input: grid)
        let cuts = (0..<4).map { 64 * $0..<64 * $0 + 64 }
        return {
          let steps = try grid.steps(of: values)
          _ = try Tensor.products(
            of: Array(repeating: steps, count: 4), layer, outputs: cuts)
        }
      },
      Workload(
        "kernel/int8-attention", calls: 44, countedCalls: 1
      ) {
        var random = RandomStream(seed: 9)
        let shape = Shape(rows, 128)
        let (q, k) = (
          randomTensor(shape, &random), randomTensor(shape, &random)
        )
        let v = randomTensor(shape, &random)
        let (grid, keyGrid) = (
          try Int8Grid(fitting: q), try Int8Grid(fitting: k)
        )
        let (a, b) = (try grid.steps(of: q), try keyGrid.steps(of: k))
        return {
          _ = try a.plainAttention(
            keys: b, values: v, heads: 4, mask: .none, grid: grid,
            keyGrid: keyGrid)
        }
      },
    ]
  }

  /// Products of columns that 8 devices have gathered, through their norms.
  static var gathered: [Workload] {
    let (devices, width) = (8, 128)
    let cuts = (0..<devices).map { 16 * $0..<16 * $0 + 16 }
    func work(
      _ name: String, calls: Int, isBack: Bool
    ) -> Workload {
      Workload(
        "kernel/\(name)", calls: calls, countedCalls: 1
      ) {
        var random = RandomStream(seed: 10)
        let x = randomTensor(Shape(16, 32, width), &random)
        let weight = randomTensor(Shape(width, width), &random)
        let gain = randomTensor(Shape(width), &random)
        let shift = randomTensor(Shape(width), &random)
        let layout = GatherLayout(cuts: cuts)
        return {
          let tape = isBack ? Tape() : nil
          let found = try (tape?.leaf(x) ?? x).gatheredProducts(
            [(weight: tape?.leaf(weight) ?? weight, bias: nil)],
            outputs: [cuts], layout: layout,
            norm: GatherNorm(
              gain: gain, shift: shift, style: .cats, lostKeepShift: true))
          if let tape, let y = found.first {
            try tape.backward(from: y.sum())
          }
        }
      }
    }
    return [
      work("gathered-product", calls: 15, isBack: false),
      work("gathered-back", calls: 4, isBack: true),
    ]
  }
}
