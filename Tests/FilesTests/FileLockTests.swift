import Foundation
import TestBasics
import Testing

@testable import Files

struct FileLockTests {
  @Test func oneHasItAtATime() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("lock")
      var first = try FileLock(ifFree: file)
      #expect(first != nil)
      #expect(try FileLock(ifFree: file) == nil)
      first?.release()
      let second = try FileLock(ifFree: file)
      #expect(second != nil)
      first = nil
      #expect(try FileLock(ifFree: file) == nil)
      withExtendedLifetime(second) {}
      let other = folder.appendingPathComponent("other")
      #expect(try FileLock(ifFree: other) != nil)
      // The last one has gone with the line above.
      #expect(try FileLock(ifFree: other) != nil)
    }
  }

  @Test func whoWaitsGetsIt() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("lock")
      nonisolated(unsafe) var inside = 0
      nonisolated(unsafe) var most = 0
      DispatchQueue.concurrentPerform(iterations: 8) { _ in
        for _ in 0..<50 {
          guard let lock = try? FileLock(waitingFor: file) else { continue }
          inside += 1
          most = max(most, inside)
          inside -= 1
          lock.release()
        }
      }
      #expect(most == 1)
    }
  }

  @Test func notesReplaceEachOther() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("lock")
      let lock = try FileLock(waitingFor: file)
      for text in ["a long one", "short", ""] {
        try lock.note(text)
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
      }
      #expect(throws: SystemFault(ENOENT)) {
        try FileLock(ifFree: folder.appendingPathComponent("no/lock"))
      }
    }
  }
}

struct FolderTests {
  @Test func realPathsHaveNoLinks() throws {
    try withTemporaryFolder { folder in
      let manager = FileManager.default
      let real = folder.appendingPathComponent("real")
      try manager.createDirectory(
        at: real.appendingPathComponent("in"),
        withIntermediateDirectories: true)
      let link = folder.appendingPathComponent("link")
      try manager.createSymbolicLink(at: link, withDestinationURL: real)
      for path in ["in", "in/not/there", "nothing"] {
        #expect(
          link.appendingPathComponent(path).realPath
            == real.appendingPathComponent(path).realPath)
      }
      #expect(link.realPath.hasSuffix("/real"))
      #expect(
        real.realPath
          != real.appendingPathComponent("in").realPath)
      #expect(URL(fileURLWithPath: "/").realPath == "/")
      #expect(URL(fileURLWithPath: "/no/such").realPath == "/no/such")
    }
  }

  @Test func whereNothingCanBeMade() throws {
    try withTemporaryFolder { folder in
      #expect(folder.unwritableReason == nil)
      #expect(
        folder.appendingPathComponent("not/there").unwritableReason == nil)
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      for place in [file, file.appendingPathComponent("in")] {
        #expect(place.unwritableReason == SystemFault(ENOTDIR).reason)
      }
    }
  }
}
