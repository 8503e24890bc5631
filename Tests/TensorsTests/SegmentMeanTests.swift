import Tensors
import TestSupport
import Testing

struct SegmentMeanTests {
  @Test func meansOfEachSample() throws {
    for seed in 0..<UInt64(100) {
      var random = RandomStream(seed: seed)
      let (batch, rows) = (random.int(1...3), random.int(1...12))
      let columns = random.int(1...20)
      let x = try random.tensor(Shape(batch, rows, columns), limit: 2)
      let values = try x.values().map(Double.init)
      let segments = (0..<random.int(1...5)).map { _ in
        let ends = [random.int(0...rows - 1), random.int(0...rows - 1)].sorted()
        return ends[0]..<ends[1] + 1
      }
      var expected: [Double] = []
      for sample in 0..<batch {
        for segment in segments {
          expected += (0..<columns).map { column in
            segment.reduce(0) {
              $0 + values[(sample * rows + $1) * columns + column]
            } / Double(segment.count)
          }
        }
      }
      let found = try x.segmentMeans(segments)
      #expect(found.shape == Shape(batch, segments.count, columns))
      #expect(relativeError(try found.values(), expected) < 1e-6, "\(seed)")
      let first = try x.rows(0..<rows).segmentMeans(segments)
      #expect(first.shape == Shape(segments.count, columns))
      #expect(
        try first.values()
          == Array(found.values().prefix(segments.count * columns)))
    }
  }

  /// A row alone is its own mean, to the bit.
  @Test func segmentsOfOneRowAreTheRows() throws {
    var random = RandomStream(seed: 1)
    let x = try random.tensor(Shape(2, 5, 7))
    let found = try x.segmentMeans((0..<5).map { $0..<$0 + 1 })
    #expect(try found.values() == x.values())
  }

  @Test func oneOperationThatReadsItsRows() throws {
    let place = Notebook()
    let x = place.hold(Tensor(Shape(2, 6, 3)), as: 4)
    let means = try x.segmentMeans([0..<2, 2..<5])
    #expect(means.shape == Shape(2, 2, 3) && !means.hasValues)
    #expect(
      place.entries == [
        Notebook.Entry(
          kernel: .elementwise, macs: 30, operands: [4], reads: [30],
          elements: 12)
      ])
  }
}
