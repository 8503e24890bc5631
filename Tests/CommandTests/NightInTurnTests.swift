import Foundation
import Performance
import Regression
import TestBasics
import Testing

@testable import ShardbenchKit

/// Nights on a machine that moves, with and without a program that changes.
struct NightInTurnTests {
  /// A machine with programs, and a history of its nights.
  private final class Machine {
    /// By what all times of the machine are longer than once.
    var factor = 1.0
    /// By how much times err at most.
    var noise = 0.01
    /// What runs find in the programs of earlier ones.
    var warnings: [String] = []
    var isBroken = false
    private var random: SeededNumbers
    private let folder: URL
    private var night = 0

    init(_ folder: URL, seed: Int) {
      self.folder = folder
      random = SeededNumbers(seed: seed)
    }

    var history: URL { folder.appendingPathComponent("history.csv") }

    /// Times of a program that takes `work`.
    private func source(_ work: Double) -> MadeUpFigures {
      MadeUpFigures(["a", "b"]) { [self] name, _ in
        factor * (name == "a" ? work : 1)
          * (1 + noise * Double.random(in: -1...1, using: &random))
      }
    }

    /// A night of a program in which `a` takes `work`.
    func night(_ work: Double = 1, only: [String] = []) throws
      -> Night.Outcome
    {
      night += 1
      let program = folder.appendingPathComponent("program")
      try Data("\(work)".utf8).write(to: program)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: program.path)
      return try Night(
        source: source(work), history: history, only: Globs(only),
        processes: 3, program: program,
        earlier: { [self] url in
          let text = try? String(contentsOf: url, encoding: .utf8)
          return source(isBroken ? .nan : text.flatMap(Double.init) ?? .nan)
        }, onWarning: { [self] in warnings.append($0) }
      ).measure(
        RunIdentity(
          run: String(format: "n-%03d", night),
          date: String(
            format: "2026-%02d-%02dT03:00:00Z", 1 + night / 28, 1 + night % 28),
          commit: "\(work)", machine: "box"))
    }

