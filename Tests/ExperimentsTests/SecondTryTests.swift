import Foundation
import Testing

@testable import Experiments

/// A job whose worker died is tried once more, alone.
struct SecondTryTests {
  private let shell = WorkerPoolTests()

  /// Results in the order in which they came, and what the workers, which know
  /// the folder as `$DIR`, left in it.
  private func run(
    _ body: String, jobs count: Int, workers: Int = 3
  ) throws -> (results: [JobResult], left: [String]) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "pool-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pool = shell.pool(
      body, workers: workers, before: "touch $DIR/alive.$$",
      after: "rm $DIR/alive.$$", environment: ["DIR": folder.path])
    var results: [JobResult] = []
    try pool.run(shell.jobs(count)) { results.append($0) }
    #expect(Set(results.map(\.index)) == Set(0..<count))
    #expect(results.count == count)
    return (
      results,
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    )
  }

  /// One that dies the first time only, and counts the workers there are.
  @Test(
    arguments: [
      ("kill -11 $$", .signalled(11)), ("kill -9 $$", .signalled(9)),
      ("exit 0", .exited(0)),
    ] as [(String, WorkerEnding)])
  func theSecondOneIsAlone(death: String, ending: WorkerEnding) throws {
    let (results, left) = try run(
      """
      if [ $i = 1 ] && mkdir $DIR/died 2>/dev/null; then
        rm $DIR/alive.$$; \(death)
      fi
      answer $(ls $DIR | grep -c alive)
      """, jobs: 12)
    #expect(results.last?.index == 1)
    #expect(results.last?.outcome == .values(["v": 1]))
    #expect(results.last?.firstEnding == ending)
    #expect(results.dropLast().allSatisfy { $0.firstEnding == nil })
    #expect(left == ["died"])
  }

  /// Those that died are tried one after the other.
  @Test func severalDie() throws {
    let (results, left) = try run(
      """
      if [ $i -lt 4 ] && mkdir $DIR/died.$i 2>/dev/null; then
        rm $DIR/alive.$$; kill -9 $$
      fi
      answer $(ls $DIR | grep -c alive)
      """, jobs: 8)
    #expect(results.suffix(4).map(\.index) == [0, 1, 2, 3])
    #expect(results.suffix(4).allSatisfy { $0.outcome == .values(["v": 1]) })
    #expect(left.count == 4)
  }

  @Test func bothEndingsAreTold() throws {
    let (results, _) = try run(
      "if mkdir $DIR/died 2>/dev/null; then exit 3; else kill -11 $$; fi",
      jobs: 1)
    #expect(
      shell.problems(results) == [
        0: "the worker exited with status 3; tried again alone, it was killed "
          + "by SIGSEGV"
      ])
  }

  /// A worker that answers, be it with a failure or with nonsense, has had its
  /// say.
  @Test(
    arguments: [
      #"echo '{"index":0,"outcome":{"failure":{"problem":"p","exit":65}}}'"#,
      "echo hello",
    ])
  func answersAreFinal(answer: String) throws {
    let (results, left) = try run("touch $DIR/try.$$; \(answer)", jobs: 1)
    #expect(shell.problems(results).count == 1)
    #expect(results[0].firstEnding == nil)
    #expect(left.count { $0.hasPrefix("try.") } == 1)
  }
}
