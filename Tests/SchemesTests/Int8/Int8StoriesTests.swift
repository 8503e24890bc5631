import Cluster
import Foundation
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// int8 on the real stories260K checkpoint: its greedy text in int8.
@Suite(
  .enabled(
    if: dataFile("stories260K/stories260K.bin") != nil,
    "the folder in SHARDBENCH_DATA holds no stories260K"))
struct Int8StoriesTests {
  static let collectives: [AllReduceAlgorithm] = [
    .ring, .star, .fullMesh, .tree(group: 2), .tree(group: 4),
  ]
  private let plain: Transformer
  private let int8: Transformer

  init() throws {
    plain = try LlamaCheckpoint.read(
      #require(dataFile("stories260K/stories260K.bin")), name: "stories260k")
    let log = Int8Log()
    _ = try Self.decode(
      plain.watched(by: log), 200, "single", 1, .init(),
      Sampler(temperature: 1, seed: 7))
    int8 = try plain.int8(log.calibration)
  }

  /// Tokens and the scores that they were chosen by.
  private static func decode(
    _ model: Transformer, _ steps: Int, _ scheme: String, _ devices: Int,
    _ options: ClusterOptions,
    _ sampler: Sampler = Sampler(temperature: 0, seed: 0)
  ) throws -> (tokens: [Int], scores: [Float]) {
    var options = options
    var sampler = sampler
    options.recordsTrace = false
    let decoder = TextDecoder(
      try known(scheme), model,
      on: try Cluster(devices: devices, options: options))
    var (tokens, scores) = ([LlamaTokenizer.begin], [Float]())
    for _ in 0..<steps {
      let row = try decoder.scores(after: tokens[tokens.count - 1])
      scores += try row.values()
      tokens.append(try sampler.next(row))
    }
    return (tokens, scores)
  }

  /// Every split that its heads allow, uneven ones too.
  @Test(arguments: 1...4, collectives)
  func int32SumsGiveTheTextOfOneDevice(
    devices: Int, collective: AllReduceAlgorithm
  ) throws {
    let alone = try Self.decode(
      int8, 100, "single", 1, Int8Case.options(.int32))
    var options = Int8Case.options(.int32)
    options.allReduce = collective
    let found = try Self.decode(
      int8, 100, "tensor-parallel", devices, options)
    #expect(found.tokens == alone.tokens)
    #expect(
      found.scores.map(\.bitPattern) == alone.scores.map(\.bitPattern))
  }

  @Test(arguments: 2...4, collectives)
  func int8SumsDeviate(devices: Int, collective: AllReduceAlgorithm) throws {
    // One pass over a fixed text: decoding would go astray.
    let text = try Self.decode(
      plain, 60, "single", 1, .init()
    ).tokens
    func scores(_ devices: Int, _ scheme: String, _ format: ElementFormat)
      throws -> [Float]
    {
      var options = Int8Case.options(format)
      options.allReduce = collective
      return try Int8Case.run(
        int8, [text], scheme, devices: devices, options
      ).scores
    }
    let off = deviation(
      try scores(devices, "tensor-parallel", .int8),
      try scores(1, "single", .int32))
    #expect(off > 0.001 && off < 0.2, "\(off)")
  }

  /// The likeliest token is mostly the same as in fp32.
  @Test func int8AgreesWithFP32() throws {
    let text = try Self.decode(plain, 100, "single", 1, .init())
    let inInt8 = try Int8Case.run(
      int8, [Array(text.tokens.dropLast())], "single", devices: 1,
      Int8Case.options(.int32)
    ).scores
    let size = plain.shape.vocabulary
    let agreeing = text.tokens.dropFirst().enumerated().filter { row, token in
      let scores = inInt8[row * size..<(row + 1) * size]
      return scores.max() == scores[row * size + token]
    }
    #expect(agreeing.count >= 90, "\(agreeing.count) of 100")
    #expect(deviation(inInt8, text.scores) < 0.1)
  }
}
