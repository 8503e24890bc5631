import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Models

/// What stops a training, and what is said about it.
struct TrainingFaultTests {
  /// The step (from 1) of the second epoch that takes `sample`.
  private func step(of sample: Int, _ options: TrainingOptions) throws -> Int {
    let order = EpochKey(seed: options.seed, epoch: 1).order(of: 37)
    let place = try #require(order.firstIndex(of: sample))
    return 5 + place / options.batch + 1
  }

  @Test(arguments: [1, 2, 3])
  func namesStepOperationAndCheckpoint(workers: Int) throws {
    try withTrainingFolder { folder in
      let options = TrainingOptions.small {
        $0.checkpoint = folder.appending(path: "c.safetensors")
        $0.workers = workers
      }
      let task = try GeneratedTask()
      task.bad = (sample: 11, epoch: 1)
      let step = try step(of: 11, options)
      let trainer = try Trainer(task, .adamW, options)
      var before = try task.bits()
      let error = try #require(throws: TrainingError.self) {
        try trainer.train { _ in before = (try? task.bits()) ?? [] }
      }
      // The whole path, for the file could be anywhere.
      let path = folder.appending(path: "c.safetensors").relativePath
      #expect(
        error
          == .notFinite(step: step, .operation("linear"), checkpoint: path))
      #expect(
        error.description == """
          error: step \(step): the result of 'linear' is not finite
            expected: finite numbers throughout
            remedy: lower the learning rate or the norm that gradients are \
          clipped to; the last good checkpoint is \(path)
          """)
      // Nothing changed, so training goes on once the cause is gone.
      #expect(try task.bits() == before)
      #expect(trainer.result.steps == step - 1)
      task.bad = nil
      let other = try GeneratedTask()
      try Trainer(other, .adamW, options).train()
      try trainer.train()
      #expect(try task.bits() == other.bits())
    }
  }

  @Test func saysIfThereIsNoCheckpoint() throws {
    let task = try GeneratedTask()
    task.bad = (sample: 0, epoch: 0)
    let trainer = try Trainer(task, .sgd, .small())
    let text = complaint { try trainer.train() }
    #expect(text.hasSuffix("; there is no checkpoint"))
  }

  /// One parameter x at 1; its loss is whatever a test makes of it.
  private struct Single: TrainingTask {
    let parameter: Parameter
    let value: (Tensor) throws -> Tensor
    var identity: String { "single" }
    var parameters: [Parameter] { [parameter] }
    var sampleCount: Int { 2 }

    init(_ start: Float = 1, _ value: @escaping (Tensor) throws -> Tensor)
      throws
    {
      parameter = Parameter("x", try Tensor(Shape(1), [start]))
      self.value = value
    }

    func loss(of samples: [Int], key: EpochKey, on tape: Tape) throws
      -> Tensor
    {
      try value(tape.leaf(parameter)).sum()
    }

    func evaluate() throws -> Double { 0 }
  }

  private func fault(_ task: Single, rate: Double = 1e-3) throws -> NotFinite? {
    let options = TrainingOptions.small {
      $0.batch = 2
      $0.microBatch = 1
      $0.rate = LearningRate(peak: rate)
      $0.clipNorm = nil
    }
    let sgd = SGD([ParameterGroup(task.parameters, decay: 0)])
    do {
      try Trainer(task, sgd, options).train()
    } catch TrainingError.notFinite(_, let place, _) { return place }
    return nil
  }

  /// Each place where a number can first be too large.
  @Test func namesThePlace() throws {
    #expect(try fault(Single { try $0.scaled(by: 2) }) == nil)
    // 1e30 squared.
    #expect(
      try fault(Single { x in try x.scaled(by: 1e30) * x.scaled(by: 1e30) })
        == .operation("*"))
    // Small values, but the gradient is 1e30 squared.
    #expect(
      try fault(
        Single(1e-38) { try $0.scaled(by: 1e30).scaled(by: 1e30) })
        == .gradient(operation: "scaled"))
    // 3e38 for each micro-batch, too much for the sum.
    #expect(
      try fault(
        Single(1e-20) { try $0.scaled(by: 3e38).scaled(by: 2) })
        == .parameterGradient("x"))
    #expect(try fault(Single(.infinity) { $0 }) == .weight("x"))
    // The first step leads to infinity.
    #expect(
      try fault(Single { try $0.scaled(by: 1e30) }, rate: 1e30)
        == .weight("x"))
  }

  @Test func weightsThatAreNoNumbersAreNotSaved() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let task = try Single { try $0.scaled(by: 1e30) }
      let options = TrainingOptions.small {
        $0.batch = 2
        $0.rate = LearningRate(peak: 1e30)
        $0.clipNorm = nil
      }
      let trainer = try Trainer(
        task, SGD([ParameterGroup(task.parameters, decay: 0)]), options)
      try trainer.save(to: file)
      let good = try Data(contentsOf: file)
      try trainer.train(until: 1)
      #expect(
        throws: TrainingError.notFinite(
          step: 1, .weight("x"), checkpoint: file.relativePath)
      ) { try trainer.save(to: file) }
      #expect(try Data(contentsOf: file) == good)
    }
  }

  @Test func validationLossesAreFinite() throws {
    let task = try GeneratedTask()
    task.script = [1, .nan]
    let trainer = try Trainer(task, .sgd, .small())
    let text = complaint { try trainer.train() }
    #expect(
      text.hasPrefix(
        "error: step 10: the validation loss (nan) is not finite\n"))
    // It is asked again, not trained again.
    let result = try trainer.train()
    #expect(result.steps == 20 && task.evaluations == 5)
  }

  @Test func impossibleOptionsAreRefused() throws {
    let changes: [(String, (inout TrainingOptions) -> Void)] = [
      ("batch", { $0.batch = 0 }), ("microBatch", { $0.microBatch = -1 }),
      ("epochs", { $0.epochs = 0 }), ("workers", { $0.workers = 0 }),
      ("evaluationInterval", { $0.evaluationInterval = 0 }),
      ("patience", { $0.patience = 0 }),
      ("checkpointInterval", { $0.checkpointInterval = 0 }),
      ("clipNorm", { $0.clipNorm = .nan }), ("clipNorm", { $0.clipNorm = 0 }),
      ("rate", { $0.rate.peak = .infinity }), ("rate", { $0.rate.peak = -1 }),
    ]
    for (name, change) in changes {
      let text = complaint {
        _ = try Trainer(GeneratedTask(), .sgd, .small(change))
      }
      #expect(text.hasPrefix("error: the training option '\(name)' is "))
    }
  }

  @Test func impossibleTasksAreRefused() throws {
    let task = try GeneratedTask()
    #expect(throws: TrainingError.task(.samples(37, batch: 38))) {
      _ = try Trainer(
        task, .sgd,
        .small {
          $0.batch = 38
          $0.dropsPartialBatch = true
        })
    }
    func refusal(_ given: [Parameter], _ optimized: [Parameter]) throws
      -> TaskFault?
    {
      do { try Trainer.check(given, optimized) } catch TrainingError.task(
        let fault)
      { return fault }
      return nil
    }
    func parameter(_ name: String) throws -> Parameter {
      Parameter(name, try Tensor(Shape(1), [0]))
    }
    let (a, b) = (try parameter("a"), try parameter("b"))
    #expect(try refusal([a, b], [b, a]) == nil)
    #expect(try refusal([a, b], [a]) == .parameter("b"))
    #expect(try refusal([a], [a, b]) == .parameter("b"))
    #expect(try refusal([a], [a, a]) == .parameter("a"))
    #expect(try refusal([a, parameter("a")], [a]) == .name("a"))
    for name in ["optimizer.a", "best.a", "__metadata__"] {
      #expect(try refusal([parameter(name)], []) == .name(name))
    }
    let shape = Parameter("s", Tensor(Shape(3)))
    #expect(try refusal([shape], [shape]) == .noValues("s"))
  }
}
