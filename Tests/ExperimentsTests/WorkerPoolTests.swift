import TestBasics
import Foundation
import Testing

@testable import Experiments

/// Workers are shell scripts here; `$i` is the index of the job.
struct WorkerPoolTests {
  func pool(
    _ body: String, workers: Int = 2, before: String = "", after: String = "",
    environment: [String: String] = [:]
  ) -> WorkerPool {
    let script = """
      answer() {
        echo "{\\"index\\":$i,\\"outcome\\":{\\"values\\":{\\"v\\":$1}}}"
      }
      \(before)
      while read -r line; do
        i=${line#*'"index":'}; i=${i%%,*}
        \(body)
      done
      \(after)
      """
    return WorkerPool(
      executable: URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", script],
      workers: workers, environment: environment)
  }

  func jobs(_ count: Int, text: String = "x") -> [Job] {
    (0..<count).map { index in
      Job(
        index: index,
        point: Point(
          experiment: "e", settings: ["name": .word(text)], seed: index),
        metrics: ["v"])
    }
  }

  func results(
    _ pool: WorkerPool, _ jobs: [Job]
  ) throws -> [JobResult] {
    var results: [JobResult] = []
    try pool.run(jobs) { results.append($0) }
    #expect(results.map(\.index).sorted() == jobs.map(\.index))
    return results.sorted { $0.index < $1.index }
  }

  func problems(_ results: [JobResult]) -> [Int: String] {
    var problems: [Int: String] = [:]
    for result in results {
      if case .failure(let failure) = result.outcome {
        problems[result.index] = failure.problem
      }
    }
    return problems
  }

  @Test func twoWorkersDoAHundredJobs() throws {
    let values = try results(pool("answer $i"), jobs(100)).map(\.outcome)
    #expect(values == (0..<100).map { .values(["v": Double($0)]) })
    let processes = try results(pool("answer $$"), jobs(100)).map(\.outcome)
    #expect(Set(processes).count == 2)
  }

  @Test func noJobsAndManyWorkers() throws {
    #expect(try results(pool("answer 1"), []).isEmpty)
    #expect(try results(pool("answer 1", workers: 9), jobs(3)).count == 3)
    #expect(try results(pool("answer 1", workers: 0), jobs(3)).count == 3)
  }

  @Test func aKilledWorkerFailsItsJobOnly() throws {
    let body = "if [ $i = 5 ]; then echo dying >&2; kill -9 $$; fi; answer 1"
    let results = try results(pool(body), jobs(20))
    #expect(
      problems(results) == [
        5: "the worker was killed by SIGKILL; tried again alone, it was "
          + "killed by SIGKILL"
      ])
    #expect(results[5].errors == "dying\n")
    #expect(results[5].firstEnding == .signalled(9))
    #expect(results[6].errors == "" && results[6].firstEnding == nil)
  }

  @Test func everyWorkerMayDie() throws {
    let died = problems(try results(pool("exit 3"), jobs(6)))
    #expect(died.count == 6)
    #expect(
      Set(died.values) == [
        "the worker exited with status 3; tried again alone, it exited with "
          + "status 3"
      ])
    let aborted = problems(try results(pool("kill -6 $$"), jobs(2)))
    #expect(aborted.count == 2)
    #expect(aborted[1]?.hasPrefix("the worker was killed by SIGABRT; ") == true)
  }

  @Test func garbageFailsTheJob() throws {
    let body = "if [ $i = 2 ]; then echo hello; else answer 1; fi"
    #expect(
      problems(try results(pool(body), jobs(6)))
        == [2: "the worker answered 'hello'"])
    let wrong = problems(try results(pool("i=77; answer 1"), jobs(1)))
    #expect(wrong[0]?.hasPrefix(#"the worker answered '{"index":77"#) == true)
    let twice = problems(try results(pool("answer 1; answer 1"), jobs(1)))
    #expect(twice.count <= 1)
  }

  @Test func answersMayBeLong() throws {
    let body = """
      x=$(head -c 1000000 /dev/zero | tr '\\0' x)
      echo "{\\"index\\":$i,\\"outcome\\":{\\"failure\\":{\\"problem\\":\\"$x\\",\
      \\"exit\\":65}}}"
      """
    let results = try results(pool(body), jobs(3))
    #expect(problems(results).values.allSatisfy { $0.count == 1_000_000 })
  }

  @Test func bothSidesMayWriteALotAtOnce() throws {
    let flood = "head -c 1000000 /dev/zero | tr '\\0' e >&2"
    let results = try results(
      pool("\(flood); answer 1", before: flood),
      jobs(2, text: String(repeating: "n", count: 300_000)))
    #expect(problems(results).isEmpty)
    #expect(results.allSatisfy { $0.errors.utf8.count <= Worker.errorLimit })
  }

  @Test func closedOutputAndDeafEarsAreNoHang() throws {
    var mute = pool("exec 1>&-; exec sleep 1000", workers: 1)
    mute.patience = 0
    #expect(
      problems(try results(mute, jobs(1))) == [
        0: "the worker closed its output"
      ])
    var deaf = pool("answer 1", after: "exec sleep 1000")
    deaf.patience = 0
    #expect(try results(deaf, jobs(3)).count == 3)
  }

  @Test func environmentComesOnTop() throws {
    let pool = pool("answer $ANSWER", environment: ["ANSWER": "42"])
    #expect(try results(pool, jobs(1))[0].outcome == .values(["v": 42]))
  }

  @Test func missingProgramsAreAnError() {
    let pool = WorkerPool(
      executable: URL(fileURLWithPath: "/no/such/program"), workers: 2)
    #expect(
      complaint { try pool.run(jobs(1)) { _ in } } == """
        /no/such/program: error: cannot start a worker: \
        No such file or directory
          expected: a program that may be run
        """)
  }

  @Test func anErrorOfTheCallerEndsTheRun() {
    struct Enough: Error {}
    var seen = 0
    #expect(throws: Enough.self) {
      try pool("answer 1").run(jobs(50)) { _ in
        seen += 1
        if seen == 3 { throw Enough() }
      }
    }
    #expect(seen == 3)
  }
}
