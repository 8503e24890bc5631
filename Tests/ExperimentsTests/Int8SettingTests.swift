import Cluster
import Models
import Tensors
import TestBasics
import Testing

@testable import Experiments

/// The setting `arithmetic: int8` for language models.
struct Int8SettingTests {
  private func configuration(_ texts: String...) throws -> Configuration {
    try Configuration(
      point(texts).settings, seed: 0, in: packageWorkspace())
  }

  /// int8 at rest, whole sums on the way, whatever the platform has.
  @Test(arguments: [("single", 1), ("tensor-parallel", 3)])
  func theFormats(scheme: String, devices: Int) throws {
    let basis = ["scheme=\(scheme)", "devices=\(devices)", "arithmetic=int8"]
    func formats(_ texts: String...) throws -> ElementFormats {
      try Configuration(
        point(basis + texts).settings, seed: 0, in: packageWorkspace()
      ).options.formats
    }
    let exact = ElementFormats(
      weights: .int8, activations: .int8, messages: .int32)
    #expect(try formats() == exact)
    #expect(try formats("message_format=int32", "weight_format=int8") == exact)
    #expect(
      try formats("message_format=int8")
        == ElementFormats(weights: .int8, activations: .int8, messages: .int8))
    // In fp32 the word is a format of messages like any other.
    let floats = try configuration("message_format=int32").options
    #expect(floats.formats.messages == .int32)
    #expect(floats.gathers.areStandard)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var settings: [String]
    var text: String
    var testDescription: String { settings.joined(separator: " ") }
  }

  private static func noScheme(_ scheme: String) -> String {
    """
    error: \(scheme) has no 'arithmetic: int8' for this model
      expected: the scheme cats; or single or tensor-parallel with a language \
    model that has a checkpoint
      remedy: choose such a scheme, or leave 'arithmetic' out
    """
  }

  @Test(arguments: [
    Wrong(settings: ["scheme=pipeline"], text: noScheme("pipeline")),
    Wrong(
      settings: ["scheme=voltage", "devices=2"], text: noScheme("voltage")),
    // No checkpoint, no texts.
    Wrong(settings: ["model=llama2-7b"], text: noScheme("single")),
    Wrong(
      settings: ["model=vit-mnist", "scheme=tensor-parallel"],
      text: noScheme("tensor-parallel")),
    Wrong(
      settings: ["scheme=tensor-parallel", "message_format=fp32"],
      text: """
        error: 'message_format: fp32' does not go with 'arithmetic: int8'
          expected: int32, exact, or int8, partial sums rounded before they \
        are sent
          remedy: leave 'message_format' out
        """),
    Wrong(
      settings: ["weight_format=q40"],
      text: """
        error: 'weight_format: q40' does not go with 'arithmetic: int8'
          expected: int8, as devices store and send it
          remedy: leave 'weight_format' out
        """),
  ])
  func whatDoesNotGoTogether(_ wrong: Wrong) throws {
    let told = complaint {
      _ = try Configuration(
        point(wrong.settings + ["arithmetic=int8"]).settings, seed: 0,
        in: packageWorkspace())
    }
    #expect(told == wrong.text)
  }

  /// A quarter of the bytes, by costs too.
  @Test func int8MessagesAreAQuarter() throws {
    func bytes(_ format: String) throws -> Double {
      let costs = try Configuration(
        point([
          "scheme=tensor-parallel", "devices=4", "arithmetic=int8",
          "collective=tree", "message_format=\(format)",
        ]).settings, seed: 0, in: packageWorkspace()
      ).simulate().costs
      return try #require(
        costs.metrics.first { $0.metric.name == "air_bytes" }
      ).value
    }
    #expect(try bytes("int32") == 4 * bytes("int8"))
    #expect(try bytes("int8") > 0)
  }
}

/// Metrics of stories260K in int8.
@Suite(.enabled(if: hasStories, "stories260K is not in the data folder"))
struct Int8MeasurementTests {
  private static let metrics = [
    "perplexity", "top1_agreement", "greedy_prefix_tokens", "score_deviation",
  ]

