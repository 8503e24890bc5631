import Tensors
import TestSupport
import Testing

struct JoinedTests {
  /// Joining undoes cutting by positions, of one sample or of several.
  @Test func joiningUndoesCutting() throws {
    for seed in 0..<UInt64(100) {
      var random = RandomStream(seed: seed)
      let rows = random.int(0...9)
      let x = try random.tensor(
        seed % 2 == 0
          ? Shape(random.int(1...4), rows, random.int(1...5))
          : Shape(rows, random.int(1...5)))
      var cuts = (0..<random.int(0...4)).map { _ in random.int(0...rows) }
      cuts = ([0] + cuts + [rows]).sorted()
      let parts = try zip(cuts, cuts.dropFirst()).map {
        try x.positions($0..<$1)
      }
      let joined = try Tensor.joined(parts)
      #expect(joined.shape == x.shape, "seed \(seed)")
      #expect(try joined.values() == x.values(), "seed \(seed)")
      #expect(
        try Tensor.joined(parts.map { Tensor($0.shape) }).shape == x.shape)
    }
  }

  @Test func oneOperationUnlessOnePartIsTheWhole() throws {
    let place = Notebook()
    let a = place.hold(Tensor(Shape(2, 3, 4)), as: 1)
    let b = place.hold(Tensor(Shape(2, 1, 4)), as: 2)
    let none = place.hold(Tensor(Shape(2, 0, 4)), as: 3)
    #expect(try Tensor.joined([none, a]).handle == a.handle)
    #expect(try Tensor.joined([none]).handle == none.handle)
    #expect(place.entries.isEmpty)
    _ = try Tensor.joined([a, none, b])
    #expect(
      place.entries == [
        Notebook.Entry(
          kernel: .copy, macs: 32, operands: [1, 2], reads: [24, 8],
          elements: 32)
      ])
  }

  @Test(arguments: [
    [Shape(2, 3, 4), Shape(2, 3, 5)], [Shape(2, 3, 4), Shape(1, 3, 4)],
    [Shape(2, 3, 4), Shape(6, 4)], [Shape(2, 4), Shape(2, 3)],
  ])
  func partsMustFit(_ shapes: [Shape]) {
    #expect(
      throws: TensorError.shapes(operation: "joined", shapes[0], shapes[1])
    ) {
      try Tensor.joined(shapes.map { Tensor($0) })
    }
  }

  @Test func nothingCannotBeJoined() {
    #expect(
      throws: TensorError.shapes(operation: "joined", Shape(0), Shape(0))
    ) { try Tensor.joined([]) }
  }
}
