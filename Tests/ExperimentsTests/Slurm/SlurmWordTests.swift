import Foundation
import TestBasics
import Testing

@testable import Experiments

/// Options for sbatch, and how its failures are told.
struct SlurmWordTests {
  @Test(
    arguments: [
      ("", []), ("  ", []), ("--a=b", ["--a=b"]),
      (" -p x\t--time=10\n", ["-p", "x", "--time=10"]),
      ("--a='b c' d", ["--a=b c", "d"]), (#"--a="it's""#, ["--a=it's"]),
      ("'' \"\"", ["", ""]), ("a'b'\"c\"d", ["abcd"]),
    ] as [(String, [String])])
  func words(text: String, words: [String]) throws {
    #expect(try slurmWords(text) == words)
  }

  @Test(arguments: ["'", "a \"b", "\"it's"])
  func openQuotes(text: String) {
    #expect(throws: SlurmError.openQuote(text)) { try slurmWords(text) }
  }

  static let errors: [(SlurmError, Int32)] = [
    (.noCommand("a"), 64), (.refused("a", reason: "b"), 64),
    (.noAnswer(seconds: 1, reason: "b"), 75), (.openQuote("a"), 64),
    (.spool("a", reason: "b"), 65),
    (.tasksEnded(.signalled(9), alone: .endedBySlurm("a"), said: "b"), 70),
    (.tasksEnded(.signalled(9), alone: .signalled(9), said: ""), 70),
  ]

  @Test(arguments: errors)
  func facts(error: SlurmError, exit: Int32) {
    let diagnosis = error.diagnosis
    #expect(diagnosis.exit.rawValue == exit)
    #expect(!diagnosis.problem.hasSuffix(".") && !diagnosis.problem.isEmpty)
    #expect(diagnosis.expected != nil || diagnosis.remedy != nil)
    let others = Self.errors.filter { $0.0 != error }.map(\.0.description)
    #expect(others.count == Self.errors.count - 1)
    #expect(!others.contains(error.description))
  }
}
