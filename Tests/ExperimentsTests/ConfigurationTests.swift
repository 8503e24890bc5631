import TestBasics
import Platforms
import Tensors
import Testing

@testable import Cluster
@testable import Experiments

/// Settings become the things that they name.
struct ConfigurationTests {
  private func configuration(_ texts: String..., seed: Int = 0) throws
    -> Configuration
  {
    let point = try point(texts, seed: seed)
    return try Configuration(
      point.settings, seed: point.seed, in: packageWorkspace())
  }

  @Test func defaults() throws {
    let plain = try configuration()
    #expect(plain.devices == 1 && plain.tokens == 1 && plain.context == 0)
    #expect(plain.accounting == "paper")
    #expect(plain.model.shape.name == "stories260k")
    // Those of the platform.
    let defaults = plain.platform.defaults
    #expect(plain.options.formats.weights == defaults.weights)
    #expect(plain.options.formats.activations == defaults.activations)
    #expect(plain.options.formats.messages == defaults.messages)
    #expect(plain.options.loss == nil)
    let network = try plain.platform.accounting("paper").network
    #expect(plain.options.retries == network.retries)
    #expect(plain.options.packetBytes == Int(network.packet.value))
    #expect(plain.options.allReduce == .fullMesh)
  }

  @Test func everySettingArrives() throws {
    let all = try configuration(
      "scheme=tensor-parallel", "devices=4", "tokens=3", "context=7",
      "accounting=physical", "collective=tree", "group=3", "loss=0.25",
      "retries=5", "packet_bytes=100", "weight_format=fp32",
      "activation_format=fp16", "message_format=q40", seed: 9)
    #expect(all.devices == 4 && all.tokens == 3 && all.context == 7)
    #expect(all.accounting == "physical")
    #expect(all.options.allReduce == .tree(group: 3))
    #expect(all.options.retries == 5 && all.options.packetBytes == 100)
    #expect(
      all.options.formats
        == ElementFormats(weights: .fp32, activations: .fp16, messages: .q40))
    #expect((all.options.loss as? IndependentLoss)?.probability == 0.25)
  }

  @Test(
    arguments: [
      ("ring", .ring), ("star", .star), ("full-mesh", .fullMesh),
      ("tree", .tree(group: 4)),
    ] as [(String, AllReduceAlgorithm)])
  func collectives(name: String, algorithm: AllReduceAlgorithm) throws {
    let made = try configuration("collective=\(name)")
    #expect(made.options.allReduce == algorithm)
  }

  /// Several samples at once are as much work, and read the weights once, but
  /// for a table's row or a class token that each of them takes.
  @Test(arguments: ["vit-base", "bert-base"])
  func batches(model: String) throws {
    func costs(_ batch: Int) throws -> (macs: Int, air: Int, weights: Int) {
      let costs = try configuration(
        "model=\(model)", "tokens=196", "scheme=voltage", "devices=2",
        "message_format=fp32", "batch=\(batch)"
      ).simulate().costs
      return (
        costs.macs, costs.timeline.airBytes,
        costs.timeline.devices[0].weightBytesRead
      )
    }
    let (one, many) = (try costs(1), try costs(8))
    #expect(many.macs == 8 * one.macs)
    #expect(many.air == 8 * one.air)
    #expect(many.weights >= one.weights)
    #expect(many.weights - one.weights < one.weights / 50)
  }

  /// Keys and values are kept of one text.
  @Test func noBatchOfTexts() throws {
    #expect(throws: ConfigurationError.batch(model: "stories260k")) {
      try configuration("batch=2")
    }
    #expect(try configuration("batch=1").batch == 1)
  }

  /// The seed names what is lost.
  @Test func theSeedNamesTheLoss() throws {
    func lost(_ seed: Int) throws -> [Bool] {
      let loss = try #require(
        configuration("loss=0.5", seed: seed).options.loss)
      return (0..<64).map {
        loss.loses(
          .init(
            sample: 0, round: $0, sender: 0, receiver: 1, packet: 0,
            attempt: 0))
      }
    }
    #expect(try lost(1) == lost(1))
    #expect(try lost(1) != lost(2))
  }

  /// What a setting says is seen in the costs.
  @Test func settingsChangeTheCosts() throws {
    func costs(_ texts: String...) throws -> [String: Double] {
      let basis = ["scheme=tensor-parallel", "devices=4", "model=llama2-7b"]
      let point = try point(basis + texts)
      let metrics = try Configuration(
        point.settings, seed: 0, in: packageWorkspace()
      ).simulate().costs.metrics
      return Dictionary(
        uniqueKeysWithValues: metrics.map { ($0.metric.name, $0.value) })
    }
    func value(_ name: String, _ costs: [String: Double]) throws -> Double {
      try #require(costs[name])
    }
    let plain = try costs()
    let slow = try costs("bandwidth_mbps=1")
    #expect(
      try value("latency_s", slow) > 10 * value("latency_s", plain))
    #expect(
      try abs(value("compute_s", slow) / value("compute_s", plain) - 1) < 1e-9)
    #expect(slow["air_bytes"] == plain["air_bytes"])
    // The platform's own rate changes nothing.
    #expect(try costs("bandwidth_mbps=1000") == plain)
    // 4 bytes for each value instead of 34 for 32 of them.
    let wide = try costs("message_format=fp32")
    #expect(
      try abs(
        value("air_bytes", wide) / value("air_bytes", plain) - 128.0 / 34)
        < 1e-9)
    let heavy = try costs("weight_format=fp16")
    #expect(
      try value("weight_bytes", heavy) > 3 * value("weight_bytes", plain))
    let long = try costs("context=1000")
    #expect(
      try value("ram_peak_bytes", long) > value("ram_peak_bytes", plain))
    #expect(try value("macs", long) > value("macs", plain))
    let physical = try costs("accounting=physical")
    #expect(
      try value("air_bytes", physical) > value("air_bytes", plain))
  }

  @Test(
    arguments: [
      ("model", "the setting 'model' is missing"),
      ("scheme", "the setting 'scheme' is missing"),
      ("platform", "the setting 'platform' is missing"),
    ])
  func whatIsMissing(name: String, problem: String) throws {
    var settings = try point([]).settings
    settings[name] = nil
    let told = complaint {
      _ = try Configuration(settings, seed: 0, in: packageWorkspace())
    }
    #expect(
      told == """
        error: \(problem)
          remedy: give it in the manifest, or with --set \(name)=...
        """)
  }

  /// The last position of the context is the last that there is.
  @Test func theEndOfTheContext() throws {
    #expect(try configuration("context=511").context == 511)
    #expect(try configuration("tokens=512").tokens == 512)
    for texts in [["context=512"], ["tokens=500", "context=13"]] {
      let told = complaint {
        _ = try Configuration(
          point(texts).settings, seed: 0, in: packageWorkspace())
      }
      #expect(
        told.hasPrefix(
          "error: position 513 is behind the end of the context of "
            + "'stories260k'\n  expected: at most 512 positions\n"))
    }
  }
}
