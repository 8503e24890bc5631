import Diagnostics
import Testing

@testable import Experiments

/// Every fact is told in the same manner.
struct WordingTests {
  static let place = Diagnosis.Location(file: "a.yaml", line: 1, column: 2)

  static let manifestErrors: [ManifestError] = [
    .unknownKey("a", known: ["b"], at: place),
    .unknownSetting("a", known: [], at: place),
    .badValue("'a'", of: "b", expected: "c", known: ["a1"], at: place),
    .listForSetting("a", at: place), .settingTwice("a", at: place),
    .badName("'a'", of: "b", at: place), .badOverride("a"),
    .overrideOfZip("a", at: place), .emptyAxis("a", at: place),
    .duplicateValue("'a'", of: "b", at: place),
    .fixedAndSwept("a", fixed: place, at: place), .axisTwice("a", at: place),
    .badRange(.zeroStep, of: "a", at: place),
    .badRange(.wrongWay, of: "a", at: place),
    .badRange(.missesEnd(last: "1"), of: "a", at: place),
    .badRange(.tooFine, of: "a", at: place),
    .badRange(.tooLong, of: "a", at: place),
    .unequalAxes(["a", "b"], lengths: [1, 2], at: place),
    .tooManyPoints(limit: 1, at: place), .noPoints(at: place),
    .badCondition("'a'", of: "b", at: place), .badSeeds("a", at: place),
    .unknownProfile("a", known: ["b"], at: place), .nestedProfile(at: place),
    .unknownMetric("a", known: [], at: place), .badMetrics("a", at: place),
    .unknownColumn("a", metric: true, known: ["b"], at: place),
    .nameTwice("a", of: "figure", at: place),
    .badMap(.noBest, at: place), .badMap(.severalY, at: place),
    .badMap(.noSeries, at: place), .badMap(.key("a", of: .winners), at: place),
    .badMap(.key("a", of: .lines), at: place),
  ]

  static let runErrors: [RunError] = [
    .cannotStart("a", reason: "b"), .noResources(reason: "a"),
    .workerDied(.exited(3)), .workerDied(.signalled(9)),
    .workerDied(.signalled(64)), .workerClosedOutput, .badAnswer("a"),
    .longAnswer(limit: 1), .badJob("a"), .journal("a", reason: "b"),
    .workersDied(.signalled(9), alone: .signalled(9)),
    .workersDied(.exited(3), alone: .signalled(11)),
    .cache("a", reason: "b"), .folderInUse("a", by: nil),
    .folderInUse("a", by: .init(process: 1, since: "b")),
  ]

  private func check(_ diagnosis: Diagnosis) {
    #expect(!diagnosis.problem.isEmpty)
    #expect(!diagnosis.problem.contains("\n"))
    #expect(!diagnosis.problem.hasSuffix("."))
    #expect(diagnosis.problem.first?.isUppercase != true)
    #expect(!diagnosis.problem.contains("not as it should be"))
    #expect(diagnosis.expected != nil || diagnosis.remedy != nil)
    for part in [diagnosis.expected, diagnosis.remedy].compactMap({ $0 }) {
      #expect(!part.isEmpty && !part.hasSuffix(".") && !part.contains("\n"))
    }
  }

  @Test(arguments: manifestErrors)
  func manifestFacts(error: ManifestError) {
    check(error.diagnosis)
    #expect(error.diagnosis.expected != nil)
    #expect(error.diagnosis.exit == .usage)
    if case .badOverride = error { return }
    #expect(error.diagnosis.location == Self.place)
  }

  @Test(arguments: runErrors)
  func runFacts(error: RunError) {
    check(error.diagnosis)
  }

  @Test func differentFactsHaveDifferentWords() {
    let texts = Self.manifestErrors.map(\.description)
    #expect(Set(texts).count == texts.count)
    let others = Self.runErrors.map(\.description)
    #expect(Set(others).count == others.count)
  }

  @Test func stopsNameTheirSignal() {
    let stopped = ExperimentError.stopped(
      by: 2, experiment: "e", done: 3, points: 8)
    check(stopped.diagnosis)
    #expect(stopped.diagnosis.exit.rawValue == 130)
    #expect(
      stopped.description == """
        error: stopped by SIGINT: 3 of 8 points of 'e' are done
          remedy: the same command goes on from there
        """)
    let other = ExperimentError.stopped(
      by: 15, experiment: "e", done: 0, points: 1)
    #expect(other.diagnosis.exit.rawValue == 143)
    #expect(
      other.diagnosis.problem
        == "stopped by SIGTERM: 0 of 1 point of 'e' are done")
  }

  @Test func signalsAreNamed() {
    #expect(
      RunError.workerDied(.signalled(9)).description == """
        error: the worker was killed by SIGKILL
          expected: an answer
          remedy: the machine may lack memory; use fewer workers
        """)
    #expect(
      RunError.workerDied(.signalled(64)).diagnosis.problem
        == "the worker was killed by signal 64")
  }
}
