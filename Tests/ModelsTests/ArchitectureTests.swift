import Diagnostics
import Foundation
import Models
import TestSupport
import Testing

/// Model files of every family: what they leave out, and what is wrong.
struct ArchitectureTests {
  static let common = """
    model: tiny
    summary: "a test"
    width: 8
    blocks: 1
    heads: 2

    """
  static let vit = """
    architecture: vit
    image: { height: 6, width: 8 }
    patch: 2
    classes: 3
    """
  static let series = """
    architecture: cats-decoder
    context: 12
    patch: 3
    horizon: 4
    """
  static let bert = """
    architecture: bert
    vocabulary: 7
    context: 5
    """

  static let thin = """
    architecture: mobilebert
    vocabulary: 7
    context: 5
    bottleneck: 4
    feed_forwards: 3
    embedding: 3
    """

  struct Bad: Sendable, CustomTestStringConvertible {
    var rest: String
    var text: String
    var exit = Diagnosis.Exit.usage
    var testDescription: String { text }
  }

  static let table = [
    Bad(
      rest: vit.replacing("patch: 2", with: "patch: 3"),
      text: "error: model 'tiny' has patch 3\n"
        + "  expected: a divisor of the image's width of 8", exit: .data),
    Bad(
      rest: vit.replacing("patch: 2", with: "patch: 4"),
      text: "error: model 'tiny' has patch 4\n"
        + "  expected: a divisor of the image's height of 6", exit: .data),
    Bad(
      rest: vit.replacing("width: 8 }", with: "width: 8, depth: 3 }"),
      text: "m.yaml:7:31: error: unknown key 'depth'\n"
        + "  expected: one of: channels, height, width\n"
        + "  remedy: use one of: channels, height, width"),
    Bad(
      rest: vit.replacing("height: 6, ", with: ""),
      text: "m.yaml:7:8: error: key 'height' is missing\n"
        + "  expected: the keys channels, height, width\n"
        + "  remedy: add 'height:'"),
    Bad(
      rest: vit + "\nclass_token: frist",
      text: "m.yaml:10:14: error: unknown word 'frist'\n"
        + "  expected: one of: none, first, last\n"
        + "  remedy: did you mean 'first'?"),
    Bad(
      rest: vit.replacing("vit", with: "vti"),
      text: "m.yaml:6:15: error: unknown word 'vti'\n"
        + "  expected: one of: llama, gpt2, bert, mobilebert, "
        + "mobilebert-block, vit, keyword-transformer, cats-decoder, cats-vit, "
        + "cats-block, transformer-blocks\n  remedy: did you mean 'vit'?"),
    Bad(
      rest: bert + "\npatch: 2",
      text: "m.yaml:9:1: error: unknown key 'patch'\n"
        + "  expected: one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, vocabulary, context, "
        + "token_kinds, classes, feed_forward, norm_epsilon\n"
        + "  remedy: use one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, vocabulary, context, "
        + "token_kinds, classes, feed_forward, norm_epsilon"),
    Bad(
      rest: bert + "\nfeed_forward: swiglu",
      text: "m.yaml:9:15: error: unknown word 'swiglu'\n"
        + "  expected: one of: relu, gelu, gelu-tanh\n"
        + "  remedy: use one of: relu, gelu, gelu-tanh"),
    Bad(
      rest: thin.replacing("bottleneck: 4", with: "bottleneck: 5"),
      text: "error: model 'tiny' has heads 2\n"
        + "  expected: a divisor of the bottleneck 5", exit: .data),
    Bad(
      rest: thin.replacing("feed_forwards: 3", with: "feed_forwards: 17"),
      text: "m.yaml:10:16: error: '17' is out of range\n"
        + "  expected: an integer from 1 to 16"),
    Bad(
      rest: thin.replacing("embedding: 3", with: "embedding: 0"),
      text: "m.yaml:11:12: error: '0' is out of range\n"
        + "  expected: an integer from 1 to 16777216"),
    Bad(
      rest: thin.replacing("bottleneck: 4", with: "botleneck: 4"),
      text: "m.yaml:9:1: error: unknown key 'botleneck'\n"
        + "  expected: one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, vocabulary, context, "
        + "token_kinds, embedding, bottleneck, feed_forwards, classes, "
        + "feed_forward\n  remedy: did you mean 'bottleneck'?"),
    Bad(
      rest: "architecture: mobilebert-block\nbottleneck: 4",
      text: "m.yaml:1:1: error: key 'feed_forwards' is missing\n"
        + "  expected: the keys model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, context, bottleneck, "
        + "feed_forwards, feed_forward, of_blocks\n  remedy: add 'feed_forwards:'"
    ),
    Bad(
      rest: "architecture: mobilebert-block\nbottleneck: 4\n"
        + "feed_forwards: 1\nvocabulary: 3",
      text: "m.yaml:9:1: error: unknown key 'vocabulary'\n"
        + "  expected: one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, context, bottleneck, "
        + "feed_forwards, feed_forward, of_blocks\n"
        + "  remedy: use one of: model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, context, bottleneck, "
        + "feed_forwards, feed_forward, of_blocks"),
    Bad(
      rest: series.replacing("patch: 3", with: "patch: 5"),
      text: "error: model 'tiny' has patch 5\n"
        + "  expected: a divisor of the context of 12", exit: .data),
    Bad(
      rest: series + "\npositions: 3",
      text: "error: model 'tiny' has positions 3\n"
        + "  expected: at least the context of 4", exit: .data),
    Bad(
      rest: "architecture: gpt2\ncontext: 5",
      text: "m.yaml:1:1: error: key 'vocabulary' is missing\n"
        + "  expected: the keys model, architecture, summary, width, hidden, "
        + "blocks, heads, checkpoint, tokenizer, vocabulary, context, "
        + "feed_forward, norm_epsilon\n"
        + "  remedy: add 'vocabulary:'"),
    Bad(
      rest: "architecture: keyword-transformer\nframes: 0\ncoefficients: 3",
      text: "m.yaml:7:9: error: '0' is out of range\n"
        + "  expected: an integer from 1 to 16777216"),
  ]

