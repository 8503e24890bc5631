import Foundation
import Testing

@testable import Report

struct RunRecordTests {
  private func record(_ text: String) throws -> RunRecord {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "record-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    return RunRecord(reading: file)
  }

  @Test func allThatIsKnownIsRead() throws {
    let record = try record(
      """
      {"profile": "quick", "points": 3, "failed": 1, "row_s": [1, 0.5, 2],
       "code": {"commit": "abc", "dirty": true, "gnuplot": "g"},
       "machine": {"cpu": "C", "cores": 2, "os": "D"}, "finished": "today",
       "data": [{"file": "a", "sha256": "1"}, {"set": "none", "files": []},
        {"set": "s", "files": [{"file": "b", "sha256": "2"}, {"file": "c"}]}]}
      """)
    #expect(record.profile == "quick" && record.points == 3)
    #expect(record.failed == 1 && record.computing == 3.5)
    #expect(record.commit == "abc" && record.isDirty == true)
    #expect(record.machine == "C, 2 cores, D" && record.moment == "today")
    #expect(record.data.map(\.name) == ["a", "none", "b", "c"])
    #expect(record.data.map(\.sha256) == ["1", nil, "2", nil])
  }

  /// What is missing or of another type is not known, and nothing else.
  @Test(arguments: [
    "", "[]", "{", "null", "{}", #"{"profile": 3, "code": []}"#,
    #"{"row_s": "soon", "machine": null, "data": {"file": "a"}}"#,
    #"{"row_s": [1, null], "code": {"commit": 7}, "data": [[], {}]}"#,
  ])
  func whatIsMissingIsNotKnown(text: String) throws {
    let record = try record(text)
    #expect(record.profile == nil && record.computing == nil)
    #expect(record.commit == nil && record.isDirty == nil)
    #expect(record.machine == nil && record.data.isEmpty)
  }
}
