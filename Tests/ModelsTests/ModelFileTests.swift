import Diagnostics
import Documents
import Foundation
@testable import Models
import TestSupport
import Testing

struct ModelFileTests {
  @Test(arguments: [
    ("llama2-7b", 6_738_415_616), ("llama2-13b", 13_015_864_320),
    ("llama2-70b", 68_976_648_192), ("llama3-8b", 8_030_261_248),
    ("gpt2", 124_439_808), ("vit-base", 86_567_656), ("kwt1", 607_308),
    // 726,208 without norms (CATS repository, parameters); 13 norms.
    ("cats-verytiny", 726_208 + 13 * 256),
    // Hugging Face counts a pooler too: 109,482,240.
    ("bert-base", 109_482_240 - 768 * 769),
  ])
  func parametersAsPublished(_ name: String, _ parameters: Int) throws {
    #expect(try ModelFile(file: modelFile(name)).shape.parameters == parameters)
  }

  /// Header, weights and the two tables of sines and cosines.
  @Test(arguments: [
    ("stories260k", 1_056_540), ("stories15m", 60_816_028),
    ("stories42m", 167_020_572),
  ])
  func checkpointsHaveTheirSize(_ name: String, _ bytes: Int) throws {
    let shape = try ModelFile(file: modelFile(name)).shape
    let tables = shape.context * shape.headSize
    #expect(28 + 4 * (shape.parameters + tables) == bytes)
  }

  @Test func everyFileIsAModelOfItsName() throws {
    let folder = packageRoot.appending(path: "experiments/models")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }
    #expect(files.count >= 8)
    for file in files {
      let read = try ModelFile(file: file)
      #expect(read.shape.name == file.deletingPathExtension().lastPathComponent)
      #expect(!read.summary.isEmpty)
      if read.preparation == .tokens {
        #expect((read.checkpoint == nil) == (read.tokenizer == nil))
      }
      // Shapes alone make a model whose weights are what is counted.
      let model = try Transformer(shapesOnly: read.shape)
      let weights = Set(model.parameters.map(ObjectIdentifier.init))
      #expect(weights.count == model.parameters.count)
      #expect(
        model.parameters.reduce(0) { $0 + $1.shape.count }
          == read.shape.parameters)
    }
  }

  static let good = """
    model: tiny
    summary: "a test"
    width: 8
    hidden: 6
    blocks: 1
    heads: 2
    vocabulary: 5
    context: 4

    """

  @Test func whatIsLeftOutHasItsDefault() throws {
    let shape = try withFile("m.yaml", Array(Self.good.utf8)) {
      try ModelFile(file: $0).shape
    }
    #expect(
      shape
        == ModelShape(
          name: "tiny", width: 8, hidden: 6, blocks: 1, heads: 2,
          keyValueHeads: 2, vocabulary: 5, context: 4, feedForward: .swiglu,
          tiedHead: true, normEpsilon: 1e-5, rotaryBase: 10_000))
  }

  struct Bad: Sendable {
    var old: String
    var new: String
    var text: String
    var exit = Diagnosis.Exit.usage
  }

  @Test(arguments: [
    Bad(
      old: "width: 8", new: "width: -8",
      text: "m.yaml:3:8: error: '-8' is out of range\n"
        + "  expected: an integer from 1 to 16777216"),
    Bad(
      old: "heads: 2", new: "heads: 3",
      text: "error: model 'tiny' has heads 3\n"
        + "  expected: a divisor of the width 8 that leaves an even size",
      exit: .data),
    Bad(
      old: "heads: 2", new: "heads: 2\nkey_value_heads: 3",
      text: "error: model 'tiny' has key_value_heads 3\n"
        + "  expected: a divisor of the 2 heads", exit: .data),
    Bad(
      old: "hidden: 6", new: "hiden: 6",
      text: "m.yaml:4:1: error: unknown key 'hiden'\n"
        + "  expected: one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, key_value_heads, vocabulary, "
        + "context, feed_forward, head, norm_epsilon, rotary_base\n"
        + "  remedy: did you mean 'hidden'?"),
    Bad(
      old: "heads: 2", new: "heads: 2\nfeed_forward: swigl",
      text: "m.yaml:7:15: error: unknown word 'swigl'\n"
        + "  expected: one of: swiglu, relu, gelu, gelu-tanh\n"
        + "  remedy: did you mean 'swiglu'?"),
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    let text = Self.good.replacing(bad.old, with: bad.new)
    try withFile("m.yaml", Array(text.utf8)) { file in
      let error = #expect(throws: (any Error).self) {
        try ModelFile(file: file)
      }
      let diagnosis = Diagnosis(of: try #require(error))
      #expect(shown(diagnosis.text, without: file) == bad.text)
      #expect(diagnosis.exit == bad.exit)
    }
  }
}
