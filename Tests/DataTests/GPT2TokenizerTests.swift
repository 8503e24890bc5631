import TestBasics
import Documents
import Foundation
import Testing

@testable import Models

/// The 256 bytes, then what `merges` make, as `encoder.json`.
func smallEncoder(_ more: [String] = ["Ġt", "he", "Ġthe"]) -> String {
  let names = ByteAlphabet.symbols.map { String(Character($0)) } + more
  return JSONValue.object(
    names.enumerated().map { .init($1, .integer($0)) }
  ).text
}

let smallMerges = "#version: 0.2\nĠ t\nh e\nĠt he\n"

func smallTokenizer(
  _ encoder: String = smallEncoder(), _ merges: String = smallMerges
) throws -> GPT2Tokenizer {
  try GPT2Tokenizer(
    encoder: Array(encoder.utf8), merges: merges, encoderFile: "encoder.json",
    mergesFile: "vocab.bpe")
}

struct GPT2TokenizerTests {
  @Test func alphabet() {
    #expect(Set(ByteAlphabet.symbols).count == 256)
    #expect(ByteAlphabet.symbols[0x20] == "Ġ")
    #expect(ByteAlphabet.symbols[0x0A] == "Ċ")
    #expect(ByteAlphabet.symbols[0xAD] == "\u{143}")
    #expect(ByteAlphabet.bytes(of: "Ġa¡ÿ") == [0x20, 0x61, 0xA1, 0xFF])
    #expect(ByteAlphabet.bytes(of: " a") == nil)
  }

  @Test(
    arguments: [
      ("", []), (" the", [258]), ("the", [116, 257]), (" t", [256]),
      (" th", [256, 104]), ("é", [0xC3, 0xA9]),
    ] as [(String, [Int])])
  func mergesByRank(text: String, tokens: [Int]) throws {
    let tokenizer = try smallTokenizer()
    // Twice, so that the second answer comes from what is remembered.
    for _ in 0..<2 { #expect(tokenizer.encode(text) == tokens) }
    #expect(try tokenizer.decode(tokens) == text)
  }

  @Test func decodesPartsOfCharacters() throws {
    let tokenizer = try smallTokenizer()
    #expect(tokenizer.count == 259 && tokenizer.endOfText == nil)
    #expect(try tokenizer.bytes([0xC3]) == [0xC3])
    #expect(try tokenizer.decode([0xC3, 0x61]) == "\u{FFFD}a")
    #expect(
      complaint { _ = try tokenizer.decode([259]) }
        .contains("there is no token 259"))
  }

  /// The merge loop against the plain one: find the best pair, merge, repeat.
  @Test func agreesWithThePlainLoop() throws {
    let names = ["aa", "ab", "aab", "ba", "bab", "aabab", "abab"]
    let merges = "a a\na b\na ab\nb a\nb ab\naab ab\nab ab\n"
    let vocabulary = try GPT2Vocabulary(
      encoder: Array(smallEncoder(names).utf8), merges: merges,
      encoderFile: "e", mergesFile: "m")
    var numbers = SeededNumbers(seed: 2)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 1...24, using: &numbers)).map { _ in
        UInt8.random(in: 0x61...0x62, using: &numbers)
      }
      var tokens = bytes.map(Int32.init)
      while true {
        let ranked = tokens.indices.dropLast().compactMap { at in
          vocabulary.merges[.init(left: tokens[at], right: tokens[at + 1])]
            .map { (rank: $0.rank, at: at, token: $0.token) }
        }
        guard
          let best = ranked.min(by: { ($0.rank, $0.at) < ($1.rank, $1.at) })
        else { break }
        tokens.replaceSubrange(best.at...best.at + 1, with: [best.token])
      }
      #expect(MergeQueue.tokens(of: bytes, vocabulary) == tokens)
    }
  }

  /// A word of 200,000 letters is no work to speak of.
  @Test func longWordsAreQuick() throws {
    let tokenizer = try smallTokenizer()
    let text = " t" + String(repeating: "he", count: 100_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(tokenizer.encode(text).count == 100_000)
    }
    #expect(time < .seconds(30))
  }

  @Test(arguments: [
    ("[]", smallMerges, "encoder.json: error: the file holds no vocabulary"),
    (
      "{\"a\":\"b\"}", smallMerges,
      "encoder.json: error: entry 'a' has no number"
    ),
    (
      "{\"a\":0}", smallMerges,
      "encoder.json: error: no entry stands for the byte 0"
    ),
    (
      "{\"a\":1}", smallMerges,
      "encoder.json: error: entry 'a' has the number 1"
    ),
    (
      "{\"a\":0,\"b\":0}", smallMerges,
      "encoder.json: error: entry 'b' has the number 0"
    ),
    (
      "{\"a b\":0}", smallMerges,
      "encoder.json: error: 'a b' has a symbol that belongs to no byte"
    ),
    (smallEncoder(), "a b c\n", "vocab.bpe:1: error: the merge is 'a b c'"),
    (smallEncoder(), "h e\n\nĠ t\n", "vocab.bpe:2: error: the merge is ''"),
    (smallEncoder(), "h \n", "vocab.bpe:1: error: the merge is 'h '"),
    (
      smallEncoder(), "#version\nh x\n",
      "vocab.bpe:2: error: 'hx' is no entry of the vocabulary"
    ),
    (
      smallEncoder(), "xx e\n",
      "vocab.bpe:1: error: 'xx' is no entry of the vocabulary"
    ),
    (
      smallEncoder(), "h e\nh e\n",
      "vocab.bpe:2: error: the merge 'h e' stands here again"
    ),
    (
      smallEncoder(), "h e\r\n",
      "vocab.bpe:1: error: 'e\r' has a symbol that belongs to no byte"
    ),
  ])
  func refusesDamage(encoder: String, merges: String, message: String) {
    let found = complaint { _ = try smallTokenizer(encoder, merges) }
    #expect(found.hasPrefix(message + "\n  expected: "), "\(found)")
    #expect(
      found.hasSuffix(
        "\n  remedy: use encoder.json and vocab.bpe of one model; "
          + "fetch the file again with 'make data'"))
  }
}

