import Cluster
import Experiments
import Foundation
import Models
import Platforms
import Schemes
import Tensors

extension Workloads {
  /// Costing a stored trace, and a point of shapes alone from its settings on.
  static func simulation(_ workspace: Workspace) -> [Workload] {
    func configuration(
      _ model: String, _ scheme: String, _ devices: Int
    ) throws -> Configuration {
      let settings = try Vocabulary.standard.settings([
        "model=\(model)", "scheme=\(scheme)", "devices=\(devices)",
        "platform=raspberry-pi-5-ethernet",
      ])
      return try Configuration(settings, seed: 0, in: workspace)
    }
    func timeline(
      _ name: String, _ scheme: String, _ devices: Int, calls: Int
    ) -> Workload {
      Workload("timeline/\(name)", calls: calls, countedCalls: 1) {
        let point = try configuration("llama2-70b", scheme, devices)
        let trace = try point.simulate().trace
        return {
          _ = try Costs(of: trace, on: point.platform, accounting: "paper")
        }
      }
    }
    return [
      timeline("llama2-70b-tensor-parallel-8", "tensor-parallel", 8, calls: 2),
      timeline("llama2-70b-voltage-16", "voltage", 16, calls: 3),
      Workload("executor/point-llama2-7b", calls: 2, countedCalls: 1) {
        let point = try configuration("llama2-7b", "tensor-parallel", 4)
        return { _ = try point.simulate() }
      },
    ]
  }

  /// Decoding with values through a scheme, message by message.
  static func decoding(_ workspace: Workspace) -> [Workload] {
    [
      Workload("executor/decode-tensor-parallel-4", calls: 1, countedCalls: 1) {
        let shape = try workspace.model("stories260k").shape
        let model = try Transformer(random: shape, seed: 1)
        var options = ClusterOptions()
        options.recordsTrace = false
        let chosen = options
        return {
          let cluster = try Cluster(devices: 4, options: chosen)
          let decoder = TextDecoder(TensorParallel(), model, on: cluster)
          for step in 0..<8 {
            _ = try decoder.scores(after: 1 + step * 7 % 500)
          }
        }
      }
    ]
  }

  /// Work whose memory is watched: a step of training on a large batch, and
  /// the trace and the costs of a large model on many devices.
  static func large(_ workspace: Workspace) -> [Workload] {
    [
      Workload("training/encoder-batch-256", calls: 1) {
        let training = try EncoderTraining(
          EncoderSizes(batch: 256), part: 128, threads: 1)
        return { try training.step() }
      },
      Workload("executor/point-llama2-70b-voltage-128", calls: 1) {
        let settings = try Vocabulary.standard.settings([
          "model=llama2-70b", "scheme=voltage", "devices=128", "tokens=128",
          "platform=raspberry-pi-5-ethernet", "must_fit=false",
        ])
        let point = try Configuration(settings, seed: 0, in: workspace)
        return { _ = try point.simulate() }
      },
    ]
  }

  /// Steps of training: an encoder, and CATS through its scheme.
  static func training(_ workspace: Workspace) -> [Workload] {
    [
      Workload(
        "training/encoder-layer", calls: 2, countedCalls: 1
      ) {
        // What more layers hold goes through memory, which neighbours use too.
        var sizes = EncoderSizes(batch: 2)
        sizes.layers = 1
        let training = try EncoderTraining(sizes, part: 1, threads: 1)
        return { try training.step() }
      },
      Workload(
        "training/cats-verytiny", calls: 1, countedCalls: 0
      ) {
        let training = try CatsTraining(
          shape: workspace.model("cats-verytiny-d8").shape, batch: 1,
          part: 1, threads: 1)
        return { try training.train() }
      },
    ]
  }
}
