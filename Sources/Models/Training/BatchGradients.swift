import Tensors

/// Computes the gradients of batches, micro-batch by micro-batch.
///
/// Each micro-batch has a tape of its own and runs on some thread. Gradients
/// are added in the order of the micro-batches, element by element, so that
/// the sum is the same for any number of threads.
final class BatchGradients {
  /// Tapes that wait to be summed, at most, for each worker: so many copies
  /// of all gradients there may be.
  private static let tapesPerWorker = 4

  /// The gradients of the batch computed last.
  let sum: Gradients
  private let task: any TrainingTask
  private let microBatch: Int
  private let workers: Int

  /// Gradients of `parameters`, which are all that the task has.
  init(
    _ task: any TrainingTask, of parameters: [Parameter], microBatch: Int,
    workers: Int
  ) {
    sum = Gradients(of: parameters)
    self.task = task
    self.microBatch = microBatch
    self.workers = workers
  }

  /// Makes ``sum`` the gradients of the mean loss of `batch`.
  ///
  /// - Returns: that loss; it and the gradients may be no finite numbers.
  func compute(_ batch: [Int], _ key: EpochKey) throws -> Double {
    let parts = parts(batch)
    let round = workers * Self.tapesPerWorker
    var total = 0.0
    for start in stride(from: 0, to: parts.count, by: round) {
      let parts = parts[start..<min(parts.count, start + round)]
      var done = [(tape: Tape, loss: Double)?](
        repeating: nil, count: parts.count)
      try done.withUnsafeMutableBufferPointer { done in
        try spread(parts.count, over: workers) { number in
          let tape = Tape()
          let loss = try run(
            parts[start + number], of: batch.count, key, on: tape)
          done[number] = (tape, loss)
        }
      }
      let finished = done.compactMap { $0 }
      for (part, run) in zip(parts, finished) {
        total += run.loss * Double(part.count)
      }
      sum.add(
        finished.map(\.tape), startingOver: start == 0, workers: workers)
    }
    return total / Double(batch.count)
  }

  /// Where the first value of `batch` is that is not finite, given that its
  /// loss or its gradients are not.
  func culprit(_ batch: [Int], _ key: EpochKey, loss: Double) throws
    -> NotFinite
  {
    if let parameter = try sum.parameters.firstNotFinite() {
      return .weight(parameter.name)
    }
    for part in parts(batch) {
      do {
        let tape = Tape(checksFinite: true)
        let loss = try run(part, of: batch.count, key, on: tape)
        if !loss.isFinite { return .loss(loss) }
      } catch TensorError.notFinite(let operation, isGradient: true) {
        return .gradient(operation: operation)
      } catch TensorError.notFinite(let operation, isGradient: false) {
        return .operation(operation)
      }
    }
    // Every micro-batch is finite, their sum is not.
    return sum.notFinite.map { .parameterGradient($0.name) } ?? .loss(loss)
  }

  /// The loss of a micro-batch, and its share of the gradients on `tape`.
  private func run(
    _ part: ArraySlice<Int>, of count: Int, _ key: EpochKey, on tape: Tape
  ) throws -> Double {
    let loss = try task.loss(of: Array(part), key: key, on: tape)
    let value = try loss.withValues(of: "loss") { Double($0[0]) }
    try tape.backward(from: loss, scale: Float(part.count) / Float(count))
    return value
  }

  private func parts(_ batch: [Int]) -> [ArraySlice<Int>] {
    stride(from: 0, to: batch.count, by: microBatch).map {
      batch[$0..<min(batch.count, $0 + microBatch)]
    }
  }
}
