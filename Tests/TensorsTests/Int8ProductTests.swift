import Tensors
import TestSupport
import Testing

/// Products of int8 numbers are those of int32 loops, bit for bit.
struct Int8ProductTests {
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let rows: Int
    let inputs: Int
    let outputs: Int
    let devices: Int
    /// Whether all numbers have the largest sizes.
    let isExtreme: Bool

    var description: String {
      "seed \(seed): \(rows) x \(inputs) x \(outputs) on \(devices), "
        + "extreme \(isExtreme)"
    }

    init(seed: UInt64, inputs: Int? = nil) {
      var random = RandomStream(seed: seed)
      self.seed = seed
      rows = random.int(1...9)
      self.inputs = inputs ?? random.int(1...40)
      outputs = random.int(1...20)
      devices = random.int(1...4)
      isExtreme = random.pick([true, false])
    }
  }

  /// Steps from -128 to 127, as a tensor.
  private func steps(
    _ shape: Shape, extreme: Bool, low: Int, _ random: inout RandomStream
  ) throws -> Tensor {
    try Tensor(
      shape,
      (0..<shape.count).map { _ in
        Float(extreme ? random.pick([low, 127]) : random.int(low...127))
      })
  }

  private func check(_ test: Case) throws {
    var random = RandomStream(seed: test.seed &+ 1)
    let views = try (0..<test.devices).map { _ in
      try steps(
        Shape(test.rows, test.inputs), extreme: test.isExtreme, low: -128,
        &random)
    }
    var weights = try steps(
      Shape(test.outputs, test.inputs), extreme: test.isExtreme, low: -127,
      &random
    ).values()
    // With a size of 127 a step is 1, and the result the sum itself.
    weights[0] = 127
    let weight = try Tensor(Shape(test.outputs, test.inputs), weights)
    var cuts: [Range<Int>] = []
    for device in 0..<test.devices {
      cuts.append(
        test.outputs * device / test.devices..<test.outputs * (device + 1)
          / test.devices)
    }
    let input = try Int8Grid(largest: 127)
    let bias = try Tensor(
      Shape(test.outputs),
      (0..<test.outputs).map { _ in Float(random.int(-9_000_000...9_000_000)) })
    for bias in [nil, bias] {
      let layer = try Int8Layer(weight: weight, bias: bias, input: input)
      #expect(layer.grid.scale == 1)
      let found = try Tensor.products(of: views, layer, outputs: cuts).values()
      let w = try weight.values().map { Int32($0) }
      let b = try bias?.values().map { Int32($0) }
      for (device, cut) in cuts.enumerated() {
        let x = try views[device].values().map { Int32($0) }
        for row in 0..<test.rows {
          for output in cut {
            var sum = b?[output] ?? 0
            for i in 0..<test.inputs {
              sum += x[row * test.inputs + i] * w[output * test.inputs + i]
            }
            #expect(
              found[row * test.outputs + output] == Float(sum), "\(test)")
          }
        }
      }
    }
  }

  @Test func sumsAreThoseOfIntegers() throws {
    for seed in 0..<UInt64(150) { try check(Case(seed: seed)) }
  }

  /// Around the number of terms that fp32 adds up exactly.
  @Test(arguments: [1023, 1024, 1025, 2047, 2048, 2049, 5000])
  func longSumsToo(inputs: Int) throws {
    for seed in 0..<UInt64(6) {
      try check(Case(seed: seed &+ 77, inputs: inputs))
    }
  }

  /// One term more than fp32 can hold: 1,025 squares of 128 and one of 1.
  @Test func aSumThatFP32WouldRound() throws {
    var x = [Float](repeating: -128, count: 1026)
    x[1025] = 1
    let layer = try Int8Layer(
      weight: Tensor(
        Shape(1, 1026), [Float](repeating: 127, count: 1025) + [1]),
      bias: Tensor(Shape(1), [-1]), input: Int8Grid(largest: 127))
    let found = try Tensor.products(
      of: [Tensor(Shape(1, 1026), x)], layer, outputs: [0..<1])
    #expect(try found.values() == [Float(-128 * 127 * 1025)])
  }

  /// Weights are rounded on one grid, biases in int32 at both scales.
  @Test func layersAreRounded() throws {
    let layer = try Int8Layer(
      weight: Tensor(Shape(2, 2), [0.5, -1, 0.1, 0]),
      bias: Tensor(Shape(2), [0.3, -1e30]), input: Int8Grid(largest: 2))
    #expect(layer.grid.scale == 127)
    #expect(try layer.weight.values() == [64, -127, 13, 0])
    let scaled: Double = 0.3 * 63.5 * 127
    #expect(layer.bias == [Int32(scaled.rounded()), -(1 << 30)])
  }

  /// Weights that no device stores count for no scale.
  @Test func absentWeightsDoNotCount() throws {
    let weight = try Tensor(Shape(2, 3), [9, 1, 2, 3, 4, 8])
    let layer = try Int8Layer(
      weight: weight, bias: nil, input: Int8Grid(largest: 1),
      kept: [(0..<1, [0, 1, 1]), (1..<2, [1, 1, 0])])
    #expect(layer.grid.scale == 31.75)
    #expect(try layer.weight.values() == [0, 32, 64, 95, 127, 0])
    #expect(throws: TensorError.self) {
      try Int8Layer(
        weight: weight, bias: nil, input: Int8Grid(largest: 1),
        kept: [(0..<1, [0, 1, 1])])
    }
  }

  @Test func misfitsAreRefused() throws {
    let grid = try Int8Grid(largest: 1)
    let wide = try Tensor(
      Shape(1, 65_537), [Float](repeating: 1, count: 65_537))
    #expect(
      throws: TensorError.range(
        operation: "int8 layer", 0..<65_537, limit: 65_536)
    ) { try Int8Layer(weight: wide, bias: nil, input: grid) }
    let weight = try Tensor(Shape(2, 2), [1, 2, 3, 4])
    #expect(throws: TensorError.self) {
      try Int8Layer(
        weight: weight, bias: Tensor(Shape(3), [1, 2, 3]), input: grid)
    }
    #expect(throws: TensorError.self) {
      try Int8Layer(
        weight: weight, bias: Tensor(Shape(2), [1, .nan]), input: grid)
    }
    let layer = try Int8Layer(weight: weight, bias: nil, input: grid)
    let x = try Tensor(Shape(1, 2), [1, 2])
    for (views, outputs) in [
      ([], []), ([x], [0..<1]), ([x], [1..<2]), ([x], [0..<1, 1..<2]),
      ([x, x], [0..<1, 0..<1]), ([x], [0..<3]),
      ([x, Tensor(Shape(2, 2))], [0..<1, 1..<2]),
      ([Tensor(Shape(1, 3))], [0..<2]),
    ] as [([Tensor], [Range<Int>])] {
      #expect(throws: TensorError.self) {
        try Tensor.products(of: views, layer, outputs: outputs)
      }
      #expect(throws: TensorError.self) {
        try Tensor.products(of: views, weight, bias: nil, outputs: outputs)
      }
    }
    #expect(
      try !Tensor.products(of: [Tensor(Shape(1, 2))], layer, outputs: [0..<2])
        .hasValues)
  }

  /// In floats: each device's part of the layer.
  @Test func floatProductsAreTheLayers() throws {
    for seed in 0..<UInt64(60) {
      let test = Case(seed: seed)
      var random = RandomStream(seed: seed &+ 9)
      let x = try random.tensor(Shape(test.rows, test.inputs))
      let weight = try random.tensor(Shape(test.outputs, test.inputs))
      let bias = try random.tensor(Shape(test.outputs))
      let cut = random.int(0...test.outputs)
      for bias in [nil, bias] {
        let found = try Tensor.products(
          of: [x, x], weight, bias: bias,
          outputs: [0..<cut, cut..<test.outputs])
        let expected = try x.linear(weight, bias: bias)
        #expect(
          relativeError(try found.values(), try expected.values()) < 1e-5,
          "\(test)")
      }
    }
  }
}
