import Foundation
import Tensors
import TestSupport
import Testing

/// Attention whose keys count several times or not at all.
struct AttentionCountTests {
  /// Attention of random sizes, in a batch or not, over each kind of path:
  /// one row, few rows, many rows.
  private struct Case: CustomStringConvertible {
    let seed: UInt64
    let batch: Int
    let rows: Int
    let context: Int
    let groups: Int
    let heads: Int
    let size: Int
    let mask: AttentionMask
    let queries: Tensor
    let keys: Tensor
    let values: Tensor

    init(_ seed: UInt64, _ random: inout RandomStream) throws {
      self.seed = seed
      batch = random.int(1...3)
      rows = random.pick([1, random.int(2...6), random.int(24...40)])
      let earlier = random.int(0...9)
      context = rows + earlier
      groups = random.int(1...2)
      heads = groups * random.int(1...2)
      size = random.int(1...9)
      mask = random.pick([.none, .causal(visible: earlier + 1)])
      queries = try random.tensor(Shape(batch, rows, heads * size), limit: 2)
      keys = try random.tensor(Shape(batch, context, groups * size), limit: 2)
      values = try random.tensor(keys.shape, limit: 2)
    }

    var description: String {
      "seed \(seed), \(batch) x \(rows) rows, \(context) keys, "
        + "\(heads)/\(groups) heads of \(size), \(mask)"
    }

    /// Keys that a row sees.
    func seen(_ row: Int) -> Int {
      if case .causal(let visible) = mask { visible + row } else { context }
    }

    func counted(_ counts: [Float]?) throws -> [Float] {
      try queries.attention(
        keys: keys, values: values, heads: heads, keyValueHeads: groups,
        mask: mask, counts: counts
      ).values()
    }

    /// The same with each key as often as it counts, row by row.
    func repeated(_ counts: [Int]) throws -> [Float] {
      var found: [Float] = []
      for sample in 0..<batch {
        for row in 0..<rows {
          let picked = (0..<seen(row)).flatMap {
            [Int](repeating: sample * context + $0, count: counts[$0])
          }
          let query = try queries.rows(
            sample * rows + row..<sample * rows + row + 1)
          guard !picked.isEmpty else {
            found += [Float](repeating: 0, count: query.shape.count)
            continue
          }
          found += try query.attention(
            keys: keys.lookup(picked, count: picked.count),
            values: values.lookup(picked, count: picked.count), heads: heads,
            keyValueHeads: groups, mask: .none
          ).values()
        }
      }
      return found
    }
  }

  /// A key that counts n times is n keys; one that counts 0 is none.
  @Test func countingIsRepeating() throws {
    for seed in 0..<UInt64(200) {
      var random = RandomStream(seed: seed)
      let test = try Case(seed, &random)
      let counts = (0..<test.context).map { _ in random.int(0...3) }
      let found = try test.counted(counts.map(Float.init))
      let expected = try test.repeated(counts)
      #expect(relativeError(found, expected) < 1e-5, "\(test)")
    }
  }

  /// Whatever stands in keys that do not count.
  @Test func whatDoesNotCountDoesNotMatter() throws {
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let test = try Case(seed, &random)
      var counts = (0..<test.context).map { _ in Float(random.int(0...1)) }
      counts[0] = 1
      let found = try test.counted(counts)
      let width = test.keys.shape.columns
      let others = try test.keys.values().enumerated().map { index, value in
        counts[index / width % test.context] == 0 ? 30 : value
      }
      let changed = try test.queries.attention(
        keys: Tensor(test.keys.shape, others), values: test.values,
        heads: test.heads, keyValueHeads: test.groups, mask: test.mask,
        counts: counts)
      #expect(relativeError(try changed.values(), found) < 1e-6, "\(test)")
    }
  }

  /// Any numbers: g exp(s) over the sum of these; only their proportions
  /// matter, and equal ones change nothing.
  @Test func onlyProportionsMatter() throws {
    for seed in 0..<UInt64(100) {
      var random = RandomStream(seed: seed)
      let test = try Case(seed, &random)
      let counts = random.values(test.context).map { abs($0) + 0.01 }
      let found = try test.counted(counts)
      let scaled = try test.counted(counts.map { 37 * $0 })
      #expect(relativeError(scaled, found) < 1e-5, "\(test)")
      let even = try test.counted([Float](repeating: 5, count: test.context))
      #expect(relativeError(even, try test.counted(nil)) < 1e-5, "\(test)")
    }
  }

  /// One query, three keys, by hand: scores 0, ln 2 and ln 3.
  @Test func byHand() throws {
    let keys = try Tensor(Shape(3, 1), [0, log(2), log(3)])
    let values = try Tensor(Shape(3, 1), [1, 10, 100])
    for rows in [1, 2] {
      let query = try Tensor(Shape(rows, 1), [Float](repeating: 1, count: rows))
      let found = try query.attention(
        keys: keys, values: values, heads: 1, keyValueHeads: 1, mask: .none,
        counts: [0.5, 3, 0])
      // (0.5 * 1 + 6 * 10) / 6.5
      let expected = [Double](repeating: 60.5 / 6.5, count: rows)
      #expect(relativeError(try found.values(), expected) < 1e-6)
    }
  }

  /// Counts change no cost.
  @Test func theRecordIsTheSame() throws {
    let (plain, counted) = (Notebook(), Notebook())
    for (place, counts) in [(plain, nil), (counted, [1, 0, Float(2)])] {
      let x = place.hold(Tensor(Shape(3, 4)), as: 1)
      _ = try x.attention(
        keys: x, values: x, heads: 2, keyValueHeads: 2, mask: .none,
        counts: counts)
    }
    #expect(plain.entries == counted.entries && plain.entries.count == 1)
  }
}
