import Cluster
import Foundation
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What ASTRA computes, against the single device.
struct AstraTests {
  /// One codebook entry for each state: nothing is taken away.
  @Test func perfectCodebooksGiveTheSingleDevice() throws {
    var kinds: Set<String> = []
    for seed in 0..<UInt64(200) {
      let test = try AstraCase(seed: seed)
      let model = try test.model(isPerfect: true)
      let split = try test.split(isPerfect: true, of: model)
      let found = try split(test.samples, through: model, batched: true)
      let expected = try AstraCase.alone(
        test.samples, through: model, batched: true)
      #expect(found.shape == expected.shape, "\(test)")
      #expect(
        relativeError(
          try found.values(), try expected.values().map(Double.init))
          < 1e-3, "\(test)")
      kinds.insert("\(test.shape.classToken) \(test.shape.attends)")
    }
    #expect(kinds.count >= 4)
  }

  /// With few entries something is taken away, else the law above says
  /// nothing.
  @Test func coarseCodebooksDoNot() throws {
    var worse = 0
    for seed in 0..<UInt64(30) {
      let test = try AstraCase(seed: seed)
      let model = try test.model(isPerfect: false)
      let found = try test.split(isPerfect: false, of: model)(
        test.samples, through: model, batched: true
      ).values()
      let expected = try AstraCase.alone(
        test.samples, through: model, batched: true
      ).values().map(Double.init)
      worse += relativeError(found, expected) > 1e-2 ? 1 : 0
    }
    #expect(worse > 20)
  }

  /// A batch gives what its samples give one by one.
  @Test func aBatchIsItsSamples() throws {
    for seed in 0..<UInt64(60) {
      let test = try AstraCase(seed: seed)
      let model = try test.model(isPerfect: false)
      let split = try test.split(isPerfect: false, of: model)
      let found = try split(test.samples, through: model, batched: true)
      let apart = try split(test.samples, through: model, batched: false)
      #expect(
        relativeError(try found.values(), try apart.values().map(Double.init))
          < 1e-4, "\(test)")
    }
  }

  /// Looking keys and values up in projected codebooks changes nothing.
  @Test func tablesGiveTheSameOutput() throws {
    for seed in 0..<UInt64(80) {
      var test = try AstraCase(seed: seed)
      test.options["astra.groups"] = .integer(1)
      let model = try test.model(isPerfect: false)
      var split = try test.split(isPerfect: false, of: model)
      let projected = try split(test.samples, through: model, batched: true)
      split.options.scheme["astra.remote"] = .word("tables")
      let found = try split(test.samples, through: model, batched: true)
      #expect(
        relativeError(
          try found.values(), try projected.values().map(Double.init)) < 1e-4,
        "\(test)")
    }
  }

  /// A text goes on from its prompt on one device, to the bit.
  @Test func decodingIsTheSingleDevice() throws {
    let shape = ModelShape(
      name: "text", width: 16, hidden: 20, blocks: 2, heads: 4,
      keyValueHeads: 2, vocabulary: 11, context: 32)
    let model = try randomModel(shape, seed: 5)
    func text(_ scheme: any Scheme, _ devices: Int) throws -> [Float] {
      let decoder = TextDecoder(
        scheme, model, on: try Cluster(devices: devices))
      return try [3, 1, 4, 1, 5].flatMap {
        try decoder.scores(after: $0).values()
      }
    }
    #expect(try text(Astra(), 3) == text(Single(), 1))
  }

  /// After a prompt, decoding goes on with the codes of the others' tokens.
  @Test func aPromptLeavesItsCacheOnTheLastDevice() throws {
    let shape = ModelShape(
      name: "text", width: 16, hidden: 20, blocks: 2, heads: 4,
      keyValueHeads: 2, vocabulary: 11, context: 32)
    var random = RandomStream(seed: 9)
    let prompt = (0..<9).map { _ in random.int(0...10) }
    let model = try randomModel(shape, seed: 6)
    var options = ClusterOptions()
    options.scheme = ["astra.entries": .integer(10)]
    let scheme = Astra()
    model.additions = try scheme.additions(
      to: shape, devices: 3, options: options.scheme
    ).map { try Additions($0, random: 1) }
    try scheme.adapt(
      model, to: [Pass(prompt)], options: options.scheme, epoch: 0, seed: 1)
    func scores(_ scheme: any Scheme, _ devices: Int) throws -> [Float] {
      let memory = DecodingMemory()
      let cluster = try Cluster(devices: devices, options: options)
      _ = try scheme.forward(
        Pass(prompt, memory: memory), through: model, on: cluster)
      memory.advance(by: prompt.count)
      return try scheme.forward(
        Pass([7], memory: memory), through: model, on: cluster
      ).values()
    }
    let expected = try scores(Single(), 1).map(Double.init)
    #expect(relativeError(try scores(scheme, 3), expected) < 1e-3)
  }

  /// No token of a decoder sees later ones, coded or not.
  @Test func laterTokensChangeNothing() throws {
    for seed in stride(from: UInt64(0), to: 60, by: 3) {
      let test = try AstraCase(seed: seed, samples: 1)
      guard case .texts(let texts) = test.samples else { continue }
      let model = try test.model(isPerfect: false)
      let split = try test.split(isPerfect: false, of: model)
      let changed = test.positions / 2
      var other = texts[0]
      other[changed] = (other[changed] + 1) % test.shape.vocabulary
      let one = try split(test.samples, through: model, batched: true)
      let two = try split(.texts([other]), through: model, batched: true)
      let columns = one.shape.columns
      let same = try one.values().prefix(changed * columns)
      #expect(try two.values().prefix(changed * columns) == same, "\(test)")
      #expect(try two.values() != one.values(), "\(test)")
    }
  }

  @Test func whatDoesNotSuitIsRefused() throws {
    let shape = ModelShape(
      name: "m", width: 16, hidden: 20, blocks: 1, heads: 4, keyValueHeads: 4,
      vocabulary: 11, context: 32)
    let table: [(SchemeOptions, ModelError)] = [
      (
        ["astra.groups": .integer(3)],
        .option(
          "astra.groups", value: "3",
          expected: "a divisor of 16, the width of 'm'")
      ),
      (
        ["astra.groups": .integer(2), "astra.remote": .word("tables")],
        .option(
          "astra.remote", value: "tables",
          expected: "groups 1: the norm before the projections takes all "
            + "parts of a state together")
      ),
    ]
    for (options, error) in table {
      #expect(throws: error) {
        try Astra().additions(to: shape, devices: 2, options: options)
      }
    }
    for shares in ["1", "1:1:1", "1:0", "1:-2", "1:x", "1:nan", ""] {
      var options = ClusterOptions()
      options.scheme = ["astra.token_shares": .word(shares)]
      let model = try Transformer(shapesOnly: shape)
      model.additions = try Astra().additions(
        to: shape, devices: 2, options: options.scheme
      ).map(Additions.init(shapesOnly:))
      let cluster = try Cluster(devices: 2, options: options)
      #expect(throws: ModelError.self, "\(shares)") {
        try Astra().forward(Pass(count: 4), through: model, on: cluster)
      }
    }
    let bare = try Transformer(shapesOnly: shape)
    let cluster = try Cluster(devices: 2)
    #expect(throws: ModelError.noAdditions(scheme: "astra", name: "all")) {
      try Astra().forward(Pass(count: 4), through: bare, on: cluster)
    }
  }
}
