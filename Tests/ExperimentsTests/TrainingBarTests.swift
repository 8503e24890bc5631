import Testing

@testable import Experiments
@testable import Models

/// How far a training has come, on a page and a clock of the test's own.
struct TrainingBarTests {
  private final class Stage {
    var time = 1000.0
    var page = ""

    func bar(isTerminal: Bool) -> TrainingBar {
      TrainingBar(
        isTerminal: isTerminal, now: { self.time },
        write: { self.page += $0 })
    }

    /// What was written since the last call.
    func take() -> String {
      defer { page = "" }
      return page
    }
  }

  private func progress(
    step: Int, validation: Double? = nil, left: Double = 65
  ) -> TrainingProgress {
    TrainingProgress(
      epoch: (step - 1) / 10 + 1, epochs: 4, step: step, steps: 40,
      loss: 1.23456, validationLoss: validation, samplesPerSecond: 811.6,
      secondsLeft: left)
  }

  private func result(_ losses: [Double?]) -> TrainingResult {
    TrainingResult(
      steps: 40, epochs: losses.count, isFinished: true, stoppedEarly: false,
      bestEpoch: 1, bestValidationLoss: losses.first ?? nil,
      history: losses.enumerated().map {
        EpochRecord(
          epoch: $0.offset + 1, trainLoss: 1, validationLoss: $0.element,
          rate: 0.1, samplesPerSecond: 1)
      })
  }

  @Test func terminalLinesAreRedrawn() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: true)
    bar.advance(progress(step: 1))
    #expect(
      stage.take() == "\r[----------] epoch 1/4, loss 1.235, 812 samples/s, "
        + "1:05 left\u{1B}[K")
    // Too early to be redrawn.
    stage.time += 0.09
    bar.advance(progress(step: 2))
    #expect(stage.take() == "")
    stage.time += 0.02
    bar.advance(progress(step: 24, validation: 0.98765, left: 3725))
    #expect(
      stage.take() == "\r[####---] epoch 3/4, loss 1.235, validation 0.9877,"
        + " 812 samples/s, 1:02:05 left\u{1B}[K")
    bar.advance(progress(step: 40, validation: 0.5))
    #expect(stage.take() == "")
    bar.finish(result([0.9, 0.8, 0.7, 0.25]))
    #expect(
      stage.take() == "\r[##########] epoch 4/4, loss 1.235, validation 0.25,"
        + " 812 samples/s, 0:00 left\u{1B}[K\n")
    // It is over.
    bar.finish(result([1]))
    #expect(stage.take() == "")
  }

  @Test func terminalIsDrawnTenTimesASecondAtMost() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: true)
    for step in 1...1000 {
      stage.time += 0.001
      bar.advance(progress(step: step % 40 + 1))
    }
    #expect(stage.take().split(separator: "\r").count <= 10)
  }

  @Test func linesFitEightyColumns() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: true)
    for left in [0, 1e5, 3.5e9, .infinity, .nan] {
      stage.time += 1
      var long = progress(step: 39, validation: -1.2345e-100, left: left)
      long.loss = -1.2345e-100
      long.epoch = 123_456_789
      bar.advance(long)
    }
    for line in stage.take().split(separator: "\r") {
      #expect(line.replacing("\u{1B}[K", with: "").count < 80)
    }
  }

  /// A line for each epoch, with what it was judged; the clock does not
  /// matter.
  @Test func elsewhereThereIsALineForEachEpoch() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: false)
    let losses = [0.9, 0.8, 0.7, 0.6]
    for step in 1...40 {
      stage.time += 5
      let judged = step < 10 ? nil : losses[step / 10 - 1]
      bar.advance(
        progress(step: step, validation: judged, left: Double(40 - step)))
    }
    bar.finish(result(losses))
    #expect(
      stage.take() == """
        epoch 1/4, loss 1.235, validation 0.9, 812 samples/s, 0:30 left
        epoch 2/4, loss 1.235, validation 0.8, 812 samples/s, 0:20 left
        epoch 3/4, loss 1.235, validation 0.7, 812 samples/s, 0:10 left
        epoch 4/4, loss 1.235, validation 0.6, 812 samples/s, 0:00 left

        """)
  }

  /// A training that goes on from its second epoch tells of that one first.
  @Test func continuedTrainingsBeginWhereTheyAre() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: false)
    for step in 15...21 { bar.advance(progress(step: step, validation: 0.5)) }
    #expect(
      stage.take()
        == "epoch 2/4, loss 1.235, validation 0.5, 812 samples/s, 1:05 left\n")
  }

  /// Nothing was done: nothing is written.
  @Test(arguments: [true, false])
  func nothingToDoSaysNothing(isTerminal: Bool) {
    let stage = Stage()
    var bar = stage.bar(isTerminal: isTerminal)
    bar.finish(result([0.5]))
    #expect(stage.take() == "")
  }

  @Test func withoutJudgementThereIsNoValidation() {
    let stage = Stage()
    var bar = stage.bar(isTerminal: false)
    bar.advance(progress(step: 10, validation: 0.4))
    bar.finish(result([nil]))
    #expect(
      stage.take() == "epoch 1/4, loss 1.235, 812 samples/s, 0:00 left\n")
  }
}
