import Testing

@testable import Experiments

struct ProgressBarTests {
  /// A clock that a test sets and a page that it reads.
  private final class Stage {
    var time = 1000.0
    var page = ""

    func bar(_ total: Int, isTerminal: Bool) -> ProgressBar {
      ProgressBar(
        total: total, isTerminal: isTerminal, now: { self.time },
        write: { self.page += $0 })
    }

    /// What was written since the last call.
    func take() -> String {
      defer { page = "" }
      return page
    }
  }

  @Test func terminalLinesAreRedrawn() {
    let stage = Stage()
    var bar = stage.bar(100, isTerminal: true)
    bar.advance(.cached, by: 20)
    #expect(
      stage.take() == "\r[##--------]  20 % of 100: 0 done, 0 failed,"
        + " 20 cached, 0:00, ? left\u{1B}[K")
    stage.time += 30
    bar.advance(.done, by: 19)
    stage.time += 0.05
    bar.advance(.done)
    stage.time += 0.06
    bar.advance(.failed)
    #expect(
      stage.take()
        == "\r[###-------]  39 % of 100: 19 done, 0 failed,"
        + " 20 cached, 0:30, 1:36 left\u{1B}[K"
        + "\r[####------]  41 % of 100: 20 done, 1 failed,"
        + " 20 cached, 0:30, 1:25 left\u{1B}[K")
    stage.time += 3600
    bar.advance(.done, by: 59)
    _ = stage.take()
    bar.finish()
    bar.finish()
    #expect(
      stage.take()
        == "\r[##########] 100 % of 100: 79 done, 1 failed,"
        + " 20 cached, in 1:00:30\u{1B}[K\n")
  }

  @Test func terminalIsDrawnTenTimesASecondAtMost() {
    let stage = Stage()
    var bar = stage.bar(1000, isTerminal: true)
    for _ in 0..<1000 {
      stage.time += 0.001
      bar.advance(.done)
    }
    #expect(stage.take().split(separator: "\r").count <= 10)
  }

  @Test func linesFitEightyColumns() {
    let stage = Stage()
    var bar = stage.bar(1_000_000, isTerminal: true)
    for step in [ProgressBar.Step.done, .failed, .cached] {
      stage.time += 400_000
      bar.advance(step, by: 333_333)
    }
    for line in stage.take().split(separator: "\r") {
      #expect(line.replacing("\u{1B}[K", with: "").count < 80)
    }
  }

  @Test func elsewhereThereIsALineForEachTenth() {
    let stage = Stage()
    var bar = stage.bar(40, isTerminal: false)
    for _ in 0..<40 {
      stage.time += 1
      bar.advance(.done)
    }
    bar.finish()
    let lines = stage.take().split(separator: "\n").map(String.init)
    #expect(lines.count == 10)
    #expect(
      lines[0] == " 10 % of 40: 4 done, 0 failed, 0 cached, 0:04, 0:36 left")
    #expect(lines[9] == "100 % of 40: 40 done, 0 failed, 0 cached, in 0:40")
  }

  @Test func stoppedRunsSayHowFarTheyCame() {
    let stage = Stage()
    var bar = stage.bar(40, isTerminal: false)
    bar.advance(.failed)
    bar.finish()
    #expect(
      stage.take()
        == "  2 % of 40: 0 done, 1 failed, 0 cached, 0:00, 0:00 left\n")
  }

  @Test func nothingToDoIsDone() {
    let stage = Stage()
    var bar = stage.bar(0, isTerminal: false)
    bar.finish()
    #expect(
      stage.take() == "100 % of 0: 0 done, 0 failed, 0 cached, in 0:00\n")
  }
}
