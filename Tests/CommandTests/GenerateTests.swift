import Foundation
import Testing

/// Text from the real stories260K checkpoint, byte for byte.
struct GenerateTests {
  private static let folder = Shardbench.data.appendingPathComponent(
    "stories260K")
  static let hasData = FileManager.default.fileExists(
    atPath: folder.appendingPathComponent("stories260K.bin").path)

  private static let files = [
    "generate", "--checkpoint",
    folder.appendingPathComponent("stories260K.bin").path, "--tokenizer",
    folder.appendingPathComponent("tok512.bin").path,
  ]

  private static let splits: [(String, Int)] =
    [("single", 1), ("tensor-parallel", 2), ("tensor-parallel", 4)]
    + (2...5).map { ("pipeline", $0) } + (2...8).map { ("voltage", $0) }

  private func generate(_ words: [String]) throws -> Output {
    let output = try Shardbench.run(Self.files + words)
    #expect(output.status == 0 && output.err == "")
    return output
  }

  @Test(
    .enabled(if: hasData, "stories260K is not in the data folder"),
    arguments: splits)
  func greedyText(scheme: String, devices: Int) throws {
    let expected = try Data(
      contentsOf: Self.folder.appendingPathComponent(
        "expected_greedy_200.txt"))
    let output = try generate([
      "--steps", "200", "--temperature", "0", "--scheme", scheme,
      "--devices", "\(devices)",
    ])
    #expect(output.outBytes == expected)
  }

  /// The model's name is short for its files.
  @Test(.enabled(if: hasData, "stories260K is not in the data folder"))
  func byName() throws {
    let byFiles = try generate(["--steps", "60"])
    let byName = try Shardbench.run(
      ["generate", "--model", "stories260k", "--steps", "60"])
    #expect(byFiles.outBytes == byName.outBytes)
  }

  /// Sums over the air change the text by their noise, and not without it.
  @Test(.enabled(if: hasData, "stories260K is not in the data folder"))
  func overTheAir() throws {
    func text(_ decibels: Int, seed: Int = 0) throws -> String {
      let output = try Shardbench.run([
        "generate", "--model", "stories260k", "--steps", "40", "--scheme",
        "tensor-parallel", "--devices", "4", "--platform",
        "aircomp-edge-server", "--set", "weight_format=fp32", "--set",
        "collective=air", "--set", "air.draws=2", "--set",
        "air.signal_to_noise_db=\(decibels)", "--seed", "\(seed)",
      ])
      #expect(output.status == 0 && output.err == "")
      return output.out
    }
    let plain = try generate(["--steps", "40"]).out
    #expect(try text(100) == plain)
    let noisy = try text(-15)
    #expect(noisy != plain)
    #expect(try text(-15) == noisy)
    #expect(try text(-15, seed: 1) != noisy)
  }

  /// A text with losses is another one, the same for the same seed.
  @Test(
    .enabled(if: hasData, "stories260K is not in the data folder"),
    arguments: [("tensor-parallel", 4), ("voltage", 2), ("pipeline", 3)])
  func lossShowsInTheText(scheme: String, devices: Int) throws {
    let words = [
      "--steps", "80", "--scheme", scheme, "--devices", "\(devices)",
    ]
    let lossless = try generate(words)
    let lossy = words + ["--set", "loss=0.3"]
    let (first, again) = try (generate(lossy), generate(lossy))
    let other = try generate(lossy + ["--seed", "9"])
    #expect(first.outBytes == again.outBytes)
    #expect(first.outBytes != lossless.outBytes)
    #expect(first.outBytes != other.outBytes)
    // Enough retries, and nothing is lost.
    let retried = try generate(lossy + ["--set", "retries=255"])
    #expect(retried.outBytes == lossless.outBytes)
  }

  @Test(.enabled(if: hasData, "stories260K is not in the data folder"))
  func samplingGoesBySeed() throws {
    let words = ["--steps", "60", "--temperature", "1"]
    let (first, again) = try (generate(words), generate(words))
    let other = try generate(words + ["--seed", "1"])
    #expect(first.outBytes == again.outBytes)
    #expect(first.outBytes != other.outBytes)
  }

  @Test(.enabled(if: hasData, "stories260K is not in the data folder"))
  func aPromptBeginsTheText() throws {
    let prompt = "Lily and the big red"
    let output = try generate(["--steps", "40", "--prompt", prompt])
    #expect(output.out.hasPrefix(prompt))
    #expect(output.out.count > prompt.count)
  }
}
