import Foundation
import TestBasics
import Testing

@testable import Experiments

#if os(Linux)
  /// Slurm itself fails, or the run ends before its tasks.
  @Suite(.timeLimit(.minutes(2)))
  struct SlurmFailureTests {
    private struct Enough: Error {}

    @Test func commandsThatAreMissing() throws {
      try SlurmCase.with("answer 1") { slurm in
        var slurm = slurm
        slurm.engine.commands.environment = ["PATH": "/nonexistent:"]
        #expect(throws: SlurmError.noCommand("sbatch")) { try slurm.run(1) }
        #expect(slurm.left == [])
      }
    }

    @Test func sbatchRefuses() throws {
      try SlurmCase.with("answer 1") { slurm in
        try slurm.fake.steer("refuses", "sbatch: error: no\n\n")
        #expect(
          throws: SlurmError.refused("sbatch", reason: "sbatch: error: no")
        ) { try slurm.run(1) }
        #expect(slurm.left == [])
      }
    }

    @Test func aCommandThatHangs() throws {
      try SlurmCase.with("answer 1") { slurm in
        var slurm = slurm
        slurm.engine.commands.patience = 50
        try slurm.fake.steer("hangs", "")
        #expect(
          throws: SlurmError.refused("sbatch", reason: "nothing for 0 s")
        ) { try slurm.run(1) }
      }
    }

    /// A controller that is away for a while does no harm; answers come by
    /// files.
    @Test func squeueIsSilent() throws {
      let body = "while [ ! -e $FAKE_SLURM/go ]; do :; done; answer $i"
      try SlurmCase.with(body) { slurm in
        try slurm.fake.steer("silent", "Unable to contact slurm controller")
        var impatient = slurm
        impatient.engine.pace.silence = .milliseconds(120)
        #expect(
          throws: SlurmError.noAnswer(
            seconds: 0, reason: "Unable to contact slurm controller")
        ) { try impatient.run(2) }
        #expect(slurm.fake.tasksEnd())
        try slurm.fake.steer("go", "")
        #expect(try slurm.run(2).count == 2)
      }
    }

    /// What throws cancels the tasks.
    @Test func anErrorCancels() throws {
      let body = "if [ $i = 0 ]; then answer 0; else exec sleep 100; fi"
      try SlurmCase.with(body) { slurm in
        #expect(throws: Enough.self) {
          try slurm.engine.run(slurm.jobs(3)) { _ in throw Enough() }
        }
        let name = try #require(
          slurm.fake.calls("sbatch")[0].firstMatch(of: /--job-name=(\S+)/))
        #expect(
          try slurm.fake.calls("scancel")
            == ["scancel --quiet --name=\(name.1)"])
        #expect(slurm.fake.tasksEnd())
        #expect(slurm.left == [])
      }
    }

    /// The answers of a run that was killed are taken over by the identity of
    /// the points, whatever their indices then; what is left is cancelled.
    @Test func whatAKilledRunLeft() throws {
      try SlurmCase.with("answer 7") { slurm in
        let name = try leave(in: slurm)
        let results = try slurm.run(4).sorted { $0.index < $1.index }
        #expect(
          results.map(\.outcome) == [
            .values(["v": 7]), .values(["v": 101]), .values(["v": 7]),
            .values(["v": 103]),
          ])
        #expect(results.map(\.seconds)[3] == 2.5)
        #expect(
          try slurm.fake.calls("scancel")
            == ["scancel --quiet --name=\(name)"])
        #expect(try slurm.fake.calls("sbatch")[0].contains(" --array=0-1%2 "))
        #expect(slurm.left == [])
      }
    }

    /// Also if this run has nothing to do.
    @Test func whatIsLeftEnds() throws {
      try SlurmCase.with("answer 7") { slurm in
        _ = try leave(in: slurm)
        let results = try slurm.run(0)
        #expect(results == [])
        #expect(try slurm.fake.calls("scancel").count == 1)
        #expect(slurm.left == [])
      }
    }

    @Test func nothingIsTakenOverUnasked() throws {
      try SlurmCase.with("answer 7") { slurm in
        var slurm = slurm
        slurm.engine.takesOver = false
        _ = try leave(in: slurm)
        let results = try slurm.run(4)
        #expect(results.allSatisfy { $0.outcome == .values(["v": 7]) })
        #expect(try slurm.fake.calls("scancel").count == 1)
        #expect(slurm.left == [])
      }
    }

    /// Folders of runs that live, and of other experiments, stay.
    @Test func othersAreLeftAlone() throws {
      try SlurmCase.with("answer $i") { slurm in
        let living = try SlurmSpool(for: "e", in: slurm.spool)
        let folders = ["e.other.12345678", "other.12345678"]
        for folder in folders {
          try FileManager.default.createDirectory(
            at: slurm.spool.appendingPathComponent(folder),
            withIntermediateDirectories: true)
        }
        #expect(try slurm.run(2).count == 2)
        #expect(
          Set(slurm.left)
            == Set(folders + [living.folder.lastPathComponent]))
        #expect(try slurm.fake.calls("scancel") == [])
      }
    }

    /// Leaves what a killed run would: of four points with indices from 10 on,
    /// one answered, one answered in part, one failed, one answered twice.
    ///
    /// - Returns: the name of the array.
    private func leave(in slurm: SlurmCase) throws -> String {
      let spool = try SlurmSpool(for: "e", in: slurm.spool)
      let folder = try spool.makeArrayFolder(1)
      let jobs = slurm.jobs(4).map { job in
        var job = job
        job.index += 10
        return SpooledJob(job, identity: "identity of \(job.point.seed)")
      }
      let array = try SlurmArray(
        spool.arrayName(1), dealing: jobs, to: 2, in: folder, script: "")
      let lines = [
        """
        {"index":10,"outcome":{"failure":{"problem":"p","exit":65}}}
        {"index":12,"outcome":{"values":{"v":102}}}
        """,
        """
        {"index":11,"outcome":{"values":{"v":101}}}
        {"index":13,"outcome":{"values":{"v":103}},"seconds":2.5}

        """,
      ]
      for (task, text) in lines.enumerated() {
        try Data(text.utf8).write(
          to: folder.appendingPathComponent(SlurmFile.answers.name(task)))
      }
      return array.name
    }
  }
#endif
