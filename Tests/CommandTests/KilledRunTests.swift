import Foundation
import TestBasics
import Testing

#if os(Linux)
  /// A run that is killed at any moment leaves nothing half-done, and the next
  /// one ends as if nothing had happened.
  @Suite(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  struct KilledRunTests {
    private static let files = [
      "results/many.csv", "plots/many-latency.gp", "plots/many-latency.svg",
      "plots/many-latency.pdf", "plots/style.gp",
    ]
    private static let run = ["run", "many", "-j2"]

    private func contents(_ scratch: Scratch) -> [String: Data] {
      var contents: [String: Data] = [:]
      for file in Self.files {
        contents[file] = try? Data(contentsOf: scratch.url(file))
      }
      return contents
    }

    private func withMany<Result>(
      _ work: (Scratch) throws -> Result
    ) throws -> Result {
      try Scratch.with { scratch in
        try scratch.write(Manifests.many, to: "experiments/lab/many.yaml")
        return try work(scratch)
      }
    }

    /// What a run writes changes so many times, as far as it can be seen.
    private func changes(
      _ scratch: Scratch, until enough: Int, of running: Running
    ) -> Int {
      var seen = 0
      var last = state(scratch)
      while seen < enough, running.isRunning {
        let now = state(scratch)
        if now != last { seen += 1 }
        last = now
      }
      return seen
    }

    /// The size of the journal, and the names and numbers of all other files.
    private func state(_ scratch: Scratch) -> [String] {
      ["results", "plots"].flatMap { folder in
        scratch.names(in: folder).map { name in
          var facts = stat()
          lstat(scratch.url("\(folder)/\(name)").path, &facts)
          return "\(name) \(facts.st_ino)"
        }
      } + ["\(scratch.journalSize("many"))"]
    }

    @Test(.timeLimit(.minutes(5)), arguments: [8])
    func twentyKills(seed: Int) throws {
      let undisturbed = try withMany { scratch in
        let output = try scratch.run(Self.run)
        #expect(output.status == 0, "\(output.err)")
        return contents(scratch)
      }
      #expect(undisturbed.count == Self.files.count)
      var numbers = SeededNumbers(seed: seed)
      try withMany { scratch in
        var kills = 0
        // Of a whole run some 50 changes can be seen; later runs go on.
        for round in 0..<200 where kills < 20 {
          if round % 5 == 0 {
            for folder in [".shardbench", "results", "plots"] {
              try? FileManager.default.removeItem(at: scratch.url(folder))
            }
          }
          let enough = Int.random(in: 0...25, using: &numbers)
          let running = try scratch.start(Self.run)
          let seen = changes(scratch, until: enough, of: running)
          kill(running.id, SIGKILL)
          let output = try running.finish()
          let moment = "seed \(seed), round \(round), \(seen) changes"
          if output.status == -9 { kills += 1 }
          #expect([0, -9].contains(output.status), "\(moment): \(output.err)")
          #expect(Processes.workersEnd(in: scratch.root), "\(moment)")
          for (file, data) in contents(scratch) {
            #expect(data == undisturbed[file], "\(moment): \(file)")
          }
          expectWholeProvenance(scratch, moment)
        }
        #expect(kills == 20)
        let output = try scratch.run(Self.run)
        #expect(output.status == 0, "seed \(seed): \(output.err)")
        #expect(contents(scratch) == undisturbed, "seed \(seed)")
        // Nothing of the dead is left.
        #expect(
          scratch.names(in: "results") == ["many.csv", "many.provenance.json"])
        #expect(scratch.names(in: "plots").count == 4)
      }
    }

    private func expectWholeProvenance(_ scratch: Scratch, _ moment: String) {
      let file = scratch.url("results/many.provenance.json")
      guard let data = try? Data(contentsOf: file) else { return }
      #expect(
        (try? JSONSerialization.jsonObject(with: data)) != nil, "\(moment)")
    }
  }
#endif
