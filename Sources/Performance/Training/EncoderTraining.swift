import Foundation
import Models
import Tensors

/// Trains an ``Encoder`` on one batch, cut into micro-batches.
///
/// The micro-batches belong to lanes, each with a tape of its own; threads
/// take whole lanes, and the lanes' gradients are added in order. So the
/// weights depend on the number of lanes, but not on that of threads.
package final class EncoderTraining {
  private let encoder: Encoder
  private let optimizer: AdamW
  private let gradients: Gradients
  private let inputs: [Tensor]
  private let targets: [Tensor]
  private let lanes: Int
  private let threads: Int

  /// - Parameters:
  ///   - part: samples of a micro-batch; divides the batch.
  ///   - threads: how many lanes run at the same time.
  package init(
    _ sizes: EncoderSizes, part: Int, lanes: Int = 2, threads: Int
  ) throws {
    encoder = Encoder(sizes)
    optimizer = AdamW([ParameterGroup(encoder.parameters, decay: 0.01)])
    gradients = Gradients(of: encoder.parameters)
    self.lanes = lanes
    self.threads = threads
    var random = RandomStream(seed: 2)
    let shape = Shape(part, sizes.tokens, sizes.width)
    let parts = sizes.batch / part
    inputs = (0..<parts).map { _ in randomTensor(shape, &random) }
    targets = (0..<parts).map { _ in randomTensor(shape, &random) }
  }

  /// Forward, backward and AdamW over the whole batch.
  package func step() throws {
    let tapes = (0..<lanes).map { _ in Tape() }
    try eachLane { lane in
      for part in self.parts(of: lane) {
        let loss = try self.encoder
          .forward(self.inputs[part], on: tapes[lane])
          .meanSquareError(self.targets[part])
        try tapes[lane].backward(
          from: loss, scale: 1 / Float(self.inputs.count))
      }
    }
    gradients.reset()
    for tape in tapes { gradients.add(tape) }
    optimizer.step(gradients, rate: 1e-3)
  }

  /// The forward pass alone, over the whole batch.
  package func forward() throws {
    try eachLane { lane in
      for part in self.parts(of: lane) {
        _ = try self.encoder.forward(self.inputs[part])
      }
    }
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
