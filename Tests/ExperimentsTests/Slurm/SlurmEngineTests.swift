import Foundation
import TestBasics
import Testing

@testable import Experiments

#if os(Linux)
  /// Points that Slurm runs, whatever becomes of their tasks.
  @Suite(.timeLimit(.minutes(2)))
  struct SlurmEngineTests {
    private func byIndex(_ results: [JobResult]) -> [JobResult] {
      results.sorted { $0.index < $1.index }
    }

    private func problem(_ result: JobResult) -> String? {
      guard case .failure(let failure) = result.outcome else { return nil }
      return failure.problem
    }

    @Test func aHundredJobs() throws {
      try SlurmCase.with("answer $i", tasks: 3) { slurm in
        var slurm = slurm
        slurm.engine.options = ["--partition=a b", "--no-requeue"]
        let results = try slurm.run(100)
        #expect(
          byIndex(results).map(\.outcome)
            == (0..<100).map { .values(["v": Double($0)]) })
        #expect(results.allSatisfy { $0.firstEnding == nil })
        let calls = try slurm.fake.calls("sbatch")
        #expect(calls.count == 1)
        #expect(calls[0].hasPrefix("sbatch --partition=a b --no-requeue --job"))
        #expect(calls[0].contains(" --job-name=shardbench-e."))
        #expect(calls[0].contains(" --array=0-11%3 "))
        #expect(try slurm.fake.calls("scancel") == [])
        #expect(slurm.left == [])
      }
    }

    @Test func noJobsNeedNoSlurm() throws {
      try SlurmCase.with("answer 1") { slurm in
        var slurm = slurm
        slurm.engine.commands.environment = ["PATH": "/nonexistent"]
        let results = try slurm.run(0)
        #expect(results == [])
      }
    }

    /// Slurm takes no longer arrays.
    @Test func fewTasksOfManyJobs() throws {
      try SlurmCase.with("answer $i", tasks: 5) { slurm in
        var slurm = slurm
        slurm.engine.arrayLimit = 2
        let results = try slurm.run(7)
        #expect(results.count == 7)
        #expect(try slurm.fake.calls("sbatch")[0].contains(" --array=0-1%5 "))
      }
    }

    /// What workers are given: variables, threads, the folder of the run.
    @Test func theEnvironment() throws {
      let body = """
        [ "$ONE" = "it's" ] && [ "$SHARDBENCH_THREADS" = 3 ] &&
          [ "$PWD" = "\(FileManager.default.currentDirectoryPath)" ] &&
          answer 1
        """
      try SlurmCase.with(body) { slurm in
        var slurm = slurm
        slurm.engine.environment = ["ONE": "it's"]
        slurm.engine.commands.environment["SLURM_CPUS_PER_TASK"] = "3"
        let results = try slurm.run(1)
        #expect(results.map(\.outcome) == [.values(["v": 1])])
      }
    }

    /// Only the point that a task was at is tried again as one that fell; those
    /// behind it have not been tried.
    @Test(
      arguments: [
        ("kill -11 $$", .signalled(11)), ("exit 3", .exited(3)),
        ("exit 0", .exited(0)),
        (
          "echo TIMEOUT >$FAKE_SLURM/ends; kill -9 0",
          .endedBySlurm("TIMEOUT")
        ),
      ] as [(String, WorkerEnding)])
    func aSecondTry(death: String, ending: WorkerEnding) throws {
      let body = """
        if [ $i = 4 ] && mkdir $FAKE_SLURM/died 2>/dev/null; then \(death); fi
        answer $i
        """
      try SlurmCase.with(body, tasks: 1) { slurm in
        var slurm = slurm
        slurm.engine.arrayLimit = 3
        let results = try slurm.run(12)
        #expect(
          byIndex(results).map(\.outcome)
            == (0..<12).map { .values(["v": Double($0)]) })
        let fallen = results.filter { $0.firstEnding != nil }
        #expect(fallen.map(\.index) == [4])
        #expect(fallen.map(\.firstEnding) == [ending])
        // 4, 7 and 10, each in a task of its own.
        let calls = try slurm.fake.calls("sbatch")
        #expect(calls.count == 2)
        #expect(calls[1].contains(" --array=0-2%1 "))
        #expect(slurm.left == [])
      }
    }

    @Test func bothEndingsAreTold() throws {
      let body = """
        if [ $i != 1 ]; then answer $i; continue; fi
        if mkdir $FAKE_SLURM/died 2>/dev/null; then kill -9 $$; fi
        echo "out of luck" >&2
        exit 5
        """
      try SlurmCase.with(body) { slurm in
        let results = byIndex(try slurm.run(3))
        #expect(
          results.map(problem) == [
            nil,
            "the worker was killed by SIGKILL; tried again alone, it exited "
              + "with status 5, saying 'out of luck'", nil,
          ])
      }
    }

    /// What is no complete answer to a job of the task is none at all.
    @Test func otherLinesAreNoAnswers() throws {
      let body = """
        echo "hello"
        echo '{"index":99,"outcome":{"values":{"v":99}}}'
        if [ $i = 2 ] && mkdir $FAKE_SLURM/died 2>/dev/null; then
          printf '{"index":2,"outcome":{"values":{"v":-1}}'
          exit 0
        fi
        answer $i
        answer 77
        """
      try SlurmCase.with(body, tasks: 1) { slurm in
        let results = try slurm.run(6)
        #expect(
          byIndex(results).map(\.outcome)
            == (0..<6).map { .values(["v": Double($0)]) })
        #expect(results.first { $0.index == 2 }?.firstEnding == .exited(0))
      }
    }

    /// Whatever dies when, each job has one result, and at most two tries.
    @Test(arguments: 0..<4)
    func everyJobHasOneResult(seed: Int) throws {
      var numbers = SeededNumbers(seed: seed)
      let deaths = (0..<20).map { _ in Int.random(in: 0...3, using: &numbers) }
      let hard = (0..<20).filter { deaths[$0] == 2 }
      let soft = (0..<20).filter { deaths[$0] == 1 }
      // Hard cases die always, soft ones once.
      let body = """
        case " \(hard.map(String.init).joined(separator: " ")) " in
          *" $i "*) echo >>$FAKE_SLURM/tries.$i; kill -9 $$ ;;
        esac
        case " \(soft.map(String.init).joined(separator: " ")) " in
          *" $i "*) mkdir $FAKE_SLURM/died.$i 2>/dev/null && exit 1 ;;
        esac
        answer $i
        """
      try SlurmCase.with(body, tasks: 1) { slurm in
        var slurm = slurm
        slurm.engine.arrayLimit = Int.random(in: 1...30, using: &numbers)
        let results = byIndex(try slurm.run(20))
        #expect(results.map(\.index) == Array(0..<20))
        #expect(
          results.filter { problem($0) != nil }.map(\.index) == hard)
        #expect(
          results.filter { $0.firstEnding != nil }.map(\.index)
            == (hard + soft).sorted())
        for index in hard {
          let file = slurm.fake.folder.appendingPathComponent("tries.\(index)")
          #expect(try Data(contentsOf: file).count == 2)
        }
      }
    }
  }
#endif
