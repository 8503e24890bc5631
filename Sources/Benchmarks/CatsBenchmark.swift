import Cluster
import Dispatch
import Foundation
import Models
import Schemes
import Tensors

/// CATS verytiny over 8 devices with message dropout: the states in, the
/// states out, as Tests/Oracle measures it with PyTorch.
struct CatsBenchmark {
  let model: Transformer
  let batch: Int
  let part: Int
  let input: Tensor
  let target: Tensor
  let optimizer: AdamW
  let threads: Int

  init(_ shape: ModelShape, batch: Int, part: Int, threads: Int) throws {
    var random = RandomStream(seed: 1)
    func values(_ count: Int, _ limit: Float) -> [Float] {
      (0..<count).map { _ in
        (Float(random.next() >> 40) / 8_388_608 - 1) * limit
      }
    }
    model = try Transformer(shape) { name, extents in
      if name.hasSuffix("norm") {
        return try Tensor(
          extents, [Float](repeating: 1, count: extents.count))
      }
      return try Tensor(extents, values(extents.count, 0.05))
    }
    self.batch = batch
    self.part = part
    self.threads = threads
    guard case .vectors(let elements, _) = shape.input,
      case .eachPosition(let outputs, _) = shape.head
    else { throw ModelError.input(model: shape.name, expected: "vectors") }
    let one = Shape(batch, shape.context, elements)
    input = try Tensor(one, values(one.count, 1))
    let two = Shape(batch, shape.context, outputs)
    target = try Tensor(two, values(two.count, 1))
    optimizer = AdamW(
      ParameterGroup.byRank(model.parameters, decay: 0.01))
  }

  private func loss(_ samples: Range<Int>, on tape: Tape?, epoch: Int) throws
    -> Tensor
  {
    var options = ClusterOptions()
    options.recordsTrace = false
    options.loss = MessageDropout(probability: 0.1, seed: 7)
    let cluster = try Cluster(devices: 8, options: options, tape: tape)
    cluster.begin(samples: samples.map { epoch * batch + $0 })
    func cut(_ x: Tensor) throws -> Tensor {
      let (n, f) = (x.shape[1], x.shape[2])
      return try x.reshaped(Shape(batch * n, f))
        .rows(samples.lowerBound * n..<samples.upperBound * n)
        .reshaped(Shape(samples.count, n, f))
    }
    let y = try Cats().forward(
      Pass(vectors: cut(input)), through: model, on: cluster)
    return try y.meanSquareError(cut(target))
  }

  private var parts: [Range<Int>] {
    stride(from: 0, to: batch, by: part).map { $0..<min(batch, $0 + part) }
  }

  func evaluate() throws {
    let parts = parts
    nonisolated(unsafe) let me = self
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for i in stride(from: thread, to: parts.count, by: me.threads) {
        _ = try? me.loss(parts[i], on: nil, epoch: 0)
      }
    }
  }

  func train(epoch: Int) throws {
    let parts = parts
    nonisolated(unsafe) let me = self
    let sums = (0..<threads).map { _ in Gradients(of: optimizer.parameters) }
    nonisolated(unsafe) let all = sums
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for i in stride(from: thread, to: parts.count, by: me.threads) {
        let tape = Tape()
        if let loss = try? me.loss(parts[i], on: tape, epoch: epoch) {
          try? tape.backward(
            from: loss, scale: Float(parts[i].count) / Float(me.batch))
          all[thread].add(tape)
        }
      }
    }
    optimizer.step(sums[0], rate: 1e-3)
  }
}

func benchmarkCats() throws {
  let arguments = CommandLine.arguments
  let part = arguments.count > 2 ? Int(arguments[2]) ?? 8 : 8
  let threads = arguments.count > 3 ? Int(arguments[3]) ?? 2 : 2
  let file = try ModelFile(
    file: URL(filePath: "experiments/models/cats-verytiny-d8.yaml"))
  let bench = try CatsBenchmark(
    file.shape, batch: 64, part: part, threads: threads)
  var epoch = 0
  let train = try seconds(runs: 9) {
    try bench.train(epoch: epoch)
    epoch += 1
  }
  let test = try seconds(runs: 9) { try bench.evaluate() }
  print(
    String(
      format: "cats part %d threads %d: train %.0f (best %.0f), eval %.0f "
        + "(best %.0f) samples/s", part, threads, 64 / train.median,
      64 / train.best, 64 / test.median, 64 / test.best))
}