    /// Removes what is kept.
    func loseAll() throws {
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("programs"))
    }

    /// The runs whose programs are kept.
    func kept() throws -> [String] {
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("programs").path
      ).sorted()
    }
  }

  private func onMachine(
    seed: Int = 1, _ work: (Machine) throws -> Void
  ) throws {
    try withTemporaryFolder { try work(Machine($0, seed: seed)) }
  }

  /// Whatever the machine does, an honest program raises no alarm, and one that
  /// gets slower does, every night.
  @Test(arguments: 1...6)
  func aMachineThatMoves(seed: Int) throws {
    try onMachine(seed: seed) { machine in
      var random = SeededNumbers(seed: 100 + seed)
      for night in 1...45 {
        if night > 8, night % 5 == 0 {
          machine.factor = Double.random(in: 0.85...1.18, using: &random)
        }
        let found = try machine.night(night > 36 ? 1.1 : 1)
        #expect(
          found.comparison.outcome
            == (night > 36
              ? .regression : night < 6 ? .nothingMeasured : .noChange),
          "night \(night), seed \(seed): \(found.comparison.text)")
        let worse = found.comparison.series(.regression).map(\.series.name)
        #expect(worse == (night > 36 ? ["a"] : []))
      }
      #expect(machine.warnings == [])
      // The program of the first night, and the newest one.
      #expect(try machine.kept() == ["n-001", "n-045"])
    }
  }

  /// More and more pairs are measured while they do not tell, up to a limit.
  @Test(arguments: [
    (0.01, 16...16), (0.1, 32...64), (0.3, 80...80), (0.6, 80...80),
  ])
  func pairsThatDoNotTell(noise: Double, pairs: ClosedRange<Int>) throws {
    try onMachine { machine in
      for _ in 1...8 { _ = try machine.night() }
      machine.noise = noise
      machine.factor = 2
      let found = try machine.night(1.1)
      let rows = try History(reading: machine.history).measurements
        .filter { $0.run == "n-009" && $0.series == "a" && $0.base != nil }
      #expect(pairs.contains(rows.count), "\(found.comparison.text)")
      #expect(Set(rows.map(\.attempt)) == Set(2..<rows.count + 2))
      // What looks like the change and may be noise is not passed over.
      let report = try #require(
        found.comparison.series.first { $0.series.name == "a" })
      let inTurn = try #require(report.findings.first { $0.test == .paired })
      #expect(
        report.needsConfirmation
          == (inTurn.blocked == .significance && inTurn.changePercent > 0))
    }
  }

  /// A change that was accepted is part of what later nights are compared with.
  @Test func afterAccepting() throws {
    try onMachine { machine in
      for _ in 1...8 { _ = try machine.night() }
      #expect(try machine.night(1.1).comparison.outcome == .regression)
      try Acceptances.accept(
        ["a"], on: "box", of: History(reading: machine.history),
        reason: "right so",
        in: machine.history.deletingLastPathComponent()
          .appendingPathComponent(Acceptances.fileName))
      for _ in 1...8 { _ = try machine.night(1.1) }
      // That of a, that of b, and the newest.
      #expect(try machine.kept() == ["n-001", "n-009", "n-017"])
      machine.factor = 1.2
      let moved = try machine.night(1.1)
      #expect(moved.comparison.outcome == .noChange)
      #expect(moved.confirmed == ["a", "b"])
      let rows = try History(reading: machine.history).measurements
      #expect(
        Set(rows.filter { $0.run == "n-018" }.compactMap(\.base?.run))
          == ["n-001", "n-009"])
      #expect(try machine.night(1.2).comparison.outcome == .regression)
    }
  }

  /// Where the earlier build cannot be measured any more reruns decide.
  @Test func anEarlierBuildThatFails() throws {
    try onMachine { machine in
      for _ in 1...8 { _ = try machine.night() }
      machine.isBroken = true
      let found = try machine.night(1.1)
      #expect(found.comparison.outcome == .regression)
      #expect(machine.warnings.count == 1)
      #expect(
        machine.warnings.first?.hasPrefix(
          "the build of run n-001 cannot measure a in turn (") == true)
      let rows = try History(reading: machine.history).measurements
        .filter { $0.run == "n-009" && $0.series == "a" }
      #expect(rows.count == 4 && rows.allSatisfy { $0.base == nil })
    }
  }

  /// A night of some series keeps what others need, and no more.
  @Test func someSeries() throws {
    try onMachine { machine in
      for _ in 1...3 { _ = try machine.night() }
      #expect(try machine.kept() == ["n-001", "n-003"])
      _ = try machine.night(only: ["b"])
      #expect(try machine.kept() == ["n-001", "n-004"])
    }
  }

  /// A program that has got faster, which nobody has accepted, and then is as
  /// slow as at first, or half as slow, has got slower.
  @Test(arguments: [1.0, 0.95])
  func slowerThanItWasIfNotThanAtFirst(work: Double) throws {
    try onMachine { machine in
      for _ in 1...10 { _ = try machine.night() }
      for _ in 1...12 {
        #expect(try machine.night(0.9).comparison.outcome == .improvement)
      }
      for night in 1...9 {
        #expect(
          try machine.night(work).comparison.outcome == .regression,
          "\(night)")
      }
    }
  }

  /// Where the first program that is kept is the slow one, it does not pass for
  /// what it is compared with.
  @Test func programsThatWereLost() throws {
    try onMachine { machine in
      for _ in 1...12 { _ = try machine.night() }
      try machine.loseAll()
      for night in 1...9 {
        #expect(
          try machine.night(1.2).comparison.outcome == .regression,
          "\(night)")
      }
    }
  }

  /// The machine was slower for a night, and is not when the program is.
  @Test func aMachineThatMovesBackAsTheProgramSlows() throws {
    try onMachine { machine in
      for _ in 1...12 { _ = try machine.night() }
      machine.factor = 1.1
      #expect(try machine.night().comparison.outcome == .noChange)
      machine.factor = 1
      let found = try machine.night(1.1)
      #expect(found.comparison.outcome == .regression)
      #expect(
        found.comparison.series(.regression).map(\.series.name) == ["a"])
    }
  }
}
