import Cluster
import Dispatch
import Models
import Schemes
import Tensors

/// Trains CATS verytiny on one batch through the scheme `cats` on 8 devices,
/// with message dropout at q = 0.1: each sample loses messages of its own.
package final class CatsTraining {
  /// Samples of a step as the scheme was published with.
  package static let fullBatch = 64
  private let batch: Int
  private let model: Transformer
  private let optimizer: AdamW
  private let gradients: Gradients
  private let inputs: [Tensor]
  private let targets: [Tensor]
  private let part: Int
  private let lanes = 2
  private let threads: Int
  private var step = 0

  /// - Parameters:
  ///   - shape: that of `cats-verytiny-d8`.
  ///   - batch: samples of a step.
  ///   - part: samples of a micro-batch; divides the batch.
  ///   - threads: how many lanes run at the same time.
  package init(
    shape: ModelShape, batch: Int = fullBatch, part: Int, threads: Int
  ) throws {
    self.batch = batch
    model = try Transformer(random: shape, seed: 1)
    optimizer = AdamW([ParameterGroup(model.parameters, decay: 0.001)])
    gradients = Gradients(of: model.parameters)
    self.part = part
    self.threads = threads
    var random = RandomStream(seed: 2)
    var (elements, outputs) = (0, 0)
    if case .vectors(let count, _) = shape.input { elements = count }
    if case .eachPosition(let count, _) = shape.head { outputs = count }
    let parts = batch / part
    inputs = (0..<parts).map { _ in
      randomTensor(Shape(part, shape.context, elements), &random)
    }
    targets = (0..<parts).map { _ in
      randomTensor(Shape(part, shape.context, outputs), &random)
    }
  }

  /// Forward, backward and AdamW over the whole batch.
  package func train() throws {
    let tapes = (0..<lanes).map { _ in Tape() }
    try eachLane { lane in
      for index in self.parts(of: lane) {
        let loss = try self.forward(index, on: tapes[lane])
          .meanSquareError(self.targets[index])
        try tapes[lane].backward(
          from: loss, scale: 1 / Float(self.inputs.count))
      }
    }
    gradients.reset()
    for tape in tapes { gradients.add(tape) }
    optimizer.step(gradients, rate: 1e-3)
    step += 1
  }

  /// The forward pass alone, over the whole batch.
  package func evaluate() throws {
    try eachLane { lane in
      for index in self.parts(of: lane) { _ = try self.forward(index, on: nil) }
    }
  }

  private func forward(_ index: Int, on tape: Tape?) throws -> Tensor {
    var options = ClusterOptions()
    options.recordsTrace = false
    options.loss = MessageDropout(probability: 0.1, seed: 7)
    let cluster = try Cluster(devices: 8, options: options, tape: tape)
    let first = step * batch + index * part
    cluster.begin(samples: Array(first..<first + part))
    return try Cats().forward(
      Pass(vectors: inputs[index]), through: model, on: cluster)
  }

  private func parts(of lane: Int) -> StrideTo<Int> {
    stride(from: lane, to: inputs.count, by: lanes)
  }

  private func eachLane(_ body: @escaping (Int) throws -> Void) throws {
    let work = Lanes(body, lanes: lanes, threads: threads)
    DispatchQueue.concurrentPerform(iterations: threads, execute: work.run)
    try work.check()
  }
}