struct GPT2RealTests {
  static let shared = Result {
    try GPT2Tokenizer(RealData.url("gpt2-bpe"))
  }

  /// What Tests/Oracle/gpt2_bpe.py wrote.
  private func fixtures() throws -> [(text: String, tokens: [Int])] {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/gpt2.json")
    let json = try JSONReader.value(
      [UInt8](Data(contentsOf: url)), file: "gpt2.json")
    guard case .array(let pairs) = json else { return [] }
    return pairs.compactMap { pair in
      guard case .array(let parts) = pair, parts.count == 2,
        case .string(let text) = parts[0], case .array(let list) = parts[1]
      else { return nil }
      return (
        text,
        list.compactMap {
          if case .integer(let token) = $0 { token } else { nil }
        }
      )
    }
  }

  @Test(.enabled(if: RealData.has("gpt2-bpe"), RealData.reason))
  func agreesWithTheOracle() throws {
    let tokenizer = try Self.shared.get()
    #expect(tokenizer.count == 50_257)
    #expect(tokenizer.endOfText == 50_256)
    let fixtures = try fixtures()
    #expect(fixtures.count == 60)
    for (text, tokens) in fixtures {
      #expect(tokenizer.encode(text) == tokens, "\(text.debugDescription)")
      let bytes = try tokenizer.bytes(tokens)
      #expect(bytes == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  @Test(.enabled(if: RealData.has("gpt2-bpe"), RealData.reason))
  func anyTextComesBack() throws {
    let tokenizer = try Self.shared.get()
    var numbers = SeededNumbers(seed: 3)
    for _ in 0..<500 {
      let text = randomText(&numbers)
      let bytes = try tokenizer.bytes(tokenizer.encode(text))
      #expect(bytes == Array(text.utf8), "\(text.debugDescription)")
    }
  }

  /// Number and digest of the tokens (16 bits each, little endian) are those
  /// of the oracle.
  @Test(
    .enabled(
      if: RealData.has("gpt2-bpe") && RealData.has("wikitext2"),
      RealData.reason))
  func wikitext() throws {
    let tokenizer = try Self.shared.get()
    let set = try WordText(RealData.url("wikitext2/test.txt"))
    #expect(set.words == 241_211)
    let tokens = tokenizer.encode(set.text)
    #expect(tokens.count == 295_877)
    #expect(try tokenizer.bytes(tokens) == Array(set.text.utf8))
    let words = tokens.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(
      digest(words)
        == "33d3634d89dfb45a09164ac72a5e7939b90eeffce49f82cc738dc5dbc652cf3c")
  }
}
