import Foundation
import TestBasics
import Testing

@testable import Tables

struct FileTests {
  @Test func writesAllAndLeavesNothingElse() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("t.csv")
      let first = try Table(columns: ["a"], rows: [["1"]])
      try first.write(to: url)
      let second = try Table(columns: ["a"], rows: [["2"], ["x,y"]])
      try second.write(to: url)
      #expect(try Table(reading: url) == second)
      #expect(try names(in: folder) == ["t.csv"])
    }
  }

  @Test func aFailedWriteLeavesWhatWasThere() throws {
    try withTemporaryFolder { folder in
      // A folder that is not empty cannot be replaced by a file.
      let url = folder.appendingPathComponent("t.csv")
      let inner = url.appendingPathComponent("kept")
      try FileManager.default.createDirectory(
        at: inner, withIntermediateDirectories: true)
      let table = try Table(columns: ["a"])
      let message = told { try table.write(to: url) }
      #expect(message.contains("error: cannot write the file: "))
      #expect(message.contains("remedy: check that the folder exists"))
      #expect(try names(in: folder) == ["t.csv"])
      #expect(try names(in: url) == ["kept"])
    }
  }

  @Test func noFolderNoFile() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("none/t.csv")
      let table = try Table(columns: ["a"])
      #expect(told { try table.write(to: url) }.contains("cannot write"))
      #expect(try names(in: folder) == [])
    }
  }

  @Test func saysThatAFileIsMissing() {
    let url = URL(fileURLWithPath: "/nowhere/t.csv")
    #expect(
      told { try Table(reading: url) } == """
        /nowhere/t.csv: error: there is no such file
          remedy: check the path, or run the experiment that writes it
        """)
  }

  @Test func saysThatAFolderIsNoFile() throws {
    try withTemporaryFolder { folder in
      let message = told { try Table(reading: folder) }
      #expect(message.contains("cannot read the file: "))
      #expect(!message.contains("Success"))
    }
  }
}

private func names(in folder: URL) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
}
