import Foundation
import Models
import Tensors
import TestSupport

/// A small network on generated data, with dropout that is keyed by sample.
final class GeneratedTask: TrainingTask {
  let identity: String
  let parameters: [Parameter]
  let sampleCount: Int
  /// A sample whose input is no number, from this epoch on.
  var bad: (sample: Int, epoch: Int)?
  /// Validation losses to report instead of the true one, in order.
  var script: [Double] = []
  private(set) var evaluations = 0

  private static let inputs = 5
  private let hidden: Int
  private let dropout: Double
  private let x: [Float]
  private let y: [Float]

  init(
    seed: UInt64 = 1, samples: Int = 37, hidden: Int = 16,
    dropout: Double = 0.3, identity: String = "generated 1"
  ) throws {
    var random = RandomStream(seed: seed)
    self.identity = identity
    self.hidden = hidden
    self.dropout = dropout
    sampleCount = samples
    // The last quarter again is for validation.
    x = random.values((samples + samples / 4) * Self.inputs)
    y = stride(from: 0, to: x.count, by: Self.inputs).map { [x] in
      x[$0] * x[$0 + 1] - x[$0 + 2] + 0.1 * x[$0 + 3]
    }
    let width = Self.inputs
    parameters = [
      Parameter("first.weight", try random.tensor(Shape(hidden, width))),
      Parameter("first.bias", try random.tensor(Shape(hidden))),
      Parameter("second.weight", try random.tensor(Shape(1, hidden))),
      Parameter("second.bias", try random.tensor(Shape(1))),
    ]
  }

  func loss(of samples: [Int], key: EpochKey, on tape: Tape) throws -> Tensor {
    let scale = Float(1 / (1 - dropout))
    let mask = samples.flatMap { sample in
      var random = key.stream(sample: sample)
      return (0..<hidden).map { _ -> Float in
        Double(random.next() >> 11) / 9_007_199_254_740_992 < dropout
          ? 0 : scale
      }
    }
    return try outputs(
      samples, tape.leaf, mask: Tensor(Shape(samples.count, hidden), mask),
      epoch: key.epoch
    ).meanSquareError(targets(samples))
  }

  func evaluate() throws -> Double {
    evaluations += 1
    if evaluations <= script.count { return script[evaluations - 1] }
    let samples = Array(sampleCount..<y.count)
    let loss = try outputs(samples, \.value, mask: nil, epoch: 0)
      .meanSquareError(targets(samples))
    return Double(try loss.values()[0])
  }

  private func outputs(
    _ samples: [Int], _ weight: (Parameter) -> Tensor, mask: Tensor?,
    epoch: Int
  ) throws -> Tensor {
    let rows = samples.flatMap { sample in
      (0..<Self.inputs).map { i -> Float in
        if let bad, bad.sample == sample, epoch >= bad.epoch { return .nan }
        return x[sample * Self.inputs + i]
      }
    }
    let h = try Tensor(Shape(samples.count, Self.inputs), rows)
      .linear(weight(parameters[0]), bias: weight(parameters[1])).relu()
    return try (mask.map { try h * $0 } ?? h)
      .linear(weight(parameters[2]), bias: weight(parameters[3]))
  }

  private func targets(_ samples: [Int]) throws -> Tensor {
    try Tensor(Shape(samples.count, 1), samples.map { y[$0] })
  }
}

/// Which optimizer a test takes.
enum Choice: CaseIterable {
  case adamW
  case sgd

  func make(_ parameters: [Parameter]) -> any Optimizer {
    let groups = ParameterGroup.byRank(parameters, decay: 0.05)
    return switch self {
    case .adamW: AdamW(groups)
    case .sgd: SGD(groups, momentum: 0.9)
    }
  }
}

extension TrainingOptions {
  /// Small batches, four epochs, clipping that takes hold.
  static func small(_ change: (inout TrainingOptions) -> Void = { _ in })
    -> TrainingOptions
  {
    var options = TrainingOptions()
    options.batch = 8
    options.microBatch = 3
    options.epochs = 4
    options.seed = 7
    options.rate = LearningRate(peak: 0.02, warmUp: 3, cosine: 17)
    options.clipNorm = 0.5
    options.workers = 1
    change(&options)
    return options
  }
}

extension Trainer {
  /// A trainer of a task whose weights are those at the start.
  convenience init(
    _ task: GeneratedTask, _ choice: Choice, _ options: TrainingOptions
  ) throws {
    try self.init(task, choice.make(task.parameters), options, now: { 0 })
  }
}

extension GeneratedTask {
  /// The bits of all weights.
  func bits() throws -> [[UInt32]] {
    try parameters.map { try $0.value.values().map(\.bitPattern) }
  }
}

/// A folder for one test, removed afterwards.
func withTrainingFolder<R>(_ body: (URL) throws -> R) throws -> R {
  try withFile("other", []) { try body($0.deletingLastPathComponent()) }
}

/// The text of the error that `body` throws; empty if it throws none.
func complaint(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch { return "\(error)" }
}
