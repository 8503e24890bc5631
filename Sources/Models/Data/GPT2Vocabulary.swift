import Documents
import Foundation

/// The two files of a byte-level BPE: the numbers of the tokens, and which
/// two tokens merge, in order of rank.
struct GPT2Vocabulary: Sendable {
  /// Two tokens side by side.
  struct Pair: Hashable, Sendable {
    let left: Int32
    let right: Int32
  }

  /// What a pair becomes, and how early.
  struct Merge: Sendable {
    let rank: Int32
    let token: Int32
  }

  /// The bytes of each token.
  let pieces: [[UInt8]]
  /// The token of each byte.
  let bytes: [Int32]
  /// What merges.
  let merges: [Pair: Merge]

  init(
    encoder: [UInt8], merges: String, encoderFile: String, mergesFile: String
  )
    throws
  {
    let numbers = try Self.numbers(encoder, file: encoderFile)
    var pieces = [[UInt8]?](repeating: nil, count: numbers.count)
    for (piece, number) in numbers { pieces[number] = piece }
    self.pieces = pieces.compactMap { $0 }
    bytes = try (0..<256).map { byte in
      guard let number = numbers[[UInt8(byte)]] else {
        throw DataError.vocabulary(file: encoderFile, line: nil, .byte(byte))
      }
      return Int32(number)
    }
    self.merges = try Self.merges(merges, numbers, file: mergesFile)
  }

  /// The number of each piece; all numbers from 0 on, each once.
  private static func numbers(_ json: [UInt8], file: String) throws
    -> [[UInt8]: Int]
  {
    func fault(_ fault: VocabularyFault) -> DataError {
      .vocabulary(file: file, line: nil, fault)
    }
    guard case .object(let members) = try JSONReader.value(json, file: file)
    else {
      throw fault(
        .entry(nil, expected: "a JSON object of pieces and numbers"))
    }
    var numbers: [[UInt8]: Int] = [:]
    var seen = [Bool](repeating: false, count: members.count)
    for member in members {
      guard case .integer(let number) = member.value else {
        throw fault(.entry(member.name, expected: "an integer"))
      }
      guard seen.indices.contains(number), !seen[number] else {
        throw fault(.number(number, entry: member.name, count: members.count))
      }
      guard let piece = ByteAlphabet.bytes(of: member.name) else {
        throw fault(.symbol(member.name))
      }
      seen[number] = true
      numbers[piece] = number
    }
    return numbers
  }

  private static func merges(
    _ text: String, _ numbers: [[UInt8]: Int], file: String
  ) throws -> [Pair: Merge] {
    var merges: [Pair: Merge] = [:]
    let lines = text.utf8.split(
      separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      if index == 0 && line.starts(with: "#version".utf8) { continue }
      if index == lines.count - 1 && line.isEmpty { break }
      func fault(_ fault: VocabularyFault) -> DataError {
        .vocabulary(file: file, line: index + 1, fault)
      }
      let shown = String(decoding: line.prefix(80), as: UTF8.self)
      let halves = line.split(separator: 0x20, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else {
        throw fault(.merge(shown))
      }
      func number(_ text: String) throws -> Int32 {
        guard let piece = ByteAlphabet.bytes(of: text) else {
          throw fault(.symbol(text))
        }
        guard let number = numbers[piece] else { throw fault(.unknown(text)) }
        return Int32(number)
      }
      let pair = Pair(left: try number(halves[0]), right: try number(halves[1]))
      let merge = Merge(
        rank: Int32(merges.count), token: try number(halves[0] + halves[1]))
      guard merges.updateValue(merge, forKey: pair) == nil else {
        throw fault(.repeated(shown))
      }
    }
    return merges
  }
}
