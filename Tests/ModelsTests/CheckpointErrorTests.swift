import Diagnostics
import Foundation
@testable import Models
import Tensors
import TestSupport
import Testing

struct CheckpointErrorTests {
  struct Bad: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var text: String

    init(_ name: String, _ bytes: [UInt8], _ text: String) {
      testDescription = name
      self.bytes = bytes
      self.text = text
    }

    init(foreign name: String, _ signature: [UInt8]) {
      self.init(
        name, signature + [UInt8](repeating: 1, count: 40),
        "bad.bin: error: this is \(name)\n"
          + "  expected: the legacy format (v0): seven 32-bit sizes, "
          + "then fp32 values\n"
          + "  remedy: export the model with llama2.c's export.py --version 0")
    }

    init(length: Int, of expected: Int, _ change: (inout [UInt8]) -> Void) {
      var bytes = SyntheticCheckpoint().bytes
      change(&bytes)
      let ends = "ends after \(length) bytes"
      let goesOn = "goes on after its last weight: \(length) bytes"
      self.init(
        "\(length) bytes", bytes,
        "bad.bin: error: the checkpoint "
          + "\(length < expected ? ends : goesOn)\n"
          + "  expected: \(expected) bytes, by its header\n"
          + "  remedy: fetch the file again")
    }

    init(size index: Int, _ value: Int32, _ what: String, _ expected: String) {
      var made = SyntheticCheckpoint()
      made.sizes[index] = value
      self.init(
        "\(what) = \(value)", made.header + [UInt8](repeating: 0, count: 4000),
        "bad.bin: error: the checkpoint's header gives \(what) = \(value)\n"
          + "  expected: \(expected)\n"
          + "  remedy: this is no llama2.c v0 checkpoint, or it is damaged: "
          + "fetch it again")
    }
  }

  static let whole = SyntheticCheckpoint().bytes.count
  static let names = [
    "dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size",
    "seq_len",
  ]

  static let table: [Bad] =
    [
      Bad(length: 0, of: 28) { $0 = [] },
      Bad(length: 27, of: 28) { $0 = Array($0.prefix(27)) },
      Bad(length: 28, of: whole) { $0 = Array($0.prefix(28)) },
      Bad(length: whole - 1, of: whole) { $0.removeLast() },
      Bad(length: whole - 4, of: whole) { $0.removeLast(4) },
      Bad(length: whole + 1, of: whole) { $0.append(0) },
      Bad(
        foreign: "a llama2.c checkpoint of version 1 or later",
        Array("24ka".utf8)),
      Bad(foreign: "a GGUF file", Array("GGUF".utf8)),
      Bad(foreign: "a PyTorch or zip archive", [0x50, 0x4b, 3, 4]),
      Bad(foreign: "gzip data", [0x1f, 0x8b, 8]),
      Bad(size: 5, 0, "vocab_size", "1 to 16777216"),
      Bad(size: 5, .min, "vocab_size", "1 to 16777216"),
      Bad(
        size: 3, 5, "n_heads",
        "a divisor of dim = 12 that leaves an even head size"),
      Bad(
        size: 3, 4, "n_heads",
        "a divisor of dim = 12 that leaves an even head size"),
      Bad(size: 4, 2, "n_kv_heads", "a divisor of n_heads = 3"),
    ] + limits

  static let limits: [Bad] = [0, 1, 2, 3, 4, 6].flatMap { index in
    let beyond: [Int32] = [0, -1, .min, .max, 16_777_217]
    return beyond.map { Bad(size: index, $0, names[index], "1 to 16777216") }
  }

  @Test(arguments: table)
  func saysWhatIsWrong(_ bad: Bad) throws {
    try withFile("bad.bin", bad.bytes) { file in
      let error = #expect(throws: ModelError.self) {
        try LlamaCheckpoint.read(file, name: "bad")
      }
      let diagnosis = try #require(error).diagnosis
      #expect(shown(diagnosis.text, without: file) == bad.text)
      #expect(diagnosis.exit == .data)
    }
  }

  static let large = 1 << 24
  static let overflowing: [[Int]] = [
    [large, large, large, 1 << 20, 1 << 20, large, large],
    [large, large, 1 << 13, 1, 1, 1, 1],
    [1 << 20, 1 << 20, large, 1, 1, -large, 1],
    [large, 1, 1, 1, 1, 1, 1],
  ]

  /// Each size is allowed, their product is not.
  @Test(arguments: overflowing)
  func sizesMultiplyWithoutOverflow(_ sizes: [Int]) throws {
    let header = SyntheticCheckpoint(sizes: sizes.map(Int32.init)).header
    try withFile("bad.bin", header) { file in
      let error = #expect(throws: ModelError.self) {
        try LlamaCheckpoint.read(file, name: "bad")
      }
      let diagnosis = try #require(error).diagnosis
      #expect(
        shown(diagnosis.text, without: file) == """
          bad.bin: error: the checkpoint's header gives n_layers = \(sizes[2])
            expected: sizes whose product fits into a file
            remedy: this is no llama2.c v0 checkpoint, or it is damaged: \
          fetch it again
          """)
      #expect(diagnosis.exit == .data)
    }
  }

  @Test func filesThatAreNotThere() throws {
    try withFile("here", []) { file in
      let folder = file.deletingLastPathComponent()
      let table = [
        (folder.appending(path: "gone.bin"), "there is no such file"),
        (folder, "it is a folder"),
      ]
      for (place, reason) in table {
        let error = #expect(throws: ModelError.self) {
          try LlamaCheckpoint.read(place, name: "none")
        }
        #expect(
          error?.diagnosis.text == """
            \(place.relativePath): error: cannot read the file: \(reason)
              remedy: check the path and its permissions
            """)
        #expect(error?.diagnosis.exit == .data)
      }
    }
  }

  /// Whatever the header says: a model of these very bytes, or an error. What
  /// is read is never larger than the file.
  @Test func mutatedHeadersNeverCrash() throws {
    let whole = SyntheticCheckpoint().bytes
    var refused = 0
    for seed in 0..<UInt64(2000) {
      var random = RandomStream(seed: seed)
      var bytes = whole
      for _ in 0..<random.int(1...4) {
        let at = random.int(0...27)
        bytes[at] =
          random.pick([true, false])
          ? bytes[at] ^ (1 << UInt8(random.int(0...7)))
          : UInt8(random.int(0...255))
      }
      if random.int(0...9) == 0 {
        bytes = Array(bytes.prefix(random.int(0...bytes.count)))
      }
      try withFile("bad.bin", bytes) { file in
        do {
          let model = try LlamaCheckpoint.read(file, name: "mutated")
          let floats =
            model.named.values.reduce(0) { $0 + $1.shape.count }
          #expect(4 * floats < bytes.count, "seed \(seed)")
        } catch let error as ModelError {
          refused += 1
          #expect(error.diagnosis.exit == .data, "seed \(seed)")
        }
      }
    }
    #expect(refused > 1800)
  }
}
