import Cluster
import Foundation
import Models
import Schemes
import Tensors

/// The texts that a model is measured on, made from the lossless model in fp32
/// on one device: they depend on nothing but the checkpoint and their sizes.
struct ReferenceTexts {
  /// Sampled at temperature 1; each without the token that begins it.
  let samples: [[Int]]
  /// The greedy text.
  let greedy: [Int]

  init(_ model: Transformer, count: Int, length: Int) throws {
    samples = try (0..<count).map { text in
      // Other seeds than those of the loss, which count from 0.
      var sampler = Sampler(temperature: 1, seed: 0x7465_7874 + UInt64(text))
      return try Self.text(model, length, &sampler)
    }
    var best = Sampler(temperature: 0, seed: 0)
    greedy = try Self.text(model, length, &best)
  }

  static func text(
    _ model: Transformer, _ length: Int, _ sampler: inout Sampler
  ) throws -> [Int] {
    let decoder = TextDecoder(
      Single(), model, on: try Cluster(devices: 1, options: silent()))
    return try decoder.decode(
      prompt: [LlamaTokenizer.begin], steps: length, sampler: &sampler)
  }

  /// Options without a trace.
  static func silent(_ options: ClusterOptions = .init()) -> ClusterOptions {
    var options = options
    options.recordsTrace = false
    return options
  }
}

/// Runs a real model on reference texts through a scheme, token by token, as
/// it would decode.
struct LanguageMeasurement {
  let configuration: Configuration
  /// In the arithmetic of the configuration.
  let model: Transformer
  let texts: ReferenceTexts

  /// The value of `metric`.
  func value(_ metric: LanguageMetric) throws -> Double {
    switch metric {
    case .perplexity: try perplexity()
    case .top1Agreement: try agreement()
    case .greedyPrefix: try prefix()
    case .scoreDeviation: try deviation()
    }
  }

  private func perplexity() throws -> Double {
    var loss = 0.0
    var count = 0
    for (index, text) in texts.samples.enumerated() {
      try follow(text, sample: index) { scores, token in
        let row = try lastRow(scores)
        loss -= logProbability(of: token, in: row)
        count += 1
      }
    }
    return exp(loss / Double(max(1, count)))
  }

  private func agreement() throws -> Double {
    var agreeing = 0
    try follow(texts.greedy, sample: texts.samples.count) { scores, token in
      if bestToken(try lastRow(scores)) == token { agreeing += 1 }
    }
    return Double(agreeing) / Double(max(1, texts.greedy.count))
  }

  private func prefix() throws -> Double {
    let decoder = try decoder(sample: texts.samples.count + 1)
    var token = LlamaTokenizer.begin
    for (index, expected) in texts.greedy.enumerated() {
      token = bestToken(try lastRow(decoder.scores(after: token)))
      if token != expected { return Double(index) }
    }
    return Double(texts.greedy.count)
  }

  private func deviation() throws -> Double {
    var options = configuration.options
    options.loss = nil
    let single = TextDecoder(
      Single(), model,
      on: try Cluster(devices: 1, options: ReferenceTexts.silent(options)))
    var previous = LlamaTokenizer.begin
    var (difference, size) = (0.0, 0.0)
    try follow(texts.greedy, sample: texts.samples.count) { scores, token in
      let expected = try lastRow(single.scores(after: previous))
      for (found, expected) in zip(try lastRow(scores), expected) {
        let off = Double(found) - Double(expected)
        difference += off * off
        size += Double(expected) * Double(expected)
      }
      previous = token
    }
    return difference == 0 ? 0 : (difference / size).squareRoot()
  }

  /// Feeds a text and shows the scores before each of its tokens.
  private func follow(
    _ text: [Int], sample: Int, _ look: (Tensor, Int) throws -> Void
  ) throws {
    let decoder = try decoder(sample: sample)
    var previous = LlamaTokenizer.begin
    for token in text {
      try look(decoder.scores(after: previous), token)
      previous = token
    }
  }

  private func decoder(sample: Int) throws -> TextDecoder {
    let cluster = try Cluster(
      devices: configuration.devices,
      options: ReferenceTexts.silent(configuration.options))
    return TextDecoder(
      configuration.scheme, model, on: cluster, sample: sample)
  }
}

/// The natural logarithm of a token's probability, in double precision.
func logProbability(of token: Int, in scores: [Float]) -> Double {
  let top = Double(scores.max() ?? 0)
  let sum = scores.reduce(0) { $0 + exp(Double($1) - top) }
  return Double(scores[token]) - top - log(sum)
}
