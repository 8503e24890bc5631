import Foundation
import Tensors
import TestSupport
import Testing

@testable import Models

/// Stopping and continuing, and files that are not what they should be.
struct TrainingCheckpointTests {
  /// A training with early stopping that may be stopped at `stops`.
  private func train(
    _ choice: Choice, workers: [Int], stops: [Int], change: Double = 0.02,
    in folder: URL
  ) throws -> (TrainingResult, [[UInt32]]) {
    let file = folder.appending(path: "checkpoint.safetensors")
    var task = try GeneratedTask()
    for (run, stop) in (stops + [.max]).enumerated() {
      let options = TrainingOptions.small {
        $0.epochs = 9
        $0.patience = 2
        $0.rate = LearningRate(peak: change, warmUp: 3)
        $0.workers = workers[run % workers.count]
      }
      // Everything is new but the file.
      task = try GeneratedTask()
      let trainer = try Trainer(task, choice, options)
      if run > 0 { try trainer.restore(from: file) }
      let result = try trainer.train(until: stop)
      if stop == .max { return (result, try task.bits()) }
      try trainer.save(to: file)
    }
    throw CancellationError()
  }

  @Test(arguments: Choice.allCases, 1...3)
  func continuesBitForBit(_ choice: Choice, workers: Int) throws {
    try withTrainingFolder { folder in
      let whole = try train(choice, workers: [1], stops: [], in: folder)
      var random = RandomStream(seed: UInt64(workers))
      for _ in 0..<6 {
        let stops = (0..<random.int(1...3)).map { _ in
          random.int(0...whole.0.steps)
        }.sorted()
        let parts = try train(
          choice, workers: [workers, 1], stops: stops, in: folder)
        #expect(parts == whole, "stopped at \(stops)")
      }
    }
  }

  /// The step at which a run that gets worse loses patience is the same, and
  /// the best weights come through the file.
  @Test func bestWeightsSurvive() throws {
    try withTrainingFolder { folder in
      let whole = try train(
        .sgd, workers: [1], stops: [], change: 0.5, in: folder)
      let best = try #require(whole.0.bestEpoch)
      #expect(whole.0.stoppedEarly && best + 2 == whole.0.epochs)
      for stop in 5 * best...whole.0.steps {
        let parts = try train(
          .sgd, workers: [2], stops: [stop], change: 0.5, in: folder)
        #expect(parts == whole, "stopped at \(stop)")
      }
    }
  }

