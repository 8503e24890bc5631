import Tensors
import TestSupport
import Testing

@testable import Platforms

/// The basis against elimination by the textbook.
struct CodedBasisTests {
  private func vector(_ count: Int, _ random: inout RandomStream) -> [Bool] {
    let density = random.pick([1, 5, 20, 50])
    return (0..<count).map { _ in random.int(0...99) < density }
  }

  @Test func rankAndDecodingAreEliminations() {
    for seed in UInt64(0)..<60 {
      var random = RandomStream(seed: seed)
      let count = random.pick([1, 2, 5, 7, 12, 20, 30, 65])
      var basis = CodedBasis(messages: count)
      var received: [[Bool]] = []
      for _ in 0..<random.int(0...count + 5) {
        let vector = vector(count, &random)
        let isNew = !NaiveField.spans(received, vector)
        received.append(vector)
        var words = NaiveField.packed(vector)
        let isInnovative = basis.insert(&words)
        #expect(isInnovative == isNew, "seed \(seed)")
      }
      #expect(basis.rank == NaiveField.rank(received), "seed \(seed)")
      #expect(basis.isComplete == (basis.rank == count))
      for message in 0..<count {
        #expect(
          basis.decodes(message)
            == NaiveField.spans(
              received, NaiveField.unit(message, of: count)),
          "seed \(seed), message \(message)")
      }
    }
  }

  /// What a vector has that is new is left in it: zero for a known one.
  @Test func receivedTwiceIsKnown() {
    for seed in UInt64(0)..<60 {
      var random = RandomStream(seed: seed)
      var basis = CodedBasis(messages: 90)
      var all: [[Bool]] = []
      for _ in 0..<30 {
        all.append(vector(90, &random))
        var words = NaiveField.packed(all[all.count - 1])
        basis.insert(&words)
      }
      let rank = basis.rank
      for (place, first) in all.enumerated() {
        var words = NaiveField.packed(
          NaiveField.sum(first, all[(place * 7 + 3) % 30]))
        let isNew = basis.insert(&words)
        #expect(!isNew, "seed \(seed)")
        #expect(words.allSatisfy { $0 == 0 })
      }
      #expect(basis.rank == rank)
    }
  }

  @Test func combinationsLieInTheSpanAndAreNotZero() {
    for seed in UInt64(0)..<120 {
      var random = RandomStream(seed: seed)
      let count = random.int(1...80)
      var basis = CodedBasis(messages: count)
      var received: [[Bool]] = []
      for _ in 0..<random.int(1...6) {
        received.append(vector(count, &random))
        var words = NaiveField.packed(received[received.count - 1])
        basis.insert(&words)
      }
      for _ in 0..<20 {
        var words = (0..<basis.words).map { _ in
          random.int(0...2) == 0 ? 0 : random.next()
        }
        basis.combine(&words, spare: UInt32(truncatingIfNeeded: random.next()))
        let sum = NaiveField.unpacked(words, count: count)
        #expect(NaiveField.spans(received, sum), "seed \(seed)")
        #expect(sum.contains(true) == (basis.rank > 0), "seed \(seed)")
      }
    }
  }

  /// Of a space of three dimensions all seven sums come alike, with one in
  /// eight, and the eighth share goes to the three rows.
  @Test func combinationsAreUniform() {
    for seed in UInt64(0)..<5 {
      var random = RandomStream(seed: seed)
      var basis = CodedBasis(messages: 70)
      for message in [3, 64, 69] { basis.insert(message: message) }
      var counts: [[UInt64]: Int] = [:]
      let total = 24_000
      for _ in 0..<total {
        var words = [random.next(), random.next()]
        basis.combine(&words, spare: UInt32(truncatingIfNeeded: random.next()))
        counts[words, default: 0] += 1
      }
      #expect(counts.count == 7)
      for (words, count) in counts {
        let isRow = words[0].nonzeroBitCount + words[1].nonzeroBitCount == 1
        #expect(
          isLikely(count, of: total, at: isRow ? 1.0 / 6 : 1.0 / 8),
          "seed \(seed), \(words)")
      }
    }
  }

  @Test func messagesThemselvesAreDecodable() {
    var basis = CodedBasis(messages: 130)
    for message in stride(from: 129, through: 0, by: -1) {
      #expect(!basis.decodes(message))
      basis.insert(message: message)
      #expect(basis.decodes(message))
    }
    #expect(basis.isComplete)
  }
}
