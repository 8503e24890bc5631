import Foundation
import Testing

/// Where there is no room or no permission, a run says so, leaves nothing
/// half-done, and goes on when there is.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not installed"))
struct FullDiskTests {
  private static let files = [
    "results/costs.csv", "plots/costs-latency.gp", "plots/costs-latency.svg",
    "plots/costs-latency.pdf", "plots/costs-bytes.svg",
  ]

  private func withCosts<Result>(
    _ work: (Scratch) throws -> Result
  ) throws -> Result {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      return try work(scratch)
    }
  }

  private func contents(_ scratch: Scratch) -> [String: Data] {
    var contents: [String: Data] = [:]
    for file in Self.files {
      contents[file] = try? Data(contentsOf: scratch.url(file))
    }
    return contents
  }

  private func undisturbed() throws -> [String: Data] {
    try withCosts { scratch in
      let output = try scratch.run("run", "costs")
      #expect(output.status == 0, "\(output.err)")
      return contents(scratch)
    }
  }

  private func expectWhole(
    _ scratch: Scratch, _ whole: [String: Data], _ moment: String
  ) {
    for (file, data) in contents(scratch) {
      #expect(data == whole[file], "\(moment): \(file)")
    }
    for folder in ["results", "plots"] {
      #expect(
        !scratch.names(in: folder).contains { $0.hasSuffix(".partial") },
        "\(moment)")
    }
  }

  /// No file may have more than so many bytes: first the journal is cut off,
  /// then, with all points known, results and figures.
  @Test func filesThatMayNotGrow() throws {
    let whole = try undisturbed()
    try withCosts { scratch in
      var problems: Set<String> = []
      for folder in ["results", "plots"] {
        var (blocks, isDone) = (1, false)
        while !isDone, blocks < 1000 {
          let output = try scratch.run(
            ["run", "costs", "-j1"], fileBlocks: blocks)
          expectWhole(scratch, whole, "\(blocks) blocks")
          blocks += 1 + blocks / 3
          isDone = output.status == 0
          if isDone { continue }
          #expect([65, 70].contains(output.status), "\(output.err)")
          #expect(output.err.contains("  remedy: "), "\(output.err)")
          #expect(!output.err.contains("defect"), "\(output.err)")
          if let match = output.err.firstMatch(of: #/error: (\w+ \w+ \w+)/#) {
            problems.insert(String(match.1))
          }
        }
        #expect(contents(scratch) == whole)
        try FileManager.default.removeItem(at: scratch.url(folder))
      }
      #expect(problems.contains("cannot use the"), "\(problems)")
      #expect(problems.contains("cannot write the"), "\(problems)")
      #expect(try scratch.run("run", "costs").status == 0)
      #expect(contents(scratch) == whole)
    }
  }

  #if os(Linux)
    /// A disk of so many KiB, from one that takes nothing to one that takes all.
    @Test(
      .enabled(if: TinyDisk.isPossible, "no disk can be mounted here"),
      arguments: [4, 8, 16, 32, 64, 128])
    func fullDisks(kibibytes: Int) throws {
      let whole = try undisturbed()
      try withCosts { scratch in
        for folder in ["results", ".shardbench"] {
          let disk = try TinyDisk(
            at: scratch.url(folder), kibibytes: kibibytes)
          let plots = folder == "results" ? "results/plots" : "plots"
          let words = ["run", "costs", "--plots", plots]
          // Filled up, and then with room again.
          let filler = scratch.url("\(folder)/filler")
          try? Data(count: kibibytes << 10).write(to: filler)
          let output = try scratch.run(words)
          #expect([65, 70].contains(output.status), "\(output.err)")
          #expect(output.err.contains("No space left"), "\(output.err)")
          #expect(
            output.err.contains("space on the disk")
              || output.err.contains("has room"), "\(output.err)")
          expectWhole(scratch, whole, folder)
          try FileManager.default.removeItem(at: filler)
          let again = try scratch.run(words)
          expectWhole(scratch, whole, folder)
          disk.unmount()
          // What fitted is whole; what did not is told of.
          if again.status != 0 {
            #expect(
              again.err.contains("No space left")
                || again.err.contains("the space on the disk"),
              "\(again.err)")
          }
        }
        #expect(try scratch.run("run", "costs").status == 0)
        #expect(contents(scratch) == whole)
      }
    }

    /// Folders that cannot be written to are told of before anything runs.
    @Test(
      .enabled(if: TinyDisk.isPossible, "no disk can be mounted here"),
      arguments: ["results", "plots", ".shardbench"])
    func protectedFolders(folder: String) throws {
      try withCosts { scratch in
        let disk = try TinyDisk(at: scratch.url(folder), kibibytes: nil)
        let output = try scratch.run("run", "costs")
        #expect(output.status == 65 && output.out == "")
        #expect(output.err.contains("  remedy: check the"), "\(output.err)")
        #expect(!output.err.contains(" done, "))
        disk.unmount()
        #expect(try scratch.run("run", "costs").status == 0)
      }
    }
  #endif
}
