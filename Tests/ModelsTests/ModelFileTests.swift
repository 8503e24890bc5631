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
    // The paper's ViT without class token: 25 norms.
    ("cats-vit", 11_335_684 + 384 + 25 * 768),
    ("cats-vit-14m", 14_287_108 + 432 + 25 * 864),
    // Hugging Face counts a pooler too: 109,482,240.
    ("bert-base", 109_482_240 - 768 * 769),
    // As Hugging Face counts google/mobilebert-uncased, pooler left out.
    ("mobilebert", 24_581_888), ("mobilebert-block", 842_240),
  ])
  func parametersAsPublished(_ name: String, _ parameters: Int) throws {
    #expect(try ModelFile(file: modelFile(name)).shape.parameters == parameters)
  }

  /// CATS counts 928,256 with eight channels, norms left out.
  @Test func eightChannelsAsPublished() throws {
    var shape = try ModelFile(file: modelFile("cats-verytiny")).shape
    shape.input = .vectors(elements: 16 * 8 + 16, hidden: 128)
    shape.head = .eachPosition(outputs: 96 * 8, hidden: 128)
    #expect(shape.parameters == 928_256 + 13 * 256)
  }

  /// A wider model has all widths in proportion.
  @Test(arguments: [
    ("cats-vit", 432, 14_287_108 + 432 + 25 * 864),
    ("cats-vit", 384, 11_335_684 + 384 + 25 * 768),
    ("cats-block-attention", 512, 4 * 512 * 512 + 4 * 512 + 2 * 512),
    ("cats-block-feed-forward", 256, 2 * 256 * 256 + 2 * 256 + 2 * 256),
  ])
  func otherWidths(_ name: String, _ features: Int, _ parameters: Int) throws {
    let file = try ModelFile(file: modelFile(name)).resized(features: features)
    #expect(file.shape.parameters == parameters)
  }

  /// Bottleneck and embedding grow with the width.
  @Test func otherWidthsOfMobileBERT() throws {
    let file = try ModelFile(file: modelFile("mobilebert"))
    let shape = try file.resized(features: 256).shape
    #expect(shape.bottleneck == .init(width: 64, feedForwards: 4))
    #expect(
      shape.input == .trigrams(vocabulary: 30_522, kinds: 2, elements: 64))
    #expect(shape.hidden == 256)
    // A quarter of the matrices.
    #expect(shape.blockParameters - 842_240 / 4 < 2_000)
    #expect(throws: ModelError.self) { try file.resized(features: 514) }
  }

  @Test func widthsThatLeaveNoWholeSizes() throws {
    // 768 features, 3,072 hidden units; then heads that do not divide.
    let vit = try ModelFile(file: modelFile("vit-base"))
    #expect(throws: ModelError.self) { try vit.resized(features: 100) }
    #expect(throws: ModelError.self) { try vit.resized(features: 0) }
    #expect(throws: ModelError.self) { try vit.resized(features: .max) }
    let llama = try ModelFile(file: modelFile("stories260k"))
    #expect(throws: ModelError.self) { try llama.resized(features: 24) }
    #expect(try llama.resized(features: 64).shape == llama.shape)
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
