import Cluster
import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// The settings `lost`, `norms` and `arithmetic`.
struct GatherSettingTests {
  private static let split = ["scheme=cats", "devices=4"]

  private static let choices: [[String]] = [
    ["lost=stale"], ["norms=all"], ["arithmetic=int8"],
    ["lost=stale", "norms=all", "arithmetic=int8"],
  ]

  @Test func theyArrive() throws {
    try withTinyModels { home in
      let plain = try home.learning(Self.split, model: "tiny-cats")
      #expect(plain.settings.gathers.areStandard)
      let named = try home.learning(
        Self.split + ["lost=zeros", "norms=survivors", "arithmetic=fp32"],
        model: "tiny-cats")
      #expect(named.settings.gathers.areStandard)
      let other = try home.learning(
        Self.split + ["lost=stale", "norms=all", "arithmetic=int8"],
        model: "tiny-cats")
      let options = try other.options(loss: "loss", of: other.scheme, seed: 1)
      #expect(options.gathers.lost == .stale)
      #expect(options.gathers.norms == .all)
      #expect(options.gathers.arithmetic == .int8)
      #expect(
        options.formats
          == ElementFormats(weights: .int8, activations: .int8, messages: .int8)
      )
      // Training knows nothing of it.
      let training = try other.options(
        loss: "train_loss", of: other.scheme, seed: 1)
      #expect(training.gathers.areStandard)
      #expect(training.formats == ElementFormats())
    }
  }

  /// The same weights, judged otherwise.
  @Test(arguments: choices)
  func weightsStayTheSame(_ choice: [String]) throws {
    try withTinyModels { home in
      let basis = Self.split + ["train_loss=0.1", "loss=0.2"]
      let one = try home.learning(basis, model: "tiny-cats")
      let other = try home.learning(basis + choice, model: "tiny-cats")
      #expect(one.identity == other.identity)
      let weights = try one.loadWeights()
      let kept = try bits(weights)
      #expect(try bits(other.loadWeights()) == kept)
      let (usual, found) = (
        try one.evaluate(weights), try other.evaluate(weights)
      )
      #expect(usual.keys == found.keys)
      #expect(usual != found)
      // Judging again, and with other threads, finds the same.
      let again = try home.learning(
        basis + choice, model: "tiny-cats", workers: 3)
      #expect(try again.evaluate(weights) == found)
      #expect(try bits(weights) == kept)
    }
  }

  /// Int8 costs a trained forecaster no more than 2 % of its error.
  @Test(arguments: [0, 0.5])
  func int8IsCloseToFP32(prune: Double) throws {
    try withTinyModels { home in
      let basis =
        Self.split + [
          "train.epochs=6", "train.samples=200", "data.limit=200",
          "prune=\(prune)",
        ]
      let one = try home.learning(basis, model: "tiny-cats")
      let weights = try one.loadWeights()
      let inFloats = try #require(one.evaluate(weights)["mse"])
      let inInt8 = try #require(
        home.learning(basis + ["arithmetic=int8"], model: "tiny-cats")
          .evaluate(weights)["mse"])
      #expect(inFloats != inInt8)
      #expect(
        abs(inInt8 / inFloats - 1) < 0.02, "\(inFloats) and \(inInt8)")
      // The forecaster has learnt something that could be lost.
      let untrained = try one.evaluate(
        Transformer(random: one.model.shape, seed: 9))
      #expect(try #require(untrained["mse"]) > 1.2 * inFloats)
    }
  }

  /// Scales are those of training samples; as many as there are, at most 640.
  @Test func scalesComeFromTrainingSamples() throws {
    try withTinyModels { home in
      let learning = try home.learning(Self.split, model: "tiny-cats")
      let weights = try Transformer(random: learning.model.shape, seed: 1)
      let calibration = try learning.calibration(of: weights)
      let all = learning.data.count(.train)
      let spread = (0..<min(all, 640)).map { $0 * all / min(all, 640) }
      var input: Float = 0
      for sample in spread {
        let examples = try learning.data.examples(
          [sample], of: .train, key: nil)
        input = max(input, try vectors(examples.pass).largestSize())
      }
      #expect(calibration.largest["input"] == input)
      #expect(try learning.calibration(of: weights) == calibration)
    }
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    var settings: [String]
    var text: String
    var testDescription: String { settings.joined(separator: " ") }
  }

  @Test(arguments: [
    Wrong(
      settings: ["scheme=voltage", "lost=stale"],
      text: """
        error: voltage has no 'lost: stale'
          expected: the scheme cats
          remedy: choose the scheme cats, or leave 'lost' out
        """),
    Wrong(
      settings: ["scheme=single", "devices=1", "norms=all"],
      text: """
        error: single has no 'norms: all'
          expected: the scheme cats
          remedy: choose the scheme cats, or leave 'norms' out
        """),
    Wrong(
      settings: ["scheme=voltage", "arithmetic=int8"],
      text: """
        error: voltage has no 'arithmetic: int8' for this model
          expected: the scheme cats; or single or tensor-parallel with a \
        language model that has a checkpoint
          remedy: choose such a scheme, or leave 'arithmetic' out
        """),
    Wrong(
      settings: ["scheme=cats", "arithmetic=int8", "message_format=fp16"],
      text: """
        error: 'message_format: fp16' does not go with 'arithmetic: int8'
          expected: int8, as devices store and send it
          remedy: leave 'message_format' out
        """),
  ])
  func whatDoesNotGoTogether(_ wrong: Wrong) throws {
    try withTinyModels { home in
      let learning = complaint {
        _ = try home.learning(
          ["devices=2"] + wrong.settings, model: "tiny-cats")
      }
      #expect(learning == wrong.text)
    }
    // Also where only costs are wanted.
    let costs = complaint {
      _ = try Configuration(
        point(
          ["devices=2", "platform=raspberry-pi-5-ethernet"] + wrong.settings
        )
        .settings, seed: 0, in: packageWorkspace())
    }
    #expect(costs == wrong.text)
  }

  /// Costs in int8 are those of int8 formats.
  @Test func costsAreThoseOfInt8() throws {
    func costs(_ texts: String...) throws -> [String] {
      let settings = try point(
        [
          "model=cats-verytiny", "scheme=cats", "devices=8",
          "platform=raspberry-pi-5-ethernet",
        ] + texts
      ).settings
      return try Configuration(settings, seed: 0, in: packageWorkspace())
        .simulate().costs.metrics.map { "\($0.metric.name) \($0.value)" }
    }
    let formats = try costs(
      "weight_format=int8", "activation_format=int8", "message_format=int8")
    #expect(try costs("arithmetic=int8") == formats)
    #expect(try costs("weight_format=fp32") != formats)
    #expect(try costs() == costs("lost=stale", "norms=all"))
  }
}
