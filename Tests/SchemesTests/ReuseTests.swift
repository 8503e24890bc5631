import Cluster
import Models
import Tensors
import TestSupport
import Testing

struct ReuseTests {
  /// One cluster may run one model after another; no device takes the weights
  /// of a model that is gone for those of the next.
  @Test func aClusterRunsManyModels() throws {
    let shape = ModelShape(
      name: "small", width: 4, hidden: 4, blocks: 1, heads: 2,
      keyValueHeads: 2, vocabulary: 5, context: 8)
    let shared = try Cluster(devices: 2)
    for seed in 0..<UInt64(50) {
      func run(_ cluster: Cluster) throws -> [Float] {
        let model = try randomModel(shape, seed: seed)
        return try known("tensor-parallel")
          .forward(Pass([1, 2]), through: model, on: cluster).values()
      }
      #expect(try run(shared) == run(Cluster(devices: 2)), "seed \(seed)")
    }
  }
}
