import Foundation
import TestBasics
import Testing

@testable import Files

struct PartialFileTests {
  @Test func nothingAppearsBeforeItsEnd() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.csv")
      try Data("old".utf8).write(to: file)
      do {
        let partial = try PartialFile(for: file)
        try Data("new".utf8).withUnsafeBytes { try partial.write($0) }
        #expect(try Data(contentsOf: file) == Data("old".utf8))
        #expect(try names(in: folder).count == 2)
        try partial.takePlace(isSynced: true)
      }
      #expect(try Data(contentsOf: file) == Data("new".utf8))
      #expect(try names(in: folder) == ["a.csv"])
    }
  }

  @Test func whatIsGivenUpGoes() throws {
    try withTemporaryFolder { folder in
      do {
        let partial = try PartialFile(for: folder.appendingPathComponent("a"))
        try Data("x".utf8).withUnsafeBytes { try partial.write($0) }
        let work = try PartialFolder(for: "b", in: folder)
        try Data("y".utf8).write(to: work.url.appendingPathComponent("c"))
        #expect(try names(in: folder).count == 2)
        withExtendedLifetime((partial, work)) {}
      }
      #expect(try names(in: folder) == [])
    }
  }

  @Test func failuresAreToldInTheSystemsWords() throws {
    try withTemporaryFolder { folder in
      let nowhere = folder.appendingPathComponent("no/a")
      #expect(throws: SystemFault(ENOENT)) { try PartialFile(for: nowhere) }
      #expect(throws: SystemFault(ENOENT)) {
        try PartialFolder(for: "a", in: nowhere)
      }
      // A folder stands in the file's place.
      let place = folder.appendingPathComponent("b")
      try FileManager.default.createDirectory(
        at: place.appendingPathComponent("c"),
        withIntermediateDirectories: true)
      #expect(throws: SystemFault.self) {
        try replaceFile(at: place, with: Data("x".utf8))
      }
      #expect(try names(in: folder) == ["b"])
    }
  }

  /// Of what looks partial, only that goes which is named as such and has no
  /// living writer.
  @Test func theDeadLeaveNothingBehind() throws {
    try withTemporaryFolder { folder in
      let dead = PartialName.make(for: "a.csv")
      let other = PartialName.make(for: "b.csv")
      let kept = [".a.csv.partial", ".a.csv.1.partial", "a.csv", "b.partial"]
      for name in kept + [dead, other] {
        try Data("x".utf8).write(to: folder.appendingPathComponent(name))
      }
      let deadFolder = folder.appendingPathComponent(PartialName.make(for: "f"))
      try FileManager.default.createDirectory(
        at: deadFolder.appendingPathComponent("in"),
        withIntermediateDirectories: true)
      let living = try PartialFile(for: folder.appendingPathComponent("a.csv"))
      let work = try PartialFolder(for: "f", in: folder)
      #expect(removeStalePartials(in: folder, of: "b.csv") == 1)
      #expect(try names(in: folder).contains(dead))
      #expect(removeStalePartials(in: folder) == 2)
      #expect(try names(in: folder).count == kept.count + 2)
      try living.takePlace()
      #expect(FileManager.default.fileExists(atPath: work.url.path))
      withExtendedLifetime(work) {}
      #expect(removeStalePartials(in: folder.appendingPathComponent("no")) == 0)
    }
  }

  /// Whoever tidies up at the same time takes nothing from the living, and a
  /// reader meets whole files only.
  @Test func tidyingDisturbsNoWriter() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      let texts = (1...3).map { Data(repeating: UInt8($0), count: 5000 * $0) }
      try replaceFile(at: file, with: texts[0])
      nonisolated(unsafe) var faults: [String] = []
      let lock = NSLock()
      DispatchQueue.concurrentPerform(iterations: 4) { index in
        for round in 0..<300 {
          do {
            switch index {
            case 0: removeStalePartials(in: folder)
            case 1:
              let read = try Data(contentsOf: file)
              if !texts.contains(read) { throw CocoaError(.fileReadUnknown) }
            default: try replaceFile(at: file, with: texts[round % 3])
            }
          } catch {
            lock.withLock { faults.append("\(index): \(error)") }
          }
        }
      }
      #expect(faults == [])
      #expect(try names(in: folder) == ["a"])
    }
  }
}
