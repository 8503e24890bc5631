import Tensors
import TestSupport
import Testing

@testable import Models

/// What a training computes, against loops written out.
struct TrainingLoopTests {
  /// A loop over batches and micro-batches with arrays alone.
  private func trainByHand(_ task: GeneratedTask, _ options: TrainingOptions)
    throws
  {
    var step = 0
    for epoch in 0..<options.epochs {
      let key = EpochKey(seed: options.seed, epoch: epoch)
      var order = key.order(of: task.sampleCount)[...]
      while !order.isEmpty {
        let batch = order.prefix(options.batch)
        order = order.dropFirst(options.batch)
        var sums = task.parameters.map {
          [Float](repeating: 0, count: $0.shape.count)
        }
        var rest = batch
        while !rest.isEmpty {
          let part = Array(rest.prefix(options.microBatch))
          rest = rest.dropFirst(options.microBatch)
          let tape = Tape()
          let loss = try task.loss(of: part, key: key, on: tape)
          try tape.backward(
            from: loss, scale: Float(part.count) / Float(batch.count))
          for (i, parameter) in task.parameters.enumerated() {
            let gradient = try #require(tape.gradient(of: parameter))
            for (j, g) in try gradient.values().enumerated() {
              sums[i][j] += g
            }
          }
        }
        let rate = Float(options.rate.rate(step))
        for (parameter, sum) in zip(task.parameters, sums) {
          parameter.update { x in
            for (j, g) in sum.enumerated() { x[j] -= rate * g }
          }
        }
        step += 1
      }
    }
  }

  @Test(arguments: [1, 2, 3])
  func agreesWithALoopWrittenOut(workers: Int) throws {
    let options = TrainingOptions.small {
      $0.clipNorm = nil
      $0.keepsBest = false
      $0.workers = workers
    }
    let (task, other) = (try GeneratedTask(), try GeneratedTask())
    let sgd = SGD([ParameterGroup(task.parameters, decay: 0)])
    let result = try Trainer(task, sgd, options).train()
    try trainByHand(other, options)
    #expect(try task.bits() == other.bits())
    #expect(result.steps == 20 && result.epochs == 4)
  }

  @Test(arguments: Choice.allCases)
  func doesNotDependOnTheWorkers(_ choice: Choice) throws {
    // Large enough for the sums to be shared as well.
    func train(_ workers: Int) throws -> (TrainingResult, [[UInt32]]) {
      let task = try GeneratedTask(samples: 60, hidden: 9000)
      let options = TrainingOptions.small {
        $0.batch = 30
        $0.microBatch = 1
        $0.epochs = 2
        $0.workers = workers
      }
      return (try Trainer(task, choice, options).train(), try task.bits())
    }
    let (result, bits) = try train(1)
    for workers in [1, 2, 3, 8] {
      let (otherResult, otherBits) = try train(workers)
      #expect(otherResult == result && otherBits == bits, "\(workers)")
    }
  }

  @Test func anotherSeedIsAnotherTraining() throws {
    func train(_ seed: UInt64) throws -> [[UInt32]] {
      let task = try GeneratedTask()
      try Trainer(task, .adamW, .small { $0.seed = seed }).train()
      return try task.bits()
    }
    #expect(try train(1) == train(1))
    #expect(try train(1) != train(2))
  }

  @Test func microBatchesAreOneBatch() throws {
    func train(_ microBatch: Int) throws -> [Float] {
      let task = try GeneratedTask()
      let options = TrainingOptions.small { $0.microBatch = microBatch }
      try Trainer(task, .sgd, options).train()
      return try task.parameters.flatMap { try $0.value.values() }
    }
    let whole = try train(100)
    for microBatch in [1, 3, 5] {
      #expect(relativeError(try train(microBatch), whole) < 1e-5)
    }
  }

  /// Samples of the last batch count as much as all others: one epoch of one
  /// step with everything, whatever the batches were.
  @Test func lossesAreMeansOverSamples() throws {
    func loss(_ batch: Int, dropping: Bool = false) throws -> Double {
      let task = try GeneratedTask(dropout: 0)
      let options = TrainingOptions.small {
        $0.batch = batch
        $0.epochs = 1
        $0.rate = LearningRate(peak: 0)
        $0.dropsPartialBatch = dropping
      }
      return try Trainer(task, .sgd, options).train().history[0].trainLoss
    }
    let whole = try loss(37)
    for batch in [1, 8, 36, 100] {
      #expect(abs(try loss(batch) - whole) < 1e-6 * whole)
    }
    #expect(abs(try loss(36, dropping: true) - whole) > 1e-6 * whole)
  }

  @Test func partialBatchesCanBeLeftOut() throws {
    let task = try GeneratedTask()
    for (drops, steps) in [(false, 20), (true, 16)] {
      let options = TrainingOptions.small { $0.dropsPartialBatch = drops }
      #expect(try Trainer(task, .sgd, options).train().steps == steps)
    }
  }

  @Test func learns() throws {
    let task = try GeneratedTask(samples: 200, dropout: 0)
    let before = try task.evaluate()
    let options = TrainingOptions.small {
      $0.epochs = 40
      $0.rate = LearningRate(peak: 0.01)
      $0.clipNorm = nil
    }
    let result = try Trainer(task, .adamW, options).train()
    let best = try #require(result.bestValidationLoss)
    #expect(best < 0.05 * before)
    #expect(try task.evaluate() == best)
    #expect(result.history.map(\.epoch) == Array(1...40))
  }
}
