import Tensors
import TestSupport
import Testing

struct OperationTests {
  @Test(arguments: OperationCase.all)
  func agreesWithPlainLoops(_ operation: OperationCase) throws {
    var random = RandomStream(seed: 11)
    let inputs = try operation.inputs.map { try random.tensor($0, limit: 2) }
    let result = try operation.apply(inputs)
    let values = try inputs.map { try $0.values().map(Double.init) }
    #expect(result.shape == operation.result)
    let error = relativeError(
      try result.values(), operation.expected(values))
    #expect(error < 3e-6)
  }

  @Test(arguments: OperationCase.all)
  func shapesAloneTellTheSame(_ operation: OperationCase) throws {
    var random = RandomStream(seed: 12)
    let full = Notebook()
    let bare = Notebook()
    let numbers = operation.inputs.indices.map(Int32.init)
    let filled = try zip(operation.inputs, numbers).map {
      full.hold(try random.tensor($0), as: $1)
    }
    let empty = zip(operation.inputs, numbers).map {
      bare.hold(Tensor($0), as: $1)
    }
    let result = try operation.apply(filled)
    let shape = try operation.apply(empty)

    let reads = operation.reads ?? operation.inputs.map(\.count)
    #expect(
      full.entries == [
        Notebook.Entry(
          kernel: operation.kernel, macs: operation.macs, operands: numbers,
          reads: reads, elements: operation.result.count)
      ])
    #expect(bare.entries == full.entries)
    #expect(result.hasValues)
    #expect(!shape.hasValues)
    #expect(shape.shape == operation.result)
    #expect(result.handle == Handle(100))
    #expect(shape.handle == Handle(100))
    #expect(result.place === full)
    #expect(shape.place === bare)
  }

  /// A shape among the operands gives a shape, whichever it is.
  @Test(arguments: OperationCase.all)
  func oneShapeMakesAShape(_ operation: OperationCase) throws {
    var random = RandomStream(seed: 13)
    for bare in operation.inputs.indices {
      let inputs = try operation.inputs.enumerated().map {
        $0 == bare ? Tensor($1) : try random.tensor($1)
      }
      #expect(!(try operation.apply(inputs)).hasValues)
    }
  }

  @Test func lookupWithoutIndicesIsAShape() throws {
    let table = try Tensor(Shape(2, 2), [1, 2, 3, 4])
    let found = try table.lookup(nil, count: 3)
    #expect(found.shape == Shape(3, 2))
    #expect(!found.hasValues)
  }

  @Test func lookupWaitsForItsMessage() throws {
    let place = Notebook()
    let table = place.hold(Tensor(Shape(4, 3)), as: 1)
    let ready = place.hold(Tensor(Shape(2)), as: 2)
    _ = try table.lookup(nil, count: 2, awaiting: ready)
    #expect(place.entries.map(\.operands) == [[1, 2]])
  }

  /// Scores far apart and far from zero neither overflow nor vanish.
  @Test(arguments: [1, 2])
  func attentionIsStable(rows: Int) throws {
    let query = try Tensor(
      Shape(rows, 2), [Float](repeating: 100, count: 2 * rows))
    let keys = try Tensor(Shape(3, 2), [100, 100, 50, 50, -100, -100])
    let values = try Tensor(Shape(3, 2), [1, 2, 3, 4, 5, 6])
    let result = try query.attention(
      keys: keys, values: values, heads: 1, keyValueHeads: 1, visible: 2)
    #expect(try result.rows(0..<1).values() == [1, 2])
  }
}
