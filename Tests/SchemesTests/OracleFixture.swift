import Cluster
import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// A tiny model as its own tool computes it; Tests/Oracle/architectures.py
/// writes the fixtures.
struct OracleFixture {
  private struct File: Decodable {
    var source: String
    var tokens: [[Int]]?
    var vectors: [[[Float]]]?
    var targets: [Int]
    var loss: Double
    var output: [Double]
  }

  private let file: File
  let model: Transformer
  /// The gradients, in a model of their own.
  let gradients: Transformer
  let samples: Samples
  var targets: [Int] { file.targets }
  var loss: Double { file.loss }
  var output: [Double] { file.output }

  init(_ name: String) throws {
    let folder = packageRoot.appending(path: "Tests/SchemesTests/Fixtures")
    file = try JSONDecoder().decode(
      File.self,
      from: Data(contentsOf: folder.appending(path: name + ".json")))
    let shape = try ModelFile(file: folder.appending(path: name + ".yaml"))
      .shape
    model = try Transformer(
      shape, weightsIn: folder.appending(path: name + ".safetensors"))
    gradients = try Transformer(
      shape, weightsIn: folder.appending(path: name + ".gradients.safetensors"))
    if let texts = file.tokens {
      samples = .texts(texts)
    } else {
      let vectors = try #require(file.vectors)
      let rows = try #require(vectors.first)
      samples = .vectors(
        try Tensor(
          Shape(vectors.count, rows.count, rows[0].count),
          vectors.flatMap { $0.flatMap { $0 } }))
    }
  }

  /// Every way to split the model that it allows.
  var splits: [Split] {
    let shape = model.shape
    return [Split(scheme: "single", devices: 1)]
      + (1...shape.keyValueHeads).flatMap { devices in
        [AllReduceAlgorithm.ring, .tree(group: 2)].map {
          var options = ClusterOptions()
          options.allReduce = $0
          return Split(
            scheme: "tensor-parallel", devices: devices, options: options)
        }
      }
      + (1...shape.blocks).map { Split(scheme: "pipeline", devices: $0) }
      + [1, 2, 3, 5, 9].map { Split(scheme: "voltage", devices: $0) }
      + (1...shape.keyValueHeads).map { Split(scheme: "galaxy", devices: $0) }
  }
}
