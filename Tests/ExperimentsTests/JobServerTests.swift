import Foundation
import TestBasics
import Testing

@testable import Experiments

struct JobServerTests {
  /// What a worker answers to `lines`.
  private func answers(
    _ lines: [[UInt8]], _ handle: (Job) -> JobOutcome
  ) throws -> [JobAnswer?] {
    let input = try makeSockets()
    let output = try makeSockets()
    defer { for end in [input.other, output.own] { close(end) } }
    #expect(writeAll(input.own, lines.flatMap { $0 }))
    close(input.own)
    do {
      defer { close(output.other) }
      try serveJobs(from: input.other, to: output.other, handle)
    }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var read = LineBuffer()
    var answers: [JobAnswer?] = []
    while case .bytes(let count) = readSome(output.own, into: &buffer) {
      answers += read.append(buffer[..<count]).map {
        JSONLine.decode(JobAnswer.self, from: $0)
      }
    }
    return answers
  }

  private func job(_ index: Int) -> Job {
    Job(
      index: index,
      point: Point(experiment: "e", settings: ["a": .real(0.1)], seed: 1))
  }

  @Test func answersEachJob() throws {
    let lines = try (0..<5).map { try JSONLine.encode(job($0)) }
    let answers = try answers(lines) { job in
      job.index == 3
        ? .failure(.init(of: RunError.badJob("x")))
        : .values(["v": job.point.settings["a"]?.double ?? 0, "n": .nan])
    }
    #expect(answers.map { $0?.index } == [0, 1, 2, 3, 4])
    guard case .values(let values)? = answers[0]?.outcome else {
      Issue.record("no values")
      return
    }
    #expect(values["v"] == 0.1)
    #expect(values["n"]?.isNaN == true)
    #expect(
      answers[3]?.outcome
        == .failure(.init(of: RunError.badJob("x"))))
  }

  @Test func whatIsNoJobIsAnError() {
    #expect(
      complaint {
        _ = try answers([Array("hello\n".utf8)]) { _ in .values([:]) }
      } == """
        error: 'hello' is no job
          expected: one line of JSON
          remedy: workers are started by the runner, not by hand
        """)
  }

  @Test func failuresKeepTheirDiagnosis() {
    let error = ManifestError.noPoints(at: .init(file: "a.yaml", line: 3))
    let failure = JobFailure(of: error)
    #expect(
      failure.diagnosis.text == """
        error: a.yaml:3: no point is left
          expected: at least one point
          remedy: relax 'exclude:'
        """)
    #expect(failure.diagnosis.exit == .usage)
  }
}
