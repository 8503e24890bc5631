import TestBasics
import Foundation
import Testing

@testable import Experiments

struct ChildProcessTests {
  private func shell(
    _ script: String, environment: [String: String] = [:]
  ) throws -> ChildProcess {
    try ChildProcess(
      program: "/bin/sh", arguments: ["-c", script], environment: environment)
  }

  /// Everything that comes from `descriptor` until its end.
  private func text(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&entry, 1, -1)
      guard case .bytes(let count) = readSome(descriptor, into: &buffer) else {
        return String(decoding: bytes, as: UTF8.self)
      }
      bytes += buffer[..<count]
    }
  }

  @Test(
    arguments: [
      ("exit 0", .exited(0)), ("exit 7", .exited(7)),
      ("kill -9 $$", .signalled(9)), ("kill -15 $$", .signalled(15)),
      ("kill -13 $$", .signalled(13)),
    ] as [(String, WorkerEnding)])
  func endingsAreTold(script: String, ending: WorkerEnding) throws {
    let child = try shell(script)
    #expect(child.ends(within: -1))
    #expect(child.reap() == ending)
  }

  @Test func streamsAreApart() throws {
    let child = try shell(
      "echo out; echo err >&2; echo $WHO >&2; cat",
      environment: ["WHO": "me"])
    #expect(writeAll(child.input, Array("hello\n".utf8)))
    child.closeInput()
    #expect(text(child.output) == "out\nhello\n")
    #expect(text(child.errors) == "err\nme\n")
    #expect(child.ends(within: -1))
  }

  @Test func aChildCanBeEndedAtAnyTime() throws {
    let child = try shell("exec sleep 1000")
    #expect(!child.ends(within: 0))
    child.kill()
    #expect(child.ends(within: -1))
    child.kill()
  }

  @Test func writingToTheDeadIsNoSignal() throws {
    let child = try shell("exit 0")
    #expect(child.ends(within: -1))
    guard case .ended = sendSome(child.input, [1, 2, 3]) else {
      Issue.record("the dead take no bytes")
      return
    }
  }

  @Test func nothingLeaksToOtherChildren() throws {
    let child = try shell("exec sleep 1000")
    for own in [child.input, child.output, child.errors, child.end] {
      #expect(fcntl(own, F_GETFD) & FD_CLOEXEC != 0)
    }
  }
}

struct LineBufferTests {
  /// However a text is cut into pieces, its lines are the same.
  @Test(arguments: 0..<50)
  func linesDoNotDependOnThePieces(seed: Int) {
    var numbers = SeededNumbers(seed: seed)
    let text = (0..<200).map { _ in
      Int.random(in: 0..<6, using: &numbers) == 0
        ? JSONLine.newline : UInt8.random(in: 97...122, using: &numbers)
    }
    var buffer = LineBuffer()
    var lines: [[UInt8]] = []
    var rest = text[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...30, using: &numbers))
      lines += buffer.append(piece)
      rest = rest.dropFirst(piece.count)
    }
    let parts = text.split(
      separator: JSONLine.newline, omittingEmptySubsequences: false)
    #expect(lines == parts.dropLast().map(Array.init))
    #expect(buffer.rest == parts.last.map(Array.init))
  }

  @Test(arguments: [0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -2.5e-7])
  func numbersSurviveALine(value: Double) throws {
    let outcome = JobOutcome.values(["v": value])
    let line = try JSONLine.encode(outcome)
    #expect(JSONLine.decode(JobOutcome.self, from: line) == outcome)
  }

  /// Any Double comes back bit for bit, so that rows do not depend on whether
  /// a worker, a journal or this process made them.
  @Test(arguments: 0..<20)
  func everyNumberSurvives(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<200 {
      let value = Double(bitPattern: numbers.next())
      guard value.isFinite else { continue }
      let line = try JSONLine.encode(["v": value])
      let back = JSONLine.decode([String: Double].self, from: line)
      #expect(back?["v"]?.bitPattern == value.bitPattern)
    }
  }
}
