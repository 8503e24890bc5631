import Cluster
import Foundation
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// The text that llama2.c's own test expects of stories260K.
@Suite(
  .enabled(
    if: dataFile("stories260K/expected_greedy_200.txt") != nil,
    "the folder in SHARDBENCH_DATA holds no stories260K"))
struct TextTests {
  struct Way: Sendable, CustomTestStringConvertible {
    var scheme: String
    var devices: Int
    var allReduce = AllReduceAlgorithm.ring
    var testDescription: String { "\(scheme) on \(devices), \(allReduce)" }
  }

  static let ways: [Way] =
    [Way(scheme: "single", devices: 1)]
    + (2...4).flatMap { devices in
      [.ring, .star, .fullMesh, .tree(group: 2), .tree(group: 3)].map {
        Way(scheme: "tensor-parallel", devices: devices, allReduce: $0)
      }
    } + (2...5).map { Way(scheme: "pipeline", devices: $0) }
    + (2...8).map { Way(scheme: "voltage", devices: $0) }

  @Test(arguments: ways)
  func decodesTheExpectedText(_ way: Way) throws {
    let expected = try String(
      contentsOf: #require(dataFile("stories260K/expected_greedy_200.txt")),
      encoding: .utf8)
    let text = try decode(200, way)
    #expect(text == expected)
  }

  private func decode(_ steps: Int, _ way: Way) throws -> String {
    let model = try LlamaCheckpoint.read(
      #require(dataFile("stories260K/stories260K.bin")), name: "stories260k")
    let tokenizer = try LlamaTokenizer(
      #require(dataFile("stories260K/tok512.bin")),
      vocabulary: model.shape.vocabulary)
    var options = ClusterOptions()
    options.allReduce = way.allReduce
    options.recordsTrace = false
    let cluster = try Cluster(devices: way.devices, options: options)
    let memory = DecodingMemory()
    var sampler = Sampler(temperature: 0, seed: 0)
    var token = LlamaTokenizer.begin
    var bytes: [UInt8] = []
    for _ in 0..<steps {
      let scores = try known(way.scheme).forward(
        Pass([token], memory: memory), through: model, on: cluster)
      memory.advance(by: 1)
      let next = try sampler.next(scores)
      if next == LlamaTokenizer.begin { break }
      bytes += tokenizer.decode(next, after: token)
      token = next
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
