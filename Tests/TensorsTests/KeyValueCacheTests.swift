import Tensors
import TestSupport
import Testing

struct KeyValueCacheTests {
  /// Rows of many lengths, across several growths of the memory: what was
  /// handed out shows the same rows for ever.
  @Test func prefixesNeverChange() throws {
    var random = RandomStream(seed: 21)
    let cache = KeyValueCache()
    var rows: [(keys: [Float], values: [Float])] = []
    var handedOut: [(count: Int, keys: Tensor, values: Tensor)] = []
    for _ in 0..<60 {
      let count = random.int(1...9)
      let keys = try random.tensor(Shape(count, 3))
      let values = try random.tensor(Shape(count, 3))
      for row in 0..<count {
        rows.append(
          (
            try keys.rows(row..<row + 1).values(),
            try values.rows(row..<row + 1).values()
          ))
      }
      let held = try cache.append(keys, values)
      handedOut.append((rows.count, held.keys, held.values))
      #expect(cache.length == rows.count)
    }
    #expect(rows.count > 200)
    for (count, keys, values) in handedOut {
      #expect(keys.shape == Shape(count, 3))
      #expect(try keys.values() == rows.prefix(count).flatMap(\.keys))
      #expect(try values.values() == rows.prefix(count).flatMap(\.values))
    }
  }

  @Test func shapesGrowAlikeAndTellWhatTheyKeep() throws {
    let place = Notebook()
    let cache = KeyValueCache()
    cache.preload(10, width: 4, at: place)
    #expect(cache.length == 10)
    #expect(place.kept == [80])
    let new = place.hold(Tensor(Shape(2, 4)), as: 3)
    let held = try cache.append(new, new)
    #expect(held.keys.shape == Shape(12, 4))
    #expect(!held.keys.hasValues)
    // What reads them reads what is kept.
    #expect(held.keys.handle == Handle(72))
    #expect(held.values.handle == Handle(73))
    #expect(place.kept == [80, 8, 8])
    #expect(place.entries.isEmpty)
  }

  /// Values cannot follow positions that only pretend to be there.
  @Test func valuesAfterShapesAreShapes() throws {
    let cache = KeyValueCache()
    cache.preload(1, width: 2, at: nil)
    let new = try Tensor(Shape(1, 2), [1, 2])
    let held = try cache.append(new, new)
    #expect(held.keys.shape == Shape(2, 2))
    #expect(!held.keys.hasValues)
  }
}
