import Models
import Tensors
import TestSupport
import Testing

/// Attention from rows that do not stand one after another.
struct KeyPositionTests {
  /// Rows that are left out might as well count zero times.
  @Test func leavingOutIsCountingZero() throws {
    for seed in 0..<UInt64(80) {
      var random = RandomStream(seed: seed)
      let shape = random.modelShape()
      let model = try randomModel(shape, seed: seed)
      let block = model.blocks[0]
      let count = random.int(2...9)
      let x = try random.tensor(Shape(count, shape.width))
      let own = random.int(0...count - 1)
      let kept = (0..<count).filter { $0 == own || random.pick([true, false]) }
      let place = kept.prefix { $0 < own }.count
      let pass = Pass(count: count)
      let expected = try block.attention(
        x, heads: block.allHeads, queries: own..<own + 1, in: pass, device: 0,
        counts: (0..<count).map { kept.contains($0) ? 1 : 0 })
      let found = try block.attention(
        x.lookup(kept, count: kept.count), heads: block.allHeads,
        queries: place..<place + 1, in: pass, device: 0, positions: kept)
      #expect(
        relativeError(try found.values(), try expected.values()) < 1e-5,
        "seed \(seed)")
      #expect(
        throws: TensorError.shapes(
          operation: "attention", x.shape, Shape(count + 1))
      ) {
        try block.attention(
          x, heads: block.allHeads, in: pass, device: 0,
          positions: Array(0...count))
      }
    }
  }

  /// Rotation where a row stands, in matrices and batches.
  @Test func rowsTurnWhereTheyStand() throws {
    var random = RandomStream(seed: 1)
    let table = RotaryTable(headSize: 4, base: 100)
    let x = try random.tensor(Shape(2, 3, 8))
    let found = try x.rotated(table, at: [5, 0, 2])
    for (row, position) in [5, 0, 2].enumerated() {
      let expected = try x.positions(row..<row + 1)
        .rotated(table, from: position)
      #expect(
        try found.positions(row..<row + 1).values() == expected.values())
    }
    #expect(
      throws: TensorError.shapes(operation: "rotated", x.shape, Shape(2))
    ) { try x.rotated(table, at: [1, 2]) }
  }

  /// Heads of their own size: as many weights as are counted.
  @Test(arguments: [1, 3, 8])
  func headsOfTheirOwnSize(size: Int) throws {
    for seed in 0..<UInt64(30) {
      var random = RandomStream(seed: seed)
      var shape = random.modelShape()
      shape.positions = .none
      shape.ownHeadSize = size
      let model = try randomModel(shape, seed: seed)
      let block = model.blocks[0]
      #expect(
        block.query.weight.shape == Shape(shape.heads * size, shape.width))
      #expect(
        block.output.weight.shape == Shape(shape.width, shape.heads * size))
      #expect(
        model.parameters.reduce(0) { $0 + $1.shape.count } == shape.parameters)
      let x = try random.tensor(Shape(4, shape.width))
      let y = try block.attention(
        x, heads: block.allHeads, in: Pass(count: 4), device: 0)
      #expect(y.shape == x.shape)
      #expect(try y.values().allSatisfy(\.isFinite))
    }
  }
}
