import TestBasics
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Models

/// A reader with a small file that it takes.
struct Reader: Sendable, CustomTestStringConvertible {
  let name: String
  let file: [UInt8]
  /// Reads, and says how many values came out.
  let read: @Sendable ([UInt8]) throws -> Int

  var testDescription: String { name }
}

struct MutationTests {
  /// 3,000 damaged files a reader: each is read, or refused with an error that
  /// names the file and fits on a screen; none takes long, and none gives
  /// more than its bytes can hold.
  @Test(.timeLimit(.minutes(5)), arguments: readers)
  func damageIsReadOrRefused(reader: Reader) throws {
    #expect(try reader.read(reader.file) > 0)
    var numbers = SeededNumbers(seed: 11)
    var refused = 0
    for _ in 0..<3000 {
      let bytes = damaged(reader.file, &numbers)
      do {
        let values = try reader.read(bytes)
        #expect(values <= 2000 * (bytes.count + 1))
      } catch {
        refused += 1
        let diagnosis = Diagnosis(of: error)
        #expect(error is DataError, "\(error)")
        #expect(diagnosis.location?.file == "f")
        #expect(diagnosis.exit == .data)
        #expect(diagnosis.text.count < 2000)
      }
    }
    #expect(refused > 100)
  }

  private func damaged(_ file: [UInt8], _ numbers: inout SeededNumbers)
    -> [UInt8]
  {
    var bytes = file
    for _ in 0..<Int.random(in: 1...3, using: &numbers) {
      let at = Int.random(in: 0..<max(1, bytes.count), using: &numbers)
      let end = min(
        bytes.count, at + Int.random(in: 0...20, using: &numbers))
      guard at < bytes.count else { continue }
      switch Int.random(in: 0..<8, using: &numbers) {
      case 0: bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
      case 1: bytes[at] = .random(in: 0...255, using: &numbers)
      case 2:
        bytes[at] = [0, 255, 0x7F, 0x80].randomElement(using: &numbers) ?? 0
      case 3: bytes.removeSubrange(at..<end)
      case 4: bytes.insert(contentsOf: bytes[at..<end], at: at)
      case 5: bytes.removeSubrange(at...)
      case 6:
        let strange = [
          "99999999999", "-1", "nan", "\"", "{", "[[[[", ",", "\n", "é", "\0",
          "1e999", "18446744073709551615",
        ]
        let word = strange.randomElement(using: &numbers) ?? ""
        bytes.replaceSubrange(at..<end, with: word.utf8)
      default:
        bytes.swapAt(at, Int.random(in: 0..<bytes.count, using: &numbers))
      }
    }
    return bytes
  }

  static let readers: [Reader] = [
    Reader(
      name: "safetensors",
      file: [UInt8](
        tensorFile(
          #"{"__metadata__":{"k":"v"},"a":{"dtype":"F16","shape":[2,2],"#
            + #""data_offsets":[0,8]},"b":{"dtype":"I64","shape":[1],"#
            + #""data_offsets":[8,16]}}"#, bytes: 16))
    ) { bytes in
      let file = try Safetensors(Data(bytes), path: "f")
      return try file.entries.reduce(0) {
        try $0 + file.tensor($1.name).values().count
      }
    },
    Reader(name: "gzip", file: (try? packed(Array(smallMerges.utf8))) ?? []) {
      try Gzip.unpack(Data($0), limit: 1 << 20, file: "f").count
    },
    Reader(name: "idx", file: idxHeader(0x803, 2, 3, 2) + Array(1...12)) {
      try IDX($0, dimensions: 3, file: "f").values.count
    },
    Reader(
      name: "cifar", file: [UInt8](repeating: 5, count: 2 * CIFAR10.record)
    ) { try CIFAR10.read($0, file: "f").pixels.count },
    Reader(
      name: "ett",
      file: Array(
        ("date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT\n"
          + "2016-07-01 00:00:00,5,2,1.5,-0.5,4e1,+1,30.25\r\n"
          + "2016-07-01 01:00:00,5,2,1.5,-0.5,4e1,+1,30.25\n").utf8)
    ) { try ETT.read(Data($0), file: "f").count },
    Reader(
      name: "optdigits",
      file: Array(
        ("a\n" + String(repeating: "16,", count: 64) + "9\n").utf8)
    ) { try OptDigits.read(Data($0), file: "f").pixels.count },
    Reader(
      name: "clips",
      file: Array(
        "clip,word,label,kwt1_pred,v0.01_split\na,b,1,0,train\nc,d,2,2,test\n"
          .utf8)
    ) { try KeywordClips.clips(Data($0), classes: 3, file: "f").count },
    Reader(name: "encoder", file: Array(smallEncoder().utf8)) { bytes in
      try GPT2Tokenizer(
        encoder: bytes, merges: "", encoderFile: "f", mergesFile: "g"
      ).encode(" the").count
    },
    Reader(name: "merges", file: Array(smallMerges.utf8)) { bytes in
      let merges = String(decoding: bytes, as: UTF8.self)
      return try GPT2Tokenizer(
        encoder: Array(smallEncoder().utf8), merges: merges, encoderFile: "e",
        mergesFile: "f"
      ).encode(" the").count
    },
  ]
}