  @Test func checkpointsComeWhenTheyAreDue() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      for (interval, expected) in [
        (nil, [5, 10, 15, 20]), (7, [7, 14, 20]), (50, [20]),
      ] {
        let options = TrainingOptions.small {
          $0.checkpoint = file
          $0.checkpointInterval = interval
        }
        try? FileManager.default.removeItem(at: file)
        var steps: [Int] = []
        let trainer = try Trainer(try GeneratedTask(), .sgd, options)
        try trainer.train { _ in
          let step = try? Safetensors(file).metadata["step"].flatMap { Int($0) }
          if let step, step != steps.last { steps.append(step) }
        }
        #expect(steps == expected)
        #expect(trainer.lastCheckpoint == file)
      }
    }
  }

  /// What ordinary readers of weights find.
  @Test func holdsWeightsUnderTheirNames() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let task = try GeneratedTask()
      let trainer = try Trainer(task, .adamW, .small())
      try trainer.train(until: 3)
      try trainer.save(to: file)
      let tensors = try Safetensors(file)
      for parameter in task.parameters {
        #expect(
          try tensors.tensor(parameter.name, shape: parameter.shape).values()
            == parameter.value.values())
        #expect(tensors.entry("optimizer.mean.\(parameter.name)") != nil)
        #expect(tensors.entry("best.\(parameter.name)") == nil)
      }
      #expect(tensors.metadata["step"] == "3")
      #expect(tensors.metadata["identity"] == "generated 1")
    }
  }

  /// A checkpoint, changed, and what is said about it.
  private func complaint(
    about change: (inout [String: Tensor], inout [String: String]) throws ->
      Void
  ) throws -> String {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let trainer = try Trainer(GeneratedTask(), .adamW, .small())
      try trainer.train(until: 7)
      try trainer.save(to: file)
      let read = try Safetensors(file)
      var tensors = Dictionary(
        uniqueKeysWithValues: try read.entries.map {
          ($0.name, try read.tensor($0.name))
        })
      var notes = read.metadata
      try change(&tensors, &notes)
      try Safetensors.write(
        tensors.map { (name: $0.key, tensor: $0.value) }, metadata: notes,
        to: file)
      return try refusal(of: file)
    }
  }

  /// What is said about `file`; whoever reads it stays as they were.
  private func refusal(of file: URL) throws -> String {
    let task = try GeneratedTask()
    let before = try task.bits()
    let trainer = try Trainer(task, .adamW, .small())
    let text = ModelsTests.complaint { try trainer.restore(from: file) }
    #expect(try task.bits() == before)
    #expect(trainer.result.steps == 0 && trainer.optimizer.stepCount == 0)
    return shown(text, without: file)
  }

  @Test func refusesAnotherTask() throws {
    #expect(
      try complaint { $1["identity"] = "another" } == """
        c.safetensors: error: the note 'identity' is 'another'
          expected: generated 1
          remedy: continue with the settings that the checkpoint was made \
        with, or begin anew
        """)
    for note in ["options", "seed", "training_samples", "format"] {
      #expect(
        try complaint { $1[note] = "another" }.hasPrefix(
          "c.safetensors: error: the note '\(note)' is 'another'\n"))
    }
  }

  @Test(arguments: [
    "step", "epoch", "position", "patience_used", "history", "optimizer_steps",
    "epoch_loss_sum", "epoch_samples", "epoch_seconds", "identity",
    "best_epoch",
  ])
  func refusesNotes(_ note: String) throws {
    #expect(
      try complaint { $1[note] = nil }.hasPrefix(
        "c.safetensors: error: the note '\(note)' is missing\n"))
    // Losses may be below zero.
    let isNumber = ["epoch_loss_sum", "epoch_seconds"].contains(note)
    for value in ["", "many", "nan"] + (isNumber ? [] : ["-1"]) {
      #expect(
        try complaint { $1[note] = value }.hasPrefix(
          "c.safetensors: error: the note '\(note)' is '\(value)'\n"
            + "  expected: "))
    }
  }

  @Test func refusesStepsThatDoNotAddUp() throws {
    #expect(
      try complaint { $1["position"] = "4000" }.hasPrefix(
        "c.safetensors: error: the note 'step' is '7'\n  expected: 5 steps"))
    #expect(
      try complaint { $1["epoch"] = "9223372036854775807" }.hasPrefix(
        "c.safetensors: error: the note 'step' is '7'\n  expected: 5 steps"))
  }

  @Test(arguments: [
    "first.weight", "best.second.bias", "optimizer.mean.first.bias",
  ])
  func refusesEntries(_ name: String) throws {
    #expect(
      try complaint { tensors, _ in tensors[name] = nil }.hasPrefix(
        "c.safetensors: error: entry '\(name)' is missing\n"))
    #expect(
      try complaint { tensors, _ in
        tensors[name] = try Tensor(Shape(2), [1, 2])
      }.hasPrefix(
        "c.safetensors: error: entry '\(name)' has the shape [2]\n"))
    #expect(
      try complaint { tensors, _ in
        tensors[name + "x"] = try Tensor(Shape(1), [0])
      }.hasPrefix(
        "c.safetensors: error: entry '\(name)x' belongs neither to the model"))
  }

  @Test func refusesDamagedFiles() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let trainer = try Trainer(GeneratedTask(), .adamW, .small())
      try trainer.train(until: 7)
      try trainer.save(to: file)
      let bytes = try Data(contentsOf: file)
      var random = RandomStream(seed: 3)
      for _ in 0..<40 {
        try bytes.prefix(random.int(0...bytes.count - 1)).write(to: file)
        #expect(try refusal(of: file).hasPrefix("c.safetensors: error: "))
      }
      try bytes.dropLast(1).write(to: file)
      #expect(
        try refusal(of: file).hasPrefix(
          "c.safetensors: error: entry 'second.weight'"))
      try FileManager.default.removeItem(at: file)
      #expect(
        try refusal(of: file).hasPrefix(
          "c.safetensors: error: cannot read the file"))
    }
  }

  @Test func anotherOptimizerIsRefused() throws {
    try withTrainingFolder { folder in
      let file = folder.appending(path: "c.safetensors")
      let trainer = try Trainer(GeneratedTask(), .sgd, .small())
      try trainer.train(until: 2)
      try trainer.save(to: file)
      #expect(
        try refusal(of: file).hasPrefix(
          "c.safetensors: error: entry 'optimizer.velocity.first.bias' "
            + "belongs neither to the model nor to the optimizer\n"))
    }
  }
}
