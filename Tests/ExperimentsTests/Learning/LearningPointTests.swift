import Models
import TestBasics
import Testing

@testable import Experiments

/// Points that learn, through the measurer that workers run.
struct LearningPointTests {
  private func point(_ texts: [String], seed: Int = 0) throws -> Point {
    Point(
      experiment: "test",
      settings: try Vocabulary.standard.settings(
        [
          "model=tiny-vit", "scheme=cats", "devices=4",
          "data.set=generated-glyphs", "data.limit=60", "train.epochs=1",
          "train.samples=60", "train.validation_samples=20",
          "train.batch=20", "train.rate=0.02",
        ] + texts), seed: seed)
  }

  @Test func aPointIsTrainedAndJudged() throws {
    try withTinyModels { home in
      let metrics = ["accuracy", "cross_entropy"]
      let measurer = PointMeasurer(home)
      let first = try measurer.measure(point([]), metrics: metrics)
      #expect(Set(first.numbers.keys) == Set(metrics))
      let accuracy = try #require(first["accuracy"])
      #expect((0...1).contains(accuracy))
      #expect(try #require(first["cross_entropy"]) > 0)
      // The same from what is kept, and each metric alone.
      let again = PointMeasurer(home)
      #expect(try again.measure(point([]), metrics: metrics) == first)
      #expect(
        try again.measure(point([]), metrics: ["accuracy"])
          == ["accuracy": accuracy])
      // What is lost while judging changes what is found.
      let lossy = try again.measure(point(["loss=0.4"]), metrics: metrics)
      #expect(lossy["cross_entropy"] != first["cross_entropy"])
      #expect(
        try again.measure(point([], seed: 1), metrics: metrics) != first)
    }
  }

  @Test func metricsThatTheDataDoesNotGive() throws {
    try withTinyModels { home in
      let told = complaint {
        _ = try PointMeasurer(home).measure(point([]), metrics: ["mse"])
      }
      #expect(
        told == """
          error: 'generated-glyphs' gives no mse
            expected: one of: accuracy, cross_entropy
          """)
    }
  }

  /// A scheme that cannot split the model says so before anything is trained.
  @Test func modelsThatTheSchemeCannotSplit() throws {
    try withTinyModels { home in
      let told = complaint {
        _ = try PointMeasurer(home).measure(
          point(["devices=5"]), metrics: ["accuracy"])
      }
      #expect(told.hasPrefix("error: cats cannot split 'tiny-vit' over 5"))
      let training = complaint {
        _ = try PointMeasurer(home).measure(
          point(["train.devices=9"]), metrics: ["accuracy"])
      }
      #expect(training.hasPrefix("error: cats cannot split 'tiny-vit' over 9"))
    }
  }
}
