import TestBasics
import Foundation
import Testing

@testable import Experiments

/// Metrics of language on the real stories260K checkpoint.
@Suite(.enabled(if: hasStories, "stories260K is not in the data folder"))
struct PointMeasurerTests {
  private static let metrics = [
    "perplexity", "top1_agreement", "greedy_prefix_tokens",
  ]
  private static let basis = [
    "data.set=model-samples", "data.texts=2", "data.length=24",
    "weight_format=fp32", "message_format=fp32",
  ]

  private func measure(
    _ texts: [String], seed: Int = 0, by measurer: PointMeasurer? = nil
  ) throws -> PointValues {
    let measurer = try measurer ?? PointMeasurer(packageWorkspace())
    return try measurer.measure(
      point(Self.basis + texts, seed: seed), metrics: Self.metrics)
  }

  private static let splits: [(String, Int)] =
    [1, 2, 3, 4].map { ("tensor-parallel", $0) }
    + [1, 2, 3, 4, 5].map { ("pipeline", $0) }
    + [1, 2, 3, 5, 8].map { ("voltage", $0) }

  /// Without loss every scheme is the single device.
  @Test(arguments: splits)
  func lossless(scheme: String, devices: Int) throws {
    let single = try measure([])
    let found = try measure(["scheme=\(scheme)", "devices=\(devices)"])
    let (a, b) = try (
      #require(single["perplexity"]), #require(found["perplexity"])
    )
    #expect(a > 1 && a < 10)
    #expect(abs(a - b) <= 1e-4 * a)
    #expect(found["top1_agreement"] == 1)
    #expect(found["greedy_prefix_tokens"] == 24)
  }

  @Test(arguments: ["tensor-parallel", "voltage"])
  func perplexityRisesWithLoss(scheme: String) throws {
    let measurer = try PointMeasurer(packageWorkspace())
    let means = try [0, 0.1, 0.4].map { loss in
      let seeds = try (0..<4).map { seed in
        try #require(
          measure(
            ["scheme=\(scheme)", "devices=2", "loss=\(loss)"], seed: seed,
            by: measurer)["perplexity"])
      }
      return seeds.reduce(0, +) / Double(seeds.count)
    }
    #expect(means[0] < means[1] && means[1] < means[2])
  }

  /// A seed names what is lost: not the order, nor what was measured before.
  @Test func seedsRepeat() throws {
    let lossy = ["scheme=tensor-parallel", "devices=4", "loss=0.2"]
    let used = try PointMeasurer(packageWorkspace())
    let second = try measure(lossy, seed: 2, by: used)
    let first = try measure(lossy, seed: 1, by: used)
    #expect(try measure(lossy, seed: 1) == first)
    #expect(try measure(lossy, seed: 2) == second)
    #expect(first["perplexity"] != second["perplexity"])
  }

  /// Each metric is the same alone as beside the others, costs included.
  @Test func metricsDoNotDependOnEachOther() throws {
    let lossy = ["scheme=voltage", "devices=2", "loss=0.2"]
    let together = try measure(lossy)
    let measurer = try PointMeasurer(packageWorkspace())
    for metric in Self.metrics + ["latency_s"] {
      let alone = try measurer.measure(
        point(Self.basis + lossy), metrics: [metric])
      #expect(Set(alone.numbers.keys) == [metric])
      if let value = together[metric] { #expect(alone[metric] == value) }
    }
  }

  /// Rounded weights give another text; wide ones do not.
  @Test func formatsReachTheValues() throws {
    let coarse = try measure(["weight_format=q40"])
    #expect(try coarse["perplexity"] != measure([])["perplexity"])
  }

  /// Two models with the same name and other weights are two models.
  @Test func modelsGoByTheirFiles() throws {
    let home = try packageWorkspace()
    let yaml = try String(
      contentsOf: home.url("experiments/models/stories260k.yaml"),
      encoding: .utf8)
    try withFolder([
      "good.yaml": yaml,
      "bad.yaml": yaml.replacing("stories260K.bin", with: "none.bin"),
    ]) { folder in
      func model(_ name: String) -> String {
        "model=" + folder.appendingPathComponent("\(name).yaml").path
      }
      let measurer = PointMeasurer(home)
      let good = try measure([model("good")], by: measurer)
      #expect(try measure([], by: measurer) == good)
      let told = complaint {
        _ = try measure([model("bad")], by: measurer)
      }
      #expect(told.contains("none.bin: error: there is no such data file"))
    }
  }
}

/// What metrics of language lack.
struct PointMeasurerErrorTests {
  private func told(_ texts: [String]) -> String {
    complaint {
      _ = try PointMeasurer(packageWorkspace()).measure(
        point(texts), metrics: ["perplexity"])
    }
  }

  @Test func noTexts() {
    #expect(
      told([]) == """
        error: metrics of language need texts
          remedy: add 'data: { set: model-samples }' to the manifest
        """)
  }

  @Test func noCheckpoint() {
    #expect(
      told(["model=llama2-7b", "data=model-samples"]) == """
        error: model 'llama2-7b' has sizes but no weights
          expected: a model with a checkpoint, such as stories260k
        """)
  }

  @Test func textsBeyondTheContext() {
    #expect(
      told(["data=model-samples", "data.length=513"]) == """
        error: texts of 513 tokens are longer than the context of 'stories260k'
          expected: at most 512
          remedy: lower data.length
        """)
  }

  /// Law 7: a metric that nobody computes is no silent gap.
  @Test func metricsThatNobodyComputes() throws {
    let told = complaint {
      _ = try PointMeasurer(packageWorkspace()).measure(
        point([]), metrics: ["fits", "beauty"])
    }
    #expect(
      told == """
        error: nothing computes the metric 'beauty'
          remedy: see 'shardbench list metrics'
        """)
  }

  /// What does not fit has no times; that gap is meant.
  @Test func timesOfWhatDoesNotFit() throws {
    let values = try PointMeasurer(packageWorkspace()).measure(
      point(["model=llama2-70b", "weight_format=fp32"]),
      metrics: ["fits", "latency_s", "weight_bytes"])
    #expect(values["fits"] == 0)
    #expect(values["latency_s"] == nil)
    #expect((values["weight_bytes"] ?? 0) > 2e11)
  }

  /// A failure reaches the runner as a diagnosis.
  @Test func outcomes() throws {
    let measurer = PointMeasurer(try packageWorkspace())
    let good = measurer.outcome(
      of: Job(index: 0, point: try point([]), metrics: ["fits"]))
    #expect(good == .values(["fits": 1]))
    let bad = measurer.outcome(
      of: Job(index: 0, point: try point([]), metrics: ["perplexity"]))
    #expect(bad == .failure(JobFailure(of: ConfigurationError.noTexts)))
  }
}
