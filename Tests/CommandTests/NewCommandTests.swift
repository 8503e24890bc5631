import Foundation
import TestBasics
import Testing

/// `new` writes packages and adds to them: all files or none.
struct NewCommandTests {
  private func files(_ folder: URL) -> Set<String> {
    let found =
      FileManager.default.enumerator(atPath: folder.path)?
      .compactMap { $0 as? String } ?? []
    return Set(
      found.filter {
        !folder.appending(path: $0).hasDirectoryPath
          && (try? Data(contentsOf: folder.appending(path: $0))) != nil
      })
  }

  private func text(_ folder: URL, _ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  private func run(_ folder: URL, _ words: String...) throws -> Output {
    try Shardbench.run(["new"] + words, in: folder)
  }

  private static let package: Set = [
    "Package.swift", "README.md", ".gitignore", "Sources/my-split/main.swift",
    "Sources/my-split/MySplit.swift", "Tests/my-split-tests/MySplitTests.swift",
    "experiments/my-split/latency.yaml",
  ]

  @Test func aPackage() throws {
    try withTemporaryFolder { folder in
      let output = try run(folder, "scheme", "my-split")
      #expect(output.status == 0, "\(output.err)")
      #expect(files(folder) == Self.package)
      #expect(output.lines.count == Self.package.count)
      let manifest = try text(folder, "Package.swift")
      #expect(manifest.contains("path: \"\(Shardbench.package.path)\""))
      // What is added is registered; nothing else changes.
      #expect(try run(folder, "scheme", "other2").status == 0)
      #expect(try run(folder, "collective", "my-chain").status == 0)
      #expect(try run(folder, "platform", "my-boards").status == 0)
      let main = try text(folder, "Sources/my-split/main.swift")
      for part in ["MySplit(),", "Other2(),", "MyChain(),"] {
        #expect(main.components(separatedBy: part).count == 2, "\(main)")
      }
      #expect(
        files(folder).subtracting(Self.package) == [
          "Sources/my-split/Other2.swift", "Sources/my-split/MyChain.swift",
          "Tests/my-split-tests/Other2Tests.swift",
          "Tests/my-split-tests/MyChainTests.swift",
          "experiments/other2/latency.yaml",
          "experiments/my-chain/latency.yaml",
          "experiments/platforms/my-boards.yaml",
        ])
      #expect(try text(folder, "Package.swift") == manifest)
    }
  }

  @Test func fromARepository() throws {
    try withTemporaryFolder { folder in
      let url = "https://example.org/some/bench.git"
      let output = try run(folder, "scheme", "my-split", "--from", url)
      #expect(output.status == 0)
      let manifest = try text(folder, "Package.swift")
      #expect(manifest.contains("url: \"\(url)\""))
      #expect(manifest.contains("package: \"bench\""))
      #expect(!manifest.contains(Shardbench.package.path))
    }
  }

  /// The platform that is written can be read, and costed on.
  @Test func thePlatform() throws {
    try withTemporaryFolder { folder in
      #expect(try run(folder, "scheme", "my-split").status == 0)
      #expect(try run(folder, "platform", "my-boards").status == 0)
      let output = try Shardbench.run(
        [
          "simulate", "--model", "stories260k", "--platform", "my-boards",
          "--scheme", "voltage", "--devices", "2",
        ], in: folder, environment: ["SHARDBENCH_HOME": folder.path])
      #expect(output.status == 0, "\(output.err)")
    }
  }

