import Tensors
import TestSupport
import Testing

@testable import Models

/// When training stops, with which weights, and what it reports.
struct EarlyStoppingTests {
  private struct Case: CustomStringConvertible {
    var losses: [Double]
    var patience: Int?
    var interval = 1
    var epochs: Int
    var best: Int
    var description: String { "\(losses) with patience \(patience ?? 0)" }
  }

  private static let cases = [
    Case(losses: [5, 4, 3, 2, 1, 0], patience: 1, epochs: 6, best: 6),
    Case(losses: [5, 4, 4, 3, 2, 1], patience: 1, epochs: 3, best: 2),
    Case(losses: [5, 4, 6, 3, 4, 5], patience: 2, epochs: 6, best: 4),
    Case(losses: [5, 6, 6, 3, 4, 5], patience: 2, epochs: 3, best: 1),
    Case(losses: [5, 6, 7, 8, 9, 1], patience: nil, epochs: 6, best: 6),
    Case(losses: [5, 6, 7], patience: 1, interval: 2, epochs: 4, best: 2),
    // The last epoch has an evaluation of its own.
    Case(losses: [5, 4], patience: 3, interval: 4, epochs: 6, best: 6),
  ]

  @Test(arguments: cases.indices, [true, false])
  func stopsWhereItShould(_ index: Int, keepsBest: Bool) throws {
    let expected = Self.cases[index]
    let task = try GeneratedTask()
    task.script = expected.losses
    let options = TrainingOptions.small {
      $0.epochs = 6
      $0.patience = expected.patience
      $0.evaluationInterval = expected.interval
      $0.keepsBest = keepsBest
    }
    var weights: [[[UInt32]]] = []
    let trainer = try Trainer(task, .adamW, options)
    let result = try trainer.train { progress in
      if progress.step % 5 == 0, let bits = try? task.bits() {
        weights.append(bits)
      }
    }
    #expect(result.epochs == expected.epochs && result.isFinished)
    #expect(result.stoppedEarly == (expected.epochs < 6))
    #expect(result.bestEpoch == expected.best)
    #expect(
      result.bestValidationLoss
        == expected.losses.prefix(
          (expected.epochs + expected.interval - 1) / expected.interval
        ).min())
    #expect(
      result.history.map(\.validationLoss).compactMap { $0 }
        == Array(expected.losses.prefix(task.evaluations)))
    let kept = (keepsBest ? expected.best : expected.epochs) - 1
    #expect(try task.bits() == weights[kept])
    // It is over: nothing more happens.
    #expect(try trainer.train() == result)
    #expect(try task.bits() == weights[kept])
  }

  /// A checkpoint at the end has both: the last weights to go on from, and
  /// the best ones.
  @Test func theEndCanBeSaved() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let task = try GeneratedTask()
      task.script = [3, 1, 2, 4]
      let trainer = try Trainer(task, .sgd, .small())
      let result = try trainer.train()
      try trainer.save(to: file)
      let other = try GeneratedTask()
      let next = try Trainer(other, .sgd, .small())
      try next.restore(from: file)
      #expect(try other.bits() != task.bits())
      #expect(try next.train() == result)
      #expect(try other.bits() == task.bits())
      #expect(other.evaluations == 0)
    }
  }

  /// A clock that moves by a second each time it is read.
  @Test func progressFollowsTheClock() throws {
    var time = 100.0
    let task = try GeneratedTask()
    let options = TrainingOptions.small { $0.epochs = 2 }
    let trainer = try Trainer(
      task, Choice.sgd.make(task.parameters), options,
      now: {
        time += 1
        return time
      })
    var seen: [TrainingProgress] = []
    let result = try trainer.train { seen.append($0) }
    #expect(seen.map(\.step) == Array(1...10))
    #expect(seen.map(\.epoch) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    #expect(seen.allSatisfy { $0.steps == 10 && $0.epochs == 2 })
    // A second a step.
    #expect(seen[0].samplesPerSecond == 8)
    #expect(abs(seen[9].samplesPerSecond - 7.4) < 1e-12)
    #expect(result.history.map(\.samplesPerSecond) == [7.4, 7.4])
    // Two readings a step and one for what is left: 3 seconds a step.
    #expect(seen[0].secondsLeft == 27 && seen[4].secondsLeft == 15)
    #expect(seen[9].secondsLeft == 0)
    #expect(seen[3].validationLoss == nil)
    #expect(seen[4].validationLoss == result.history[0].validationLoss)
    #expect(result.history.map(\.rate) == [4, 9].map(options.rate.rate))
  }

  /// The smoothed loss is a mean of the losses seen.
  @Test func smoothsTheLoss() {
    var meter = ProgressMeter(start: 0)
    #expect(meter.loss == 0 && meter.samplesPerSecond == 0)
    for _ in 0..<10 {
      meter.add(loss: 3, samples: 1, seconds: 0)
      #expect(abs(meter.loss - 3) < 1e-12)
    }
    meter.add(loss: 14, samples: 1, seconds: 0)
    #expect(meter.loss > 3.5 && meter.loss < 4.5)
  }
}
