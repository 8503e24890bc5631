import Digests
import Foundation
import Testing

@testable import Performance

/// What times are made from.
struct WorkClockTests {
  /// Clocks go on while there is work, each by its own, and never back.
  @Test func clocks() throws {
    var kernel = ReferenceKernel()
    let start = WorkClock.thread.seconds
    var last = start
    while WorkClock.thread.seconds - start < 0.02 {
      kernel.run()
      let now = WorkClock.thread.seconds
      #expect(now > last)
      last = now
    }
    let children = WorkClock.children.seconds
    #expect(WorkClock.children.seconds >= children)
    // A child that works until it has used 20 ms.
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(WorkClock.children.seconds > children)
  }

  /// What a thread waited for a processor stands second in `schedstat`.
  @Test(arguments: [
    ("1200345 2500000 17\n", 0.0025), ("0 0 0\n", 0), ("7 4000000000", 4),
    ("", 0), ("12", 0), ("12 x", 0),
  ])
  func waiting(text: String, seconds: Double) {
    let found = WorkClock.waiting(in: Array(text.utf8))
    #expect(abs(found - seconds) < 1e-12)
  }

  /// All times of all histories are counted in calls of this kernel: a change
  /// of it needs another unit, and this line after that.
  @Test func theReferenceNeverChanges() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/CReference/reference.c")
    #expect(ReferenceKernel.unit == "ref-a")
    #expect(
      sha256(try [UInt8](Data(contentsOf: file)))
        == "7b54d936fd73008ec3a42f70c296b1d299cd52f4cb49c403937a264f75733f6f")
  }
}