  /// Nothing is overwritten, and nothing half-written.
  @Test(arguments: [
    ("Sources/my-split/Other.swift", ["scheme", "other"]),
    ("Tests/my-split-tests/OtherTests.swift", ["scheme", "other"]),
    ("experiments/other/latency.yaml", ["collective", "other"]),
    ("experiments/platforms/other.yaml", ["platform", "other"]),
  ])
  func whatIsThereStays(_ path: String, _ words: [String]) throws {
    try withTemporaryFolder { folder in
      #expect(try run(folder, "scheme", "my-split").status == 0)
      let file = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: file)
      let main = try text(folder, "Sources/my-split/main.swift")
      let before = files(folder)
      let output = try Shardbench.run(["new"] + words, in: folder)
      #expect(output.status == 64)
      #expect(output.err.contains("\(path): error: the file is there already"))
      #expect(output.err.contains("nothing was written"))
      #expect(files(folder) == before)
      #expect(try text(folder, path) == "mine")
      #expect(try text(folder, "Sources/my-split/main.swift") == main)
    }
  }

  /// A list that is not there is asked for.
  @Test func noList() throws {
    try withTemporaryFolder { folder in
      #expect(try run(folder, "scheme", "my-split").status == 0)
      let main = folder.appending(path: "Sources/my-split/main.swift")
      try Data("Shardbench.main(schemes: [MySplit()])".utf8).write(to: main)
      let before = files(folder)
      let output = try run(folder, "collective", "my-chain")
      #expect(output.status == 64)
      #expect(output.err.contains("there is no 'collectives: [' to add to"))
      #expect(files(folder) == before)
      // A list on one line does.
      #expect(try run(folder, "scheme", "other").status == 0)
      let text = try text(folder, "Sources/my-split/main.swift")
      #expect(text.contains("Other(),") && text.contains("MySplit()])"))
    }
  }

  @Test(
    arguments: [
      (["scheme", "My-Split"], "is no name for something new"),
      (["scheme", "my--split"], "is no name for something new"),
      (["scheme", "1st"], "is no name for something new"),
      (["scheme", "cats"], "the name is taken"),
      (["scheme", "train"], "the name is taken"),
      (["scheme", "cluster"], "the name is taken"),
      (["scheme", "shardbench"], "the name is taken"),
      (["scheme", "model-shape"], "the name is taken"),
      (["scheme", "position-shares"], "the name is taken"),
      (["scheme", "default"], "is no name for something new"),
      (["scheme", "any"], "is no name for something new"),
      (["scheme", "null"], "is no name for something new"),
      (["scheme"], "'new' needs a name"),
      ([], "'new' needs a kind: scheme, collective, platform"),
      (["shceme", "a"], "nothing is called 'shceme'"),
      (["scheme", "a", "b"], "does not know what to do with 'b'"),
      (["collective", "mine"], "has no Package.swift to add a collective to"),
      (["platform", "mine"], "has no Package.swift to add a platform to"),
    ] as [([String], String)])
  func mistakes(_ words: [String], _ problem: String) throws {
    try withTemporaryFolder { folder in
      let output = try Shardbench.run(["new"] + words, in: folder)
      #expect(output.status == 64)
      #expect(output.err.contains(problem), "\(output.err)")
      #expect(output.err.contains("remedy: "))
      #expect(files(folder).isEmpty)
    }
  }

  /// A collective's name is taken among collectives.
  @Test func takenCollective() throws {
    try withTemporaryFolder { folder in
      #expect(try run(folder, "scheme", "my-split").status == 0)
      for (kind, name) in [
        ("collective", "ring"), ("collective", "some-gather"),
        ("platform", "raspberry-pi-5-ethernet"),
      ] {
        let output = try run(folder, kind, name)
        #expect(output.status == 64 && output.err.contains("the name is taken"))
      }
      // No Swift is written for a platform.
      #expect(try run(folder, "platform", "block").status == 0)
    }
  }

  /// Where a file cannot be, no folder stays either.
  @Test func nothingIsLeft() throws {
    try withTemporaryFolder { folder in
      try Data("a file".utf8).write(to: folder.appending(path: "Tests"))
      let output = try run(folder, "scheme", "my-split")
      #expect(output.status != 0)
      let left = try FileManager.default.contentsOfDirectory(
        atPath: folder.path)
      #expect(left == ["Tests"])
    }
  }

  @Test func shardbenchItself() throws {
    let output = try Shardbench.run(["new", "scheme", "my-split"])
    #expect(output.status == 64)
    #expect(output.err.contains("is shardbench itself"))
  }

  @Test func aPackageOfSomethingElse() throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "Package.swift"))
      let output = try run(folder, "scheme", "my-split")
      #expect(output.status == 64)
      #expect(output.err.contains("calls Shardbench.main"))
      #expect(files(folder) == ["Package.swift"])
    }
  }
}
