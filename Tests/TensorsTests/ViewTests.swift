import Tensors
import TestSupport
import Testing

struct ViewTests {
  let x: Tensor
  let place = Notebook()

  init() throws {
    x = place.hold(
      try Tensor(Shape(3, 4), (0..<12).map(Float.init)), as: 5)
  }

  @Test func rowsAndElementsShareMemoryAndTellNobody() throws {
    let rows = try x.rows(1..<3)
    #expect(rows.shape == Shape(2, 4))
    #expect(try rows.values() == [4, 5, 6, 7, 8, 9, 10, 11])
    let elements = try rows.elements(3..<6)
    #expect(elements.shape == Shape(3))
    #expect(try elements.values() == [7, 8, 9])
    #expect(try elements.reshaped(Shape(3, 1)).values() == [7, 8, 9])
    #expect(try x.rows(2..<2).values().isEmpty)
    #expect(elements.handle == x.handle)
    #expect(place.entries.isEmpty)
    let both = try x.withValues(of: "test") { whole in
      try elements.withValues(of: "test") { part in part == whole + 7 }
    }
    #expect(both)
  }

  @Test func keepingZeroesTheRest() throws {
    let kept = x.keeping([0..<2, 7..<8])
    #expect(
      try kept.values() == [0, 1, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0])
    #expect(try x.values() == (0..<12).map(Float.init))
    #expect(try x.rows(1..<2).keeping([1..<3]).values() == [0, 5, 6, 0])
    #expect(!Tensor(Shape(3)).keeping([0..<1]).hasValues)
    #expect(place.entries.isEmpty)
  }

  @Test func columnsOfAViewStartAtTheView() throws {
    let part = try x.rows(1..<3).columns(1..<3)
    #expect(try part.values() == [5, 6, 9, 10])
  }

  @Test func operationsReadViewsWhereTheyBegin() throws {
    let sum = try x.rows(0..<1) + x.rows(2..<3)
    #expect(try sum.values() == [8, 10, 12, 14])
  }

  /// The same rows of each matrix of a batch; nothing moves for one matrix
  /// or for all rows.
  @Test func positionsAreRowsOfEachSample() throws {
    let batch = try x.reshaped(Shape(2, 3, 2))
    let last = try batch.positions(1..<3)
    #expect(last.shape == Shape(2, 2, 2))
    #expect(try last.values() == [2, 3, 4, 5, 8, 9, 10, 11])
    #expect(try batch.positions(0..<1).values() == [0, 1, 6, 7])
    #expect(try batch.positions(2..<2).values().isEmpty)
    #expect(place.entries.count == 3)
    #expect(try batch.positions(0..<3).handle == x.handle)
    #expect(try x.positions(1..<2).values() == [4, 5, 6, 7])
    #expect(place.entries.count == 3)
    #expect(try !Tensor(Shape(2, 3, 2)).positions(0..<2).hasValues)
  }

  @Test func parametersAreCut() throws {
    let weight = Parameter("w", try Tensor(Shape(2, 3), [1, 2, 3, 4, 5, 6]))
    #expect(try weight.cut(.rows(1..<2)).values() == [4, 5, 6])
    #expect(try weight.cut(.columns(0..<2)).values() == [1, 2, 4, 5])
    #expect(try weight.slice(at: nil).values() == [1, 2, 3, 4, 5, 6])
    #expect(try weight.slice(.rows(0..<1), at: place).place === place)
    #expect(place.weights == ["w"])
  }

  @Test func shapesDescribeThemselves() {
    #expect("\(Shape(2, 3, 4))" == "2x3x4")
    #expect(Shape(2, 3, 4).rows == 6)
    #expect(Shape(2, 3, 4).columns == 4)
    #expect(Shape(2, 3, 4).with(columns: 7) == Shape(2, 3, 7))
    #expect(Shape(5).rows == 1)
    #expect(Shape(1, 5) != Shape(5))
    #expect(Set([Shape(2, 3), Shape(2, 3), Shape(3, 2)]).count == 2)
  }
}
