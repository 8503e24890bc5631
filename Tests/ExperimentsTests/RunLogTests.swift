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
          == #"{"crc32":"e9a35d34","identity":"ab","values":{"mse":0.1,"n":3}}"#
      )
    }
  }

  @Test func wholeLinesWithDamageArePassedOver() throws {
    let line = String(decoding: try RunLogLine.encode(row), as: UTF8.self)
    let bare = String(decoding: try JSONLine.encode(row), as: UTF8.self)
    let text = line + "{\"identity\":\n\n\u{0}\u{0}\n" + bare + line
    try withJournal(text) { path in
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows == [row, row])
      #expect(damaged == 4)
    }
  }

  /// No flipped bit gives another row, nor hides one beside it.
  @Test(arguments: 0..<8)
  func everyFlippedBitIsFound(bit: Int) throws {
    let line = try RunLogLine.encode(row)
    let others = try ["0", "2"].map {
      try RunLogLine.encode(.init(identity: $0, values: ["v": 1]))
    }
    for place in line.indices {
      var damaged = line
      damaged[place] ^= 1 << bit
      let path = temporaryPath()
      defer { try? FileManager.default.removeItem(atPath: path) }
      try Data(others[0] + damaged + others[1]).write(
        to: URL(fileURLWithPath: path))
      #expect(
        try RunLog.read(path).rows.map(\.identity) == ["0", "2"],
        "byte \(place)")
    }
  }

  /// Wherever a kill or a full disk cuts the file, whole rows stay and new
  /// ones follow, also those of another process that has it open by then.
  @Test func everyCutIsSurvived() throws {
    let line = try RunLogLine.encode(row)
    let all = line + line
    for length in 0...all.count {
      try withJournal(nil) { path in
        let log = try RunLog(appendingTo: path)
        try Data(all.prefix(length)).write(to: URL(fileURLWithPath: path))
        // A row may lack its newline.
        let whole = (length + 1) / line.count
        #expect(try RunLog.read(path).rows.count == whole)
        try log.append(row)
        let (rows, _) = try RunLog.read(path)
        #expect(rows.count == whole + 1)
        #expect(rows.allSatisfy { $0 == row })
      }
    }
  }

  /// What a row says cannot be taken for the beginning of another.
  @Test func rowsWithinRowsAreText() throws {
    let line = String(decoding: try RunLogLine.encode(row), as: UTF8.self)
    let odd = RunLog.Row(identity: line + line, values: [:])
    try withJournal(nil) { path in
      let log = try RunLog(appendingTo: path)
      for row in [odd, row, odd] { try log.append(row) }
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows == [odd, row, odd])
      #expect(damaged == 0)
    }
  }

  /// The check value of the catalogue of CRCs.
  @Test func theChecksum() {
    #expect(checksum(Data("123456789".utf8)) == "cbf43926")
    #expect(checksum(Data()) == "00000000")
    #expect(checksum(Array("123456789".utf8)[...]) == "cbf43926")
  }

  @Test func twoWritersDoNotMix() throws {
    try withJournal(nil) { path in
      let logs = try [RunLog(appendingTo: path), RunLog(appendingTo: path)]
      for index in 0..<100 {
        try logs[index % 2].append(
          .init(identity: "\(index)", values: ["v": .infinity]))
      }
      let (rows, damaged) = try RunLog.read(path)
      #expect(rows.map(\.identity) == (0..<100).map { "\($0)" })
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
