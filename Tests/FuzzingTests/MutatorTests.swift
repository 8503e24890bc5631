import Testing

@testable import Fuzzing

struct MutatorTests {
  private let corpus = [Array("one: 1\ntwo: 2\n".utf8), Array("{}".utf8)]

  @Test func theSameForTheSameSeed() {
    let a = Mutator(corpus: corpus, words: ["x"], seed: 3)
    let b = Mutator(corpus: corpus, words: ["x"], seed: 3)
    let c = Mutator(corpus: corpus, words: ["x"], seed: 4)
    #expect((0..<500).allSatisfy { a.input($0) == b.input($0) })
    #expect((2..<500).contains { a.input($0) != c.input($0) })
  }

  @Test func manyDifferentInputs() {
    let mutator = Mutator(corpus: corpus, words: ["word"], seed: 1)
    let inputs = (0..<2000).map(mutator.input)
    #expect(Array(inputs.prefix(2)) == corpus)
    #expect(Set(inputs).count > 1000)
    #expect(inputs.allSatisfy { $0.count <= Mutator.limit })
    #expect(inputs.contains { $0.count < 3 })
    #expect(inputs.contains { $0.count > 200 })
    let word = Array("word".utf8)
    #expect(
      inputs.contains { input in
        input.indices.contains { input[$0...].starts(with: word) }
      })
  }

  @Test func nothingToDamage() {
    let mutator = Mutator(corpus: [], words: [], seed: 1)
    for number in 0..<300 { _ = mutator.input(number) }
  }
}
