import Foundation
import TestBasics
import Testing

@testable import ShardbenchKit

/// Programs beside a history.
struct KeptBuildsTests {
  private func with(
    _ work: (_ kept: KeptBuilds, _ program: (String) throws -> URL) throws ->
      Void
  ) throws {
    try withTemporaryFolder { folder in
      let kept = KeptBuilds(folder: folder.appendingPathComponent("programs"))
      try work(kept) { text in
        let url = folder.appendingPathComponent("program")
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o755], ofItemAtPath: url.path)
        return url
      }
    }
  }

  private func names(_ kept: KeptBuilds) -> [String] {
    let all = try? FileManager.default.contentsOfDirectory(
      atPath: kept.folder.path)
    return (all ?? []).sorted()
  }

  private func inode(_ url: URL?) throws -> Int? {
    let path = try #require(url).path
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return attributes[.systemFileNumber] as? Int
  }

  @Test func equalProgramsAreKeptOnce() throws {
    try with { kept, program in
      #expect(kept.program(of: "a") == nil)
      try kept.keep(program("one"), as: "a")
      try kept.keep(program("one"), as: "b")
      try kept.keep(program("two"), as: "c")
      #expect(names(kept) == ["a", "b", "c"])
      #expect(try inode(kept.program(of: "a")) == inode(kept.program(of: "b")))
      #expect(try inode(kept.program(of: "a")) != inode(kept.program(of: "c")))
      // What is built anew does not change what is kept.
      _ = try program("three")
      let url = try #require(kept.program(of: "c"))
      #expect(try String(contentsOf: url, encoding: .utf8) == "two")
      kept.prune(needed: ["b", "other"])
      #expect(names(kept) == ["b"])
    }
  }

  /// Runs are named by whoever wrote the history.
  @Test(arguments: ["", ".", "..", "../program", "/bin/sh", ".unfinished"])
  func namesThatAreNoFiles(run: String) throws {
    try with { kept, program in
      let url = try program("one")
      #expect(kept.program(of: run) == nil)
      try kept.keep(url, as: run)
      kept.prune(needed: [])
      #expect(names(kept) == [])
      #expect(FileManager.default.fileExists(atPath: url.path))
    }
  }

  @Test func nothingHalfIsKept() throws {
    try with { kept, program in
      let url = try program("one")
      try kept.keep(url, as: "a")
      try FileManager.default.removeItem(at: url)
      #expect(throws: (any Error).self) { try kept.keep(url, as: "b") }
      #expect(names(kept) == ["a"])
    }
  }
}
