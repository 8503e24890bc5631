import Models
import Tensors

/// A text by symbols, in windows of equal length; each position tells the
/// next symbol.
struct TextData: LearningData {
  let source: DataSource
  let metrics: [LearningMetric] = [.crossEntropy, .perplexity]
  private let parts: [LearningPart: [Int]]
  private let length: Int

  /// - Throws: ``LearningError/unfit(data:model:problem:)`` if the model
  ///   writes no text or knows too few symbols, or the text is too short.
  init(
    _ source: DataSource, _ text: CharacterText, length: Int, model: ModelShape
  ) throws {
    guard model.isLanguageModel else {
      throw LearningError.unfit(
        data: source.name, model: model.name,
        problem: "the model tells no next symbol")
    }
    guard text.symbols.count <= model.vocabulary else {
      throw LearningError.unfit(
        data: source.name, model: model.name,
        problem: "it has \(text.symbols.count) symbols, the model's "
          + "vocabulary \(model.vocabulary)")
    }
    let rest = Array(text.validation)
    parts = [
      .train: Array(text.train), .validation: Array(rest[..<(rest.count / 2)]),
      .test: Array(rest[(rest.count / 2)...]),
    ]
    self.source = source
    self.length = length
    for part in LearningPart.allCases where count(part) < 1 {
      throw LearningError.unfit(
        data: source.name, model: model.name,
        problem: "its \(part.rawValue) part is shorter than \(length + 1) "
          + "symbols")
    }
  }

  func count(_ part: LearningPart) -> Int {
    max(0, ((parts[part]?.count ?? 0) - 1) / length)
  }

  /// While training a window begins anywhere.
  func examples(_ samples: [Int], of part: LearningPart, key: EpochKey?) throws
    -> Examples
  {
    let tokens = parts[part] ?? []
    let starts = samples.map { sample in
      guard var random = key?.stream(sample: sample) else {
        return sample * length
      }
      return Int(random.next() % UInt64(tokens.count - length))
    }
    let texts = starts.map { Array(tokens[$0..<$0 + length]) }
    let next = starts.flatMap { Array(tokens[$0 + 1...$0 + length]) }
    let count = length
    func rows(_ told: Tensor) throws -> Tensor {
      try told.reshaped(Shape(texts.count * count, told.shape.columns))
    }
    return Examples(
      pass: try Pass(texts: texts),
      loss: { try rows($0).crossEntropy(next) },
      measures: { told in
        let mean = try rows(told).crossEntropy(next).values()[0]
        let sum = Double(mean) * Double(texts.count)
        return [.crossEntropy: sum, .perplexity: sum]
      })
  }
}