  private func measure(
    _ texts: [String], by measurer: PointMeasurer? = nil
  ) throws -> PointValues {
    let basis = ["data.set=model-samples", "data.texts=2", "data.length=64"]
    let measurer = try measurer ?? PointMeasurer(packageWorkspace())
    return try measurer.measure(
      point(basis + texts), metrics: Self.metrics)
  }

  private static let splits: [(Int, String)] = (1...4).flatMap { devices in
    ["ring", "star", "full-mesh", "tree"].map { (devices, $0) }
  }

  /// With whole sums all metrics are those of one int8 device.
  @Test(arguments: splits)
  func int32SumsAreOneDevice(devices: Int, collective: String) throws {
    let measurer = try PointMeasurer(packageWorkspace())
    let single = try measure(["arithmetic=int8"], by: measurer)
    #expect(single["score_deviation"] == 0)
    let found = try measure(
      [
        "scheme=tensor-parallel", "devices=\(devices)", "arithmetic=int8",
        "collective=\(collective)", "message_format=int32",
      ], by: measurer)
    #expect(found == single)
  }

  @Test(arguments: 2...4)
  func int8SumsDeviate(devices: Int) throws {
    let measurer = try PointMeasurer(packageWorkspace())
    let exact = try measure(["arithmetic=int8"], by: measurer)
    let found = try measure(
      [
        "scheme=tensor-parallel", "devices=\(devices)", "arithmetic=int8",
        "collective=tree", "message_format=int8",
      ], by: measurer)
    let off = try #require(found["score_deviation"])
    #expect(off > 0.001 && off < 0.2)
    let (a, b) = try (
      #require(found["perplexity"]), #require(exact["perplexity"])
    )
    #expect(a != b && abs(a / b - 1) < 0.1)
  }

  /// int8 costs a few per cent of perplexity and is not fp32.
  @Test func int8IsCloseToFP32() throws {
    let floats = try measure(["weight_format=fp32"])
    let int8 = try measure(["arithmetic=int8"])
    let (a, b) = try (
      #require(int8["perplexity"]), #require(floats["perplexity"])
    )
    #expect(a != b && abs(a / b - 1) < 0.05, "\(a) and \(b)")
    #expect(try #require(int8["top1_agreement"]) > 0.85)
    #expect(floats["top1_agreement"] == 1)
  }

  /// The deviation holds for fp32 too: rounding of sums, or of messages.
  @Test func deviationOfFP32() throws {
    func deviation(_ texts: String...) throws -> Double {
      try #require(
        measure(["weight_format=fp32"] + texts)["score_deviation"])
    }
    #expect(try deviation() == 0)
    let split = ["scheme=tensor-parallel", "devices=3"]
    let order = try deviation(split[0], split[1], "message_format=fp32")
    #expect(order > 0 && order < 1e-5)
    let halves = try deviation(split[0], split[1], "message_format=fp16")
    #expect(halves > order && halves < 0.01)
    let lossy = try deviation(
      split[0], split[1], "message_format=fp32", "loss=0.2")
    #expect(lossy > halves)
  }

  /// Scales come from 1,024 tokens, always the same, and not from the judged
  /// texts.
  @Test func theCalibrationRepeats() throws {
    let home = try packageWorkspace()
    let model = try LlamaCheckpoint.read(
      home.dataFolder().appendingPathComponent("stories260K/stories260K.bin"),
      name: "stories260k")
    let found = try model.textCalibration()
    #expect(try model.textCalibration() == found)
    // Four inputs and two caches a block, and the head.
    #expect(found.largest.count == 6 * model.shape.blocks + 1)
    let judged = Int8Log()
    _ = try ReferenceTexts(model.watched(by: judged), count: 8, length: 128)
    #expect(judged.calibration.largest.keys == found.largest.keys)
    #expect(judged.calibration != found)
  }
}
