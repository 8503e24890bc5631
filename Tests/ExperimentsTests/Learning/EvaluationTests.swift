import Cluster
import Models
import Schemes
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Judging does not depend on who computes what together.
struct EvaluationTests {
  private func run(
    _ learning: Learning, loss: Double, seed: UInt64 = 5
  ) throws -> SchemeRun {
    var options = ClusterOptions()
    if loss > 0 {
      options.loss = MessageDropout(probability: loss, seed: seed)
    }
    return SchemeRun(
      model: try Transformer(random: learning.model.shape, seed: 1),
      scheme: learning.scheme, devices: learning.devices, options: options,
      data: learning.data)
  }

  private static let splits = [
    ["scheme=single"], ["scheme=tensor-parallel", "devices=2"],
    ["scheme=voltage", "devices=3"], ["scheme=cats", "devices=4"],
  ]

  @Test(arguments: splits)
  func neitherThreadsNorBatchesCount(_ split: [String]) throws {
    try withTinyModels { home in
      for (model, loss) in [("tiny-vit", 0), ("tiny-vit", 0.2)] {
        let learning = try home.learning(split, model: model)
        let run = try run(learning, loss: loss)
        let first = try Evaluation(run: run, part: .validation, batch: 7)
          .values(limit: 23, passes: loss > 0 ? 2 : 1)
        for workers in [2, 3] {
          let other = try Evaluation(
            run: run, part: .validation, workers: workers, batch: 7
          ).values(limit: 23, passes: loss > 0 ? 2 : 1)
          #expect(other == first)
        }
        for batch in [1, 5, 64] {
          let other = try Evaluation(
            run: run, part: .validation, batch: batch
          ).values(limit: 23, passes: loss > 0 ? 2 : 1)
          #expect(other.keys == first.keys)
          for (metric, value) in first {
            let found = try #require(other[metric])
            #expect(abs(found - value) < 1e-5 * max(1, abs(value)))
          }
        }
      }
    }
  }

  /// Other passes lose other messages; without loss all are the same.
  @Test func passesLoseOtherMessages() throws {
    try withTinyModels { home in
      let learning = try home.learning(["scheme=cats", "devices=4"])
      func values(_ loss: Double, passes: Int) throws -> Double {
        try #require(
          Evaluation(run: run(learning, loss: loss))
            .values(limit: 20, passes: passes)[.crossEntropy])
      }
      #expect(try values(0.3, passes: 1) != values(0.3, passes: 2))
      let (one, two) = (try values(0, passes: 1), try values(0, passes: 2))
      #expect(abs(one - two) < 1e-9)
    }
  }

  @Test func progressCountsEverySampleOnce() throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let told = Told()
      var evaluation = Evaluation(
        run: try run(learning, loss: 0), workers: 2, batch: 8)
      evaluation.progress = { told.all.append(($0, $1)) }
      _ = try evaluation.values(limit: 21, passes: 2)
      #expect(told.all.map(\.1) == [42, 42, 42, 42, 42, 42])
      #expect(told.all.last?.0 == 42)
      #expect(told.all.map(\.0) == told.all.map(\.0).sorted())
    }
  }

  /// Filled under the lock of the evaluation.
  private final class Told: @unchecked Sendable {
    var all: [(Int, Int)] = []
  }

  /// What fails on one thread fails the whole.
  @Test(arguments: [1, 3])
  func failuresArePassedOn(workers: Int) throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let other = try home.learning([], model: "tiny-cats")
      let wrong = SchemeRun(
        model: try Transformer(random: other.model.shape, seed: 1),
        scheme: Single(), devices: 1, options: ClusterOptions(),
        data: learning.data)
      #expect(throws: TensorError.self) {
        try Evaluation(run: wrong, workers: workers).values(limit: 40)
      }
    }
  }

  @Test func partsWithoutSamplesAreRefused() throws {
    try withTinyModels { home in
      let learning = try home.learning([])
      let told = complaint {
        _ = try Evaluation(run: run(learning, loss: 0)).values(limit: 0)
      }
      #expect(
        told == """
          error: 'generated-glyphs' has no samples in its test part
            remedy: choose another set with data.set
          """)
    }
  }
}
