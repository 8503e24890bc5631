import TestBasics
import Foundation
import Testing

@testable import Experiments

struct RunLogTests {
  private let row = RunLog.Row(identity: "ab", values: ["mse": 0.1, "n": 3])

  /// Gives `body` the path of a journal that holds `text`.
  private func withJournal(
    _ text: String?, _ body: (String) throws -> Void
  ) throws {
    let path = temporaryPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    if let text {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    try body(path)
  }

  @Test func rowsComeBackInOrder() throws {
    try withJournal(nil) { path in
      #expect(try RunLog.read(path).rows.isEmpty)
      for index in 0..<3 {
        let log = try RunLog(appendingTo: path)
        try log.append(.init(identity: "\(index)", values: ["v": 0.1]))
        try log.append(row)
      }
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows.map(\.identity) == ["0", "ab", "1", "ab", "2", "ab"])
      #expect(rows[1] == row)
      #expect(damaged == 0)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(
        text.split(separator: "\n")[1]
          == #"{"identity":"ab","values":{"mse":0.1,"n":3}}"#)
    }
  }

  @Test func wholeLinesWithDamageArePassedOver() throws {
    let line = String(decoding: try JSONLine.encode(row), as: UTF8.self)
    try withJournal(line + "{\"identity\":\n\n\u{0}\u{0}\n" + line) { path in
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows == [row, row])
      #expect(damaged == 3)
    }
  }

  /// Wherever a kill cuts the file, whole rows stay and new ones follow.
  @Test func everyCutIsSurvived() throws {
    let line = try JSONLine.encode(row)
    let all = line + line
    for length in 0...all.count {
      let text = String(decoding: all.prefix(length), as: UTF8.self)
      try withJournal(text) { path in
        let whole = length / line.count
        #expect(try RunLog.read(path).rows.count == whole)
        let log = try RunLog(appendingTo: path)
        try log.append(row)
        let (rows, _) = try RunLog.read(path)
        // A row that lacks only its newline is completed by the next one.
        let isRepaired = length % line.count == line.count - 1
        #expect(rows.count == whole + (isRepaired ? 2 : 1))
        #expect(rows.allSatisfy { $0 == row })
      }
    }
  }

  @Test func twoWritersDoNotMix() throws {
    try withJournal(nil) { path in
      let logs = try [RunLog(appendingTo: path), RunLog(appendingTo: path)]
      for index in 0..<100 {
        try logs[index % 2].append(
          .init(identity: "\(index)", values: ["v": .infinity]))
      }
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows.map(\.identity) == (0..<100).map(String.init))
      #expect(rows[0].values["v"] == .infinity)
      #expect(damaged == 0)
    }
  }

  @Test func whatIsNoFileIsAnError() {
    #expect(
      complaint { _ = try RunLog(appendingTo: "/") } == """
        /: error: cannot use the journal: Is a directory
          expected: a file that may be read and appended to
          remedy: check the permissions and the space on the disk
        """)
    #expect(complaint { _ = try RunLog.read("/") } != "")
    #expect(
      complaint { _ = try RunLog(appendingTo: "/dev/full").append(row) }
        .contains("No space left"))
  }
}
