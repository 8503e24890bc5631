import Tensors
import TestSupport
import Testing

/// Products of gathered columns against the same by device, copied, masked,
/// normed and multiplied one after another.
struct GatheredTests {
  private func run(
    _ example: GatheredCase,
    _ forward: ([String: Tensor]) throws -> [Tensor]
  ) throws -> (results: [[Float]], gradients: [String: [Float]]) {
    let tape = Tape()
    let leaves = example.values.mapValues(tape.leaf)
    let results = try forward(leaves)
    var random = RandomStream(seed: example.seed &+ 99)
    let terms = try results.map { y in
      try (y * random.tensor(y.shape)).sum()
    }
    try tape.backward(from: Tensor.sum(terms))
    var gradients: [String: [Float]] = [:]
    for (name, leaf) in leaves {
      gradients[name] = try tape.gradient(of: leaf)?.values()
    }
    return (try results.map { try $0.values() }, gradients)
  }

  @Test func agreesWithDeviceByDevice() throws {
    for seed in 0..<300 as Range<UInt64> {
      let example = try GatheredCase(seed: seed)
      let found = try run(example, example.fused)
      let expected = try run(example, example.plain)
      for (a, b) in zip(found.results, expected.results) {
        #expect(relativeError(a, b) < 2e-5, "\(example)")
      }
      for (name, gradient) in expected.gradients {
        let error = relativeError(
          found.gradients[name] ?? [Float](repeating: 0, count: gradient.count),
          gradient)
        // The deviation of a row of two equal columns is nearly nothing.
        #expect(error < 2e-4, "\(name), \(example)")
      }
    }
  }

  /// Without values it gives the shapes alone.
  @Test func shapesGoThrough() throws {
    let example = try GatheredCase(seed: 3)
    let shapes = example.values.mapValues { Tensor($0.shape) }
    let found = try example.fused(shapes)
    let expected = try example.fused(example.values)
    #expect(found.map(\.shape) == expected.map(\.shape))
    #expect(found.allSatisfy { !$0.hasValues })
  }

  @Test func misfitsAreRefused() throws {
    let x = Tensor(Shape(2, 4))
    let w = Tensor(Shape(3, 4))
    let layout = GatherLayout(cuts: [0..<2, 2..<4])
    let cases: [(GatherLayout, Tensor, [[Range<Int>]])] = [
      (GatherLayout(cuts: [0..<2, 2..<5]), w, [[0..<1, 1..<3]]),
      (GatherLayout(cuts: [0..<2, 3..<4]), w, [[0..<1, 1..<3]]),
      (GatherLayout(cuts: []), w, [[]]),
      (GatherLayout(cuts: layout.cuts, sent: [1]), w, [[0..<1, 1..<3]]),
      (GatherLayout(cuts: layout.cuts, heard: [1]), w, [[0..<1, 1..<3]]),
      (layout, Tensor(Shape(3, 5)), [[0..<1, 1..<3]]),
      (layout, w, [[0..<1, 1..<2]]), (layout, w, [[0..<1]]), (layout, w, []),
    ]
    for (layout, weight, outputs) in cases {
      #expect(throws: TensorError.self) {
        try x.gatheredProducts(
          [(weight, nil)], outputs: outputs, layout: layout)
      }
    }
  }
}
