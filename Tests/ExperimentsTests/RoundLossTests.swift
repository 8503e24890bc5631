import Cluster
import Models
import Platforms
import TestBasics
import Testing

@testable import Experiments

/// Gathers that lose what rounds of Mixer lose: `loss_mode=mixer`.
struct RoundLossTests {
  private static let basis = [
    "model=cats-block-attention", "scheme=cats", "tokens=16", "devices=4",
    "platform=nrf52840-mixer", "loss_mode=mixer",
  ]
  /// Rounds too short for such links.
  private static let poor = [
    "mixer.spare_slots=0", "mixer.hops=3", "mixer.link_quality=0.5",
    "mixer.rounds=20",
  ]

  private func configuration(_ texts: [String], seed: Int = 0) throws
    -> Configuration
  {
    try Configuration(
      point(Self.basis + texts, seed: seed).settings, seed: seed,
      in: packageWorkspace())
  }

  private func values(_ texts: [String], _ metrics: [String], seed: Int = 0)
    throws -> PointValues
  {
    try PointMeasurer(packageWorkspace()).measure(
      point(Self.basis + texts, seed: seed), metrics: metrics)
  }

  @Test func theLossIsThatOfThePlan() throws {
    let made = try configuration(Self.poor)
    let loss = try #require(made.options.loss as? MixerLoss)
    let plan = try #require(made.simulate().costs.timeline.mixer)
    #expect(loss.pool == 20)
    #expect(loss.round.fragments == plan.fragments)
    #expect(loss.round.slots == plan.setting.slots)
    #expect(loss.round.messages == plan.setting.messages)
    #expect(
      try loss.round.graph == .corridor(nodes: 4, hops: 3, quality: 0.5))
  }

  /// By the mode alone: the probability plays no part.
  @Test func theProbabilityPlaysNoPart() throws {
    for probability in ["0", "0.5", "1"] {
      let made = try configuration(Self.poor + ["loss=\(probability)"])
      #expect(made.options.loss is MixerLoss)
      #expect(
        try values(Self.poor + ["loss=\(probability)"], ["lost_bytes"])
          == values(Self.poor, ["lost_bytes"]))
    }
  }

  /// What is lost is counted; the share agrees with that of the rounds.
  @Test func poorLinksLose() throws {
    var (lost, sent, share) = (0.0, 0.0, 0.0)
    for seed in 0..<20 {
      let found = try values(
        Self.poor, ["lost_bytes", "round_loss"], seed: seed)
      lost += try #require(found["lost_bytes"])
      share += try #require(found["round_loss"]) / 20
      // Two gathers, 16 tokens, 128 columns, three receivers each.
      sent += 2 * 16 * 128 * 3
    }
    #expect(share > 0.1 && share < 0.9)
    #expect(abs(lost / sent - share) < 0.12)
    #expect(
      try values(["mixer.hops=1", "mixer.link_quality=1"], ["lost_bytes"])
        == ["lost_bytes": 0])
  }

  /// Where one device sends nothing, nothing is lost.
  @Test func oneDevice() throws {
    #expect(try configuration(["devices=1"]).options.loss == nil)
    #expect(
      try configuration(["devices=1", "loss=0.5"]).options.loss == nil)
  }

  @Test func otherNetworks() {
    #expect(
      complaint {
        _ = try configuration(["platform=raspberry-pi-5-ethernet"])
      } == """
        error: the setting 'loss_mode=mixer' has no meaning on platform \
        'raspberry-pi-5-ethernet', whose network is of the kind 'switch'
          remedy: leave it out, or choose another platform
        """)
  }

  @Test func stepsOfSeveralRounds() {
    let large = [
      "tokens=64", "features=768", "mixer.payload_bytes=229",
    ]
    #expect(
      complaint { _ = try configuration(large) } == """
        error: a step takes 4 rounds of Mixer, and what they lose together is \
        not known
          expected: steps of one round, the only ones that CATS runs
          remedy: use fewer tokens, send fewer columns, or choose another \
        loss_mode
        """)
  }

  @Test func corridorsThatDevicesCannotFill() {
    #expect(
      complaint { _ = try configuration(["mixer.hops=7"]) }
        .hasPrefix("error: a corridor of 7 hops with 4 nodes\n"))
  }

  private static let platform = [
    "platform="
      + packageRoot.appendingPathComponent(
        "experiments/platforms/nrf52840-mixer.yaml"
      ).path, "scheme=cats", "devices=4",
  ]

  /// Models are judged under it, and trained as without it.
  @Test func modelsAreJudgedUnderIt() throws {
    try withTinyModels { home in
      func learning(_ texts: [String]) throws -> Learning {
        try home.learning(Self.platform + texts, model: "tiny-cats")
      }
      func loss(_ name: String, _ learning: Learning) throws
        -> (any LossModel)?
      {
        try learning.options(loss: name, of: learning.scheme, seed: 9).loss
      }
      let mixer = ["loss_mode=mixer"] + Self.poor
      let plain = try learning([])
      let lossy = try learning(mixer)
      #expect(try loss("loss", plain) == nil)
      let found = try #require(try loss("loss", lossy) as? MixerLoss)
      #expect(found.pool == 20 && found.round.graph.nodes == 4)
      #expect(try loss("train_loss", lossy) == nil)
      #expect(lossy.identity == plain.identity)
      let dropping = try learning(mixer + ["train_loss=0.2"])
      #expect(try loss("train_loss", dropping) is MessageDropout)
      #expect(
        try dropping.identity == learning(["train_loss=0.2"]).identity)

      let weights = try Transformer(random: plain.model.shape, seed: 1)
      let clean = try plain.evaluate(weights)
      #expect(try lossy.evaluate(weights) != clean)
      #expect(try lossy.evaluate(weights) == lossy.evaluate(weights))
      let safe = try learning([
        "loss_mode=mixer", "mixer.hops=1", "mixer.link_quality=1",
      ])
      #expect(try safe.evaluate(weights) == clean)
    }
  }

  /// It needs a platform, and one with Mixer.
  @Test func judgingNeedsMixer() throws {
    try withTinyModels { home in
      func told(_ platform: String?) -> String {
        complaint {
          let learning = try home.learning(
            [platform.map { "platform=" + $0 }].compactMap { $0 }
              + ["scheme=cats", "devices=4", "loss_mode=mixer"],
            model: "tiny-cats")
          _ = try learning.evaluate(
            Transformer(random: learning.model.shape, seed: 1))
        }
      }
      #expect(told(nil).hasPrefix("error: the setting 'platform' is missing\n"))
      let other = packageRoot.appendingPathComponent(
        "experiments/platforms/raspberry-pi-5-ethernet.yaml"
      ).path
      #expect(
        told(other).hasPrefix(
          "error: the setting 'loss_mode=mixer' has no meaning on platform"))
    }
  }

  /// Only what has probabilities can be lost while training.
  @Test func trainingKnowsNoRounds() {
    #expect(
      complaint {
        _ = try Vocabulary.standard.settings(["train.loss_mode=mixer"])
      }.contains(
        "expected: one of: independent, message-dropout, links, receivers, "
          + "senders"))
  }
}