  @Test(arguments: table)
  func saysWhatIsWrong(_ bad: Bad) throws {
    let text = Self.common + bad.rest + "\n"
    try withFile("m.yaml", Array(text.utf8)) { file in
      let error = #expect(throws: (any Error).self) {
        try ModelFile(file: file)
      }
      let diagnosis = Diagnosis(of: try #require(error))
      #expect(shown(diagnosis.text, without: file) == bad.text)
      #expect(diagnosis.exit == bad.exit)
    }
  }

  private func read(_ rest: String) throws -> ModelFile {
    try withFile("m.yaml", Array((Self.common + rest + "\n").utf8)) {
      try ModelFile(file: $0)
    }
  }

  @Test func whatVisionLeavesOut() throws {
    let file = try read(Self.vit)
    let patches = ImagePatches(channels: 1, height: 6, width: 8, size: 2)
    #expect(file.preparation == .patches(patches))
    #expect(patches.count == 12)
    var shape = ModelShape(
      name: "tiny", width: 8, hidden: 32, blocks: 1, heads: 2,
      keyValueHeads: 2, vocabulary: 1, context: 13, feedForward: .gelu)
    shape.input = .vectors(elements: 4, hidden: nil)
    shape.positions = .learned
    shape.classToken = .first
    shape.attends = .everywhere
    shape.norm = .layer(epsilon: 1e-6)
    shape.biases = .all
    shape.head = .classes(3, isPooled: false)
    #expect(file.shape == shape)
    // Without a class token there is one position less.
    #expect(try read(Self.vit + "\nclass_token: none").shape.context == 12)
  }

  @Test func whatBERTLeavesOut() throws {
    let shape = try read(Self.bert).shape
    #expect(shape.head == .states)
    #expect(shape.input == .tokens(vocabulary: 7, kinds: 2))
    #expect(shape.normPlacement == .after)
    #expect(shape.normsEmbedding)
    let classes = try read(Self.bert + "\nclasses: 4").shape
    #expect(classes.head == .classes(4, isPooled: true))
  }

  @Test func whatMobileBERTLeavesOut() throws {
    let shape = try read(Self.thin).shape
    #expect(shape.head == .states)
    #expect(shape.input == .trigrams(vocabulary: 7, kinds: 2, elements: 3))
    #expect(shape.vocabulary == 7)
    #expect(shape.bottleneck == .init(width: 4, feedForwards: 3))
    #expect(shape.headSize == 2 && shape.keyValueWidth == 4)
    #expect(shape.norm == .noNorm && shape.normPlacement == .after)
    #expect(shape.normsEmbedding && shape.feedForward == .relu)
    let classes = try read(Self.thin + "\nclasses: 4").shape
    #expect(classes.head == .classes(4, isPooled: false))
    let block = try read(
      "architecture: mobilebert-block\nbottleneck: 4\nfeed_forwards: 3"
    ).shape
    #expect(block.input == .states && block.head == .states)
    #expect(block.positions == .none && !block.normsEmbedding)
    #expect(block.blockParameters == shape.blockParameters)
    #expect(block.parameters == block.blockParameters)
  }

  @Test func whatASeriesLeavesOut() throws {
    let file = try read(Self.series)
    #expect(
      file.preparation
        == .series(
          SeriesPatches(context: 12, size: 3, channels: 1, horizon: 4)))
    #expect(file.shape.input == .vectors(elements: 6, hidden: 32))
    #expect(file.shape.context == 4)
    #expect(file.shape.head == .eachPosition(outputs: 4, hidden: 32))
  }
}
