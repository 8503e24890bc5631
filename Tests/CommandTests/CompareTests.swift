import Foundation
import Testing

@testable import ShardbenchKit

/// `compare` with programs that only pretend to measure.
struct CompareTests {
  @Test(arguments: [
    ("0.010", 0 as Int32), ("0.012", 2), ("0.008", 4),
  ])
  func comparingPrograms(work: String, status: Int32) throws {
    try Scratch.with { scratch in
      let base = try scratch.fake("base")
      let changed = try scratch.fake("changed", work: work)
      let output = try scratch.run(
        "compare", "--base", base, "--program", changed, "--pairs", "8",
        "--processes", "1", "--only", "a,c")
      #expect(output.status == status, "\(output.out)\(output.err)")
      #expect(scratch.names(in: "results/perf/compare") == Scratch.reports)
      #expect(output.err.contains("no series matches 'c'"))
      #expect(!output.err.contains("'a'"))
      // Eight times, and counts and points once.
      for name in ["base", "changed"] {
        let asked = try scratch.asked(name)
        #expect(asked.filter { $0.contains("--family wall") }.count == 8)
        #expect(asked.count == 10)
        #expect(asked.allSatisfy { $0.hasSuffix("--only a,c") })
      }
    }
  }

  @Test func whatCannotBeCompared() throws {
    try Scratch.with { scratch in
      let changed = try scratch.fake("changed")
      func compare(_ base: String, _ more: String...) throws -> Output {
        try scratch.run(
          ["compare", "--base", base, "--program", changed] + more)
      }
      let old = try scratch.fake("old", ending: "exit 64")
      #expect(try compare(old).status == 70)
      #expect(try compare(old).err.contains("has no command 'measure'"))
      // One that knows the command and cannot do it has said why.
      let broken = try scratch.script(
        "[ \"$2\" = --help ] || exit 64\n", to: "broken")
      #expect(try compare(broken).status == 70)
      #expect(try compare(broken).err.contains("ended early, with status 64"))
      try scratch.write("no program", to: "text")
      #expect(try compare(scratch.url("text").path).status == 64)
      let unknown = try compare("no-such-branch")
      #expect(unknown.status == 64)
      #expect(unknown.err.contains("neither a program nor a commit"))
      #expect(try scratch.run("compare").status == 64)
      // Of seven pairs nothing can be told.
      let few = try compare(changed, "--pairs", "7")
      #expect(few.status == 64)
      #expect(few.err.contains("a whole number from 8 to 1000"))
      #expect(try compare(changed, "--only", ",").status == 64)
    }
  }

  /// What an earlier comparison left is not there for one that failed.
  @Test func noReportsOfAnother() throws {
    try Scratch.with { scratch in
      let good = try scratch.fake("good")
      let bad = try scratch.fake("bad", ending: "exit 5")
      func compare(_ changed: String) throws -> Int32 {
        try scratch.run(
          "compare", "--base", good, "--program", changed, "--pairs", "8"
        ).status
      }
      #expect(try compare(good) == 0)
      #expect(scratch.names(in: "results/perf/compare") == Scratch.reports)
      #expect(try compare(bad) == 70)
      #expect(scratch.names(in: "results/perf/compare") == [])
    }
  }

  /// A commit is checked out and built once; one that was broken off is made
  /// anew; a program in this folder that is called as a branch is no obstacle.
  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/git")))
  func commits() throws {
    try Scratch.with { scratch in
      func git(_ words: String...) throws -> String {
        try scratch.run(
          "/usr/bin/git",
          ["-C", scratch.root.path, "-c", "user.name=a", "-c", "user.email=b"]
            + words)
      }
      let changed = try scratch.fake("changed", work: "0.012")
      let built = try scratch.fake("built")
      // A compiler that notes that it was called, and copies.
      _ = try scratch.script(
        """
        echo "$*" >>'\(scratch.url("builds").path)'
        if [ -e '\(scratch.url("fails").path)' ]; then exit 1; fi
        for folder; do :; done
        mkdir -p "$folder/.build/release"
        cp '\(built)' "$folder/.build/release/shardbench"

        """, to: "bin/swift")
      try scratch.write("old", to: "Package.swift")
      _ = try git("init", "-q", "-b", "main")
      _ = try git("add", "Package.swift")
      _ = try git("commit", "-qm", "one")
      let commit = try git("rev-parse", "HEAD")
      try scratch.write("new", to: "Package.swift")
      try scratch.write("no program", to: "main")
      let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
      func compare() throws -> Output {
        try scratch.run(
          [
            "compare", "--base", "main", "--program", changed, "--pairs", "8",
            "--processes", "1",
          ], environment: ["PATH": scratch.url("bin").path + ":" + path])
      }
      try scratch.write("", to: "fails")
      let failed = try compare()
      #expect(failed.status == 70)
      #expect(failed.err.contains("\(commit) cannot be built"))
      try FileManager.default.removeItem(at: scratch.url("fails"))
      let checkout = ".shardbench/base/\(commit)"
      let first = try compare()
      #expect(first.status == 2, "\(first.err)")
      #expect(first.out.contains("commits \(commit)..\(changed)"))
      #expect(try scratch.text("\(checkout)/Package.swift") == "old")
      #expect(try compare().status == 2)
      let builds = try scratch.text("builds").split(separator: "\n")
      #expect(builds.count == 2)
      #expect(
        builds.allSatisfy {
          $0.hasPrefix("build -c release --product shardbench")
            && $0.hasSuffix(commit)
        })
      // Without its program and a file; then without what makes it one.
      for path in ["Package.swift", ".git"] {
        for file in [".build", path] {
          try FileManager.default.removeItem(
            at: scratch.url("\(checkout)/\(file)"))
        }
        #expect(try compare().status == 2)
        #expect(try scratch.text("\(checkout)/Package.swift") == "old")
      }
      #expect(try scratch.text("Package.swift") == "new")
      #expect(try git("rev-parse", "HEAD") == commit)
    }
  }

  /// Sources that were changed after the build.
  @Test func staleBuilds() throws {
    try Scratch.with { scratch in
      try scratch.write("", to: "Sources/kernels/a.c")
      try scratch.write("", to: "Sources/notes.md")
      let program = scratch.url("program")
      try scratch.write("", to: "program")
      func date(_ path: String, _ seconds: Double) throws {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: seconds)],
          ofItemAtPath: scratch.url(path).path)
      }
      try date("program", 1000)
      try date("Sources/notes.md", 2000)
      for (seconds, newer) in [
        (999.0, nil), (1001, "Sources/kernels/a.c" as String?),
      ] {
        try date("Sources/kernels/a.c", seconds)
        #expect(
          MeasuredBuild.newerSource(than: program, in: scratch.root) == newer)
      }
    }
  }
}
