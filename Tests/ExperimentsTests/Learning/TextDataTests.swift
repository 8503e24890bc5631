import Foundation
import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Windows of a text, each position with what follows it.
struct TextDataTests {
  private static let source = DataSource(name: "text", seed: 0)

  private func model(vocabulary: Int = 40) -> ModelShape {
    ModelShape(
      name: "small", width: 8, hidden: 8, blocks: 1, heads: 2,
      keyValueHeads: 2, vocabulary: vocabulary, context: 64)
  }

  private func text(_ count: Int, seed: UInt64 = 1) -> CharacterText {
    var random = RandomStream(seed: seed)
    let letters = Array("abcdefghijklmnopqrstuvwxyz .,\n")
    return CharacterText(
      text: String((0..<count).map { _ in random.pick(letters) }))
  }

  private func parts(_ text: CharacterText) -> [LearningPart: [Int]] {
    let first = text.tokens.count * 9 / 10
    let rest = Array(text.tokens[first...])
    return [
      .train: Array(text.tokens[..<first]),
      .validation: Array(rest[..<(rest.count / 2)]),
      .test: Array(rest[(rest.count / 2)...]),
    ]
  }

  /// What goes in, and the mean loss of one-hot scores for `next`.
  private func loss(
    _ data: TextData, _ samples: [Int], _ part: LearningPart, key: EpochKey?,
    tells next: [Int]
  ) throws -> (tokens: [Int], loss: Float) {
    let examples = try data.examples(samples, of: part, key: key)
    let scores = try Tensor(
      Shape(samples.count, next.count / samples.count, 40),
      next.flatMap { token in (0..<40).map { $0 == token ? 50 : 0 } })
    return (
      try #require(examples.pass.tokens),
      try examples.loss(scores).values()[0]
    )
  }

  /// One after another, none in two parts; what is left over is not used.
  @Test(arguments: [(400, 5), (1000, 8), (2000, 16)])
  func windowsTileTheirPart(count: Int, length: Int) throws {
    let text = text(count)
    let data = try TextData(Self.source, text, length: length, model: model())
    for (part, tokens) in parts(text) {
      let windows = data.count(part)
      #expect(windows == (tokens.count - 1) / length)
      let samples = Array(0..<windows)
      let end = windows * length
      let (found, loss) = try loss(
        data, samples, part, key: nil, tells: Array(tokens[1...end]))
      #expect(found == Array(tokens[..<end]))
      // Whoever tells the next symbol surely has no loss.
      #expect(loss < 1e-6)
    }
  }

  /// While training a window begins where key and sample say, inside.
  @Test func trainingBeginsAnywhere() throws {
    let text = text(500)
    let tokens = try #require(parts(text)[.train])
    let data = try TextData(Self.source, text, length: 7, model: model())
    var starts: Set<Int> = []
    for epoch in 0..<40 {
      let key = EpochKey(seed: 3, epoch: epoch)
      for sample in [0, 5, data.count(.train) - 1] {
        var random = key.stream(sample: sample)
        let start = Int(random.next() % UInt64(tokens.count - 7))
        starts.insert(start)
        let (found, loss) = try loss(
          data, [sample], .train, key: key,
          tells: Array(tokens[start + 1...start + 7]))
        #expect(found == Array(tokens[start..<start + 7]))
        #expect(loss < 1e-6)
      }
    }
    #expect(starts.count > 80)
  }

  /// Perplexity is summed as its logarithm, the same as cross-entropy.
  @Test func measuresArePlain() throws {
    let text = text(600)
    let tokens = try #require(parts(text)[.test])
    let data = try TextData(Self.source, text, length: 4, model: model())
    let examples = try data.examples([2, 0], of: .test, key: nil)
    var random = RandomStream(seed: 9)
    let told = try random.tensor(Shape(2, 4, 40), limit: 2)
    let scores = try told.values()
    let next = Array(tokens[9...12]) + Array(tokens[1...4])
    var sum = 0.0
    for (row, token) in next.enumerated() {
      let line = scores[row * 40..<(row + 1) * 40].map { exp(Double($0)) }
      sum -= log(line[token] / line.reduce(0, +)) / 4
    }
    let found = try examples.measures(told)
    #expect(abs(try #require(found[.crossEntropy]) - sum) < 1e-5)
    #expect(found[.perplexity] == found[.crossEntropy])
  }

  @Test func textsThatDoNotFitAreRefused() {
    func told(_ count: Int, _ length: Int, _ model: ModelShape) -> String {
      complaint {
        _ = try TextData(Self.source, text(count), length: length, model: model)
      }
    }
    let remedy =
      "\n  remedy: choose another set with data.set, or another model"
    #expect(
      told(900, 8, model(vocabulary: 29))
        == "error: 'small' cannot take 'text': it has 30 symbols, the model's "
        + "vocabulary 29" + remedy)
    #expect(
      told(100, 8, model())
        == "error: 'small' cannot take 'text': its validation part is shorter "
        + "than 9 symbols" + remedy)
    var encoder = model()
    encoder.head = .states
    #expect(
      told(900, 8, encoder)
        == "error: 'small' cannot take 'text': the model tells no next symbol"
        + remedy)
  }
}
