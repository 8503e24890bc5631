import Diagnostics
import Foundation
import Models
import Tensors
import TestSupport
import Testing

struct TokenizerTests {
  /// A tokenizer file: pieces with their scores.
  static func file(_ pieces: [(String, Float)]) -> [UInt8] {
    func word(_ bits: UInt32) -> [UInt8] {
      withUnsafeBytes(of: bits.littleEndian) { Array($0) }
    }
    return word(8)
      + pieces.flatMap { piece, score in
        word(score.bitPattern) + word(UInt32(piece.utf8.count))
          + Array(piece.utf8)
      }
  }

  static let bytePieces = (0..<256).map {
    ("<0x" + String(format: "%02X", $0) + ">", Float(0))
  }
  static let pieces: [(String, Float)] =
    [("<unk>", 0), ("\n<s>\n", 0), ("\n</s>\n", 0)] + bytePieces + [
      (" ", -1), ("a", -2), ("b", -3), ("ab", -4), (" ab", -5), ("ba", -3.5),
    ]

  private func tokenizer() throws -> LlamaTokenizer {
    try withFile("made.bin", Self.file(Self.pieces)) {
      try LlamaTokenizer($0, vocabulary: Self.pieces.count)
    }
  }

  @Test func mergesTheBestPairFirst() throws {
    let made = try tokenizer()
    #expect(made.count == 265)
    // " ab": of (" ", a) nothing is made, ab gives " ab".
    #expect(made.encode("ab") == [1, 263])
    // "ba" has a better score than "ab".
    #expect(made.encode("aba") == [1, 259, 260, 264])
    #expect(made.encode("") == [1])
    // What has no piece is spelt in bytes, after the three special tokens.
    #expect(made.encode("é") == [1, 259, 0xc3 + 3, 0xa9 + 3])
  }

  @Test func bytesAreDecodedAsBytes() throws {
    let made = try tokenizer()
    #expect(made.decode(0x41 + 3, after: 5) == [0x41])
    #expect(made.decode(263, after: LlamaTokenizer.begin) == Array("ab".utf8))
    #expect(made.decode(263, after: 5) == Array(" ab".utf8))
    #expect(made.decode(9999, after: 5) == [])
  }

  @Test(arguments: [
    "ab", "ba ab", "Once upon a time", "ünïcödé 🦆", "a\tb\nc", " lead", "abab",
  ])
  func whatIsEncodedIsDecoded(_ text: String) throws {
    #expect(try Self.roundTrip(text, tokenizer()) == text)
  }

  @Test(
    .enabled(
      if: dataFile("stories260K/tok512.bin") != nil,
      "the folder in SHARDBENCH_DATA holds no tok512.bin"),
    arguments: [
      "Once upon a time", "Tim and Lily went to the park.", "ünïcödé 🦆",
      "a\tb\nc", " ", "\n",
    ])
  func theRealOneDecodesWhatItEncodes(_ text: String) throws {
    let file = try #require(dataFile("stories260K/tok512.bin"))
    let real = try LlamaTokenizer(file, vocabulary: 512)
    #expect(Self.roundTrip(text, real) == text)
    let tokens = real.encode(text)
    #expect(tokens.allSatisfy { (0..<512).contains($0) })
    if text.hasPrefix("Tim") { #expect(tokens.count < text.count) }
  }

  @Test(
    .enabled(
      if: dataFile("stories260K/tok512.bin") != nil,
      "the folder in SHARDBENCH_DATA holds no tok512.bin"))
  func randomTextComesBack() throws {
    let file = try #require(dataFile("stories260K/tok512.bin"))
    let real = try LlamaTokenizer(file, vocabulary: 512)
    for seed in 0..<UInt64(50) {
      var random = RandomStream(seed: seed)
      let text = String(
        (0..<random.int(1...40)).map { _ in
          random.pick(Array("etaoin shrdlu.,\nÄß漢🦆T"))
        })
      #expect(Self.roundTrip(text, real) == text, "seed \(seed)")
    }
  }

  private static func roundTrip(_ text: String, _ made: LlamaTokenizer)
    -> String
  {
    let tokens = made.encode(text)
    let bytes = zip(tokens.dropFirst(), tokens).flatMap {
      made.decode($0, after: $1)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var vocabulary: Int
    var change: @Sendable (inout [UInt8]) -> Void
    var problem: String
    var testDescription: String { problem }
  }

  @Test(arguments: [
    Bad(
      vocabulary: 3, change: { $0.removeLast() },
      problem: "entry 2 of the tokenizer has length 2"),
    Bad(
      vocabulary: 3, change: { $0.removeLast(3) },
      problem: "entry 2 of the tokenizer is missing: the model has 3"),
    Bad(
      vocabulary: 3, change: { $0 = [] },
      problem: "entry 0 of the tokenizer is missing: the model has 3"),
    Bad(
      vocabulary: 3,
      change: { $0.replaceSubrange(8..<12, with: [255, 255, 255, 255]) },
      problem: "entry 0 of the tokenizer has length -1"),
    Bad(
      vocabulary: 3,
      change: { $0.replaceSubrange(8..<12, with: [255, 255, 255, 127]) },
      problem: "entry 0 of the tokenizer has length 2147483647"),
    Bad(
      vocabulary: 4, change: { _ in },
      problem: "entry 3 of the tokenizer is missing: the model has 4"),
    Bad(
      vocabulary: 2, change: { _ in },
      problem: "entry 2 of the tokenizer is there, but the model has only 2"),
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    var bytes = Self.file([("<unk>", 0), ("a", 1), ("ab", 2)])
    bad.change(&bytes)
    try withFile("tok.bin", bytes) { file in
      let error = #expect(throws: ModelError.self) {
        try LlamaTokenizer(file, vocabulary: bad.vocabulary)
      }
      let diagnosis = try #require(error).diagnosis
      #expect(
        shown(diagnosis.text, without: file)
          == "tok.bin: error: \(bad.problem)\n"
          + "  remedy: use the tokenizer that belongs to the checkpoint")
      #expect(diagnosis.exit == .data)
    }
  }

  @Test func missingFile() {
    let error = #expect(throws: ModelError.self) {
      try LlamaTokenizer(URL(filePath: "/no/such/tok.bin"), vocabulary: 1)
    }
    #expect(
      error
        == .unreadable(
          file: "/no/such/tok.bin", reason: "there is no such file"))
  }
}
