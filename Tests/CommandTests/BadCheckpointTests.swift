import Foundation
import Testing

/// Checkpoints that are none: one clear message, and nothing on stdout.
struct BadCheckpointTests {
  /// What a file holds, and what is said about it.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: Data
    let message: String
  }

  private static func header(_ change: (inout [Int32]) -> Void) -> Data {
    var sizes = TinyModel.header
    change(&sizes)
    return TinyModel.bytes(sizes) + TinyModel.checkpoint().dropFirst(28)
  }

  private static func badHeader(_ what: String, _ expected: String) -> String {
    """
    model.bin: error: the checkpoint's header gives \(what)
      expected: \(expected)
      remedy: this is no llama2.c v0 checkpoint, or it is damaged: fetch it \
    again

    """
  }

  private static func length(_ problem: String, _ expected: Int) -> String {
    """
    model.bin: error: the checkpoint \(problem)
      expected: \(expected) bytes, by its header
      remedy: fetch the file again

    """
  }

  private static func foreign(_ found: String) -> String {
    """
    model.bin: error: this is \(found)
      expected: the legacy format (v0): seven 32-bit sizes, then fp32 values
      remedy: export the model with llama2.c's export.py --version 0

    """
  }

  private static let extents = "1 to 16777216"

  static let cases: [Case] = {
    let whole = TinyModel.checkpoint()
    let limit = "sizes whose product fits into a file"
    return [
      Case(
        testDescription: "empty", bytes: Data(),
        message: length("ends after 0 bytes", 28)),
      Case(
        testDescription: "half a header", bytes: whole.prefix(13),
        message: length("ends after 13 bytes", 28)),
      Case(
        testDescription: "truncated", bytes: whole.dropLast(1),
        message: length(
          "ends after \(whole.count - 1) bytes", whole.count)),
      Case(
        testDescription: "too long", bytes: whole + [0],
        message: length(
          "goes on after its last weight: \(whole.count + 1) bytes",
          whole.count)),
      Case(
        testDescription: "wrong magic", bytes: Data("24ka".utf8) + whole,
        message: foreign("a llama2.c checkpoint of version 1 or later")),
      Case(
        testDescription: "GGUF", bytes: Data("GGUF".utf8) + whole,
        message: foreign("a GGUF file")),
      Case(
        testDescription: "zip", bytes: Data([0x50, 0x4B, 3, 4]) + whole,
        message: foreign("a PyTorch or zip archive")),
      Case(
        testDescription: "negative dimension", bytes: header { $0[0] = -16 },
        message: badHeader("dim = -16", extents)),
      Case(
        testDescription: "no layers", bytes: header { $0[2] = 0 },
        message: badHeader("n_layers = 0", extents)),
      Case(
        testDescription: "smallest vocabulary",
        bytes: header { $0[5] = .min },
        message: badHeader("vocab_size = -2147483648", extents)),
      Case(
        testDescription: "heads that do not divide",
        bytes: header { $0[3] = 3 },
        message: badHeader(
          "n_heads = 3", "a divisor of dim = 16 that leaves an even head size"
        )),
      Case(
        testDescription: "key-value heads that do not divide",
        bytes: header { $0[4] = 3 },
        message: badHeader("n_kv_heads = 3", "a divisor of n_heads = 4")),
      Case(
        testDescription: "overflowing dimensions",
        bytes: header {
          $0[0] = 8_388_608
          $0[1] = 8_388_608
          $0[2] = 8_388_608
        }, message: badHeader("n_layers = 8388608", limit)),
    ]
  }()

  private func expect(
    _ message: String, _ scratch: Scratch, _ words: [String] = []
  ) throws {
    let before = scratch.names(in: ".")
    let output = try scratch.run(
      [
        "generate", "--checkpoint", "model.bin", "--tokenizer",
        "data/tiny.tok",
      ] + words)
    #expect(output.err == message)
    #expect(output.status == 65)
    #expect(output.outBytes.isEmpty)
    #expect(scratch.names(in: ".") == before)
  }

  @Test(arguments: cases)
  func damagedFiles(bad: Case) throws {
    try Scratch.with { scratch in
      try scratch.write(Data(bad.bytes), to: "model.bin")
      try expect(bad.message, scratch)
    }
  }

  @Test func noFile() throws {
    try Scratch.with { scratch in
      try expect(
        """
        model.bin: error: cannot read the file: there is no such file
          remedy: check the path and its permissions

        """, scratch)
    }
  }

  @Test func aFolder() throws {
    try Scratch.with { scratch in
      try scratch.write("", to: "model.bin/inside")
      try expect(
        """
        model.bin: error: cannot read the file: it is a folder
          remedy: check the path and its permissions

        """, scratch)
    }
  }

  @Test(
    arguments: [
      (
        TinyModel.tokenizer(entries: 299), "entry 299",
        "is missing: the model has 300"
      ),
      (
        TinyModel.tokenizer(entries: 301), "entry 300",
        "is there, but the model has only 300"
      ),
      (TinyModel.tokenizer().dropLast(1), "entry 299", "has length 1"),
      (Data(), "entry 0", "is missing: the model has 300"),
      (
        TinyModel.bytes([8, 0, -5] as [Int32]), "entry 0", "has length -5"
      ),
    ])
  func badTokenizers(bytes: Data, entry: String, problem: String) throws {
    try Scratch.with { scratch in
      try scratch.write(TinyModel.checkpoint(), to: "model.bin")
      try scratch.write(Data(bytes), to: "data/tiny.tok")
      try expect(
        """
        data/tiny.tok: error: \(entry) of the tokenizer \(problem)
          remedy: use the tokenizer that belongs to the checkpoint

        """, scratch)
    }
  }

  @Test(
    arguments: [
      ("tensor-parallel", 3, 2, "key-value heads"),
      ("pipeline", 4, 3, "blocks"),
    ])
  func tooManyDevices(scheme: String, devices: Int, limit: Int, part: String)
    throws
  {
    try Scratch.with { scratch in
      let output = try scratch.run(
        "generate", "--model", "tiny", "--scheme", scheme, "--devices",
        "\(devices)")
      #expect(
        output.err.hasPrefix(
          "error: \(scheme) cannot split 'tiny' over \(devices) devices\n"
            + "  expected: at most \(limit), one for each of its \(part)\n"))
      #expect(output.status == 64 && output.outBytes.isEmpty)
    }
  }

  /// The tiny model does decode, so what fails above fails for its reason.
  @Test func theWholeOneDecodes() throws {
    try Scratch.with { scratch in
      let output = try scratch.run("generate", "--model", "tiny")
      #expect(output.status == 0 && output.err == "")
      #expect(!output.outBytes.isEmpty)
    }
  }

  @Test func aModelWithoutWeights() throws {
    let output = try Shardbench.run(["generate", "--model", "llama2-7b"])
    #expect(
      output.err == """
        error: model 'llama2-7b' has sizes but no weights
          expected: a model with a checkpoint, such as stories260k

        """)
    #expect(output.status == 64 && output.out == "")
  }
}
