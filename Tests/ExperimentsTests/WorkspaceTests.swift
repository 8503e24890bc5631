import TestBasics
import Foundation
import Testing

@testable import Experiments

struct WorkspaceTests {
  private static let files = [
    "experiments/models/m.yaml": "", "experiments/models/n.yaml": "",
    "experiments/platforms/p.yaml": "", "experiments/models/notes.txt": "",
    "experiments/b/two.yaml": "experiment: other-name\n",
    "experiments/a/one.yaml": "experiment: one\n",
    "experiments/a/broken.yaml": "{", "deep/down/here": "",
  ]

  private func with<Result>(_ work: (URL, Workspace) throws -> Result) throws
    -> Result
  {
    try withFolder(Self.files) { root in
      try work(root, Workspace(environment: ["SHARDBENCH_HOME": root.path]))
    }
  }

  @Test func whatIsThere() throws {
    try with { _, workspace in
      #expect(workspace.experiments() == ["a/broken", "a/one", "b/two"])
      #expect(workspace.names(in: "experiments/models") == ["m", "n"])
      #expect(workspace.names(in: "nowhere") == [])
    }
  }

  @Test(
    arguments: [
      ("a/one", "experiments/a/one.yaml"), ("one", "experiments/a/one.yaml"),
      ("two", "experiments/b/two.yaml"),
      ("other-name", "experiments/b/two.yaml"),
    ])
  func manifests(word: String, path: String) throws {
    try with { root, workspace in
      let file = try workspace.manifest(word)
      #expect(file.path == root.appendingPathComponent(path).path)
    }
  }

  @Test func aPathIsAPath() throws {
    try with { _, workspace in
      let file = try workspace.manifest("x/y.yaml")
      #expect(file.relativePath == "x/y.yaml")
    }
  }

  @Test(
    arguments: [
      ("on", "did you mean 'one'?"), ("a/on", "did you mean 'a/one'?"),
      ("xyzzy", "use one of: a/broken, a/one, b/two"),
    ])
  func unknownManifests(word: String, remedy: String) throws {
    try with { _, workspace in
      #expect(
        complaint { _ = try workspace.manifest(word) } == """
          error: there is no experiment '\(word)'
            expected: a/broken, a/one, b/two
            remedy: \(remedy)
          """)
    }
  }

  @Test func unknownModelsAndPlatforms() throws {
    try with { _, workspace in
      #expect(
        complaint { _ = try workspace.model("o") } == """
          error: there is no model 'o'
            expected: m, n
            remedy: did you mean 'm'?
          """)
      #expect(
        complaint { _ = try workspace.platform("raspberry") } == """
          error: there is no platform 'raspberry'
            expected: p
            remedy: use one of: p
          """)
      #expect(
        complaint { _ = try workspace.model("none.yaml") }
          .hasPrefix("none.yaml: error: "))
    }
  }

  /// Around the folder, else around the program, else nowhere.
  @Test func theSearch() throws {
    try with { root, _ in
      let inside = root.appendingPathComponent("deep/down")
      let real = root.resolvingSymlinksInPath().path
      let outside = URL(fileURLWithPath: "/")
      let near = try Workspace(near: inside, program: nil, environment: [:])
      #expect(near.root.path == real)
      let around = try Workspace(
        near: outside, program: inside.appendingPathComponent("here"),
        environment: [:])
      #expect(around.root.path == real)
      #expect(throws: WorkspaceError.notFound(nil)) {
        try Workspace(near: outside, program: nil, environment: [:])
      }
      // What the environment says is not searched for.
      #expect(throws: WorkspaceError.notFound(inside.path)) {
        try Workspace(
          near: root, environment: ["SHARDBENCH_HOME": inside.path])
      }
    }
  }

  /// SHARDBENCH_DATA, else ../shared/data where that is, else data. In a folder
  /// within the scratch one, so that nothing outside plays a part.
  @Test func data() throws {
    try withFolder(["checkout/experiments/models/a.yaml": ""]) { scratch in
      let root = scratch.appendingPathComponent("checkout", isDirectory: true)
      let workspace = try Workspace(near: root, environment: [:])
      func folder(_ environment: [String: String]) -> String {
        workspace.dataFolder(environment: environment).standardizedFileURL
          .resolvingSymlinksInPath().path
      }
      let real = scratch.resolvingSymlinksInPath()
      #expect(folder(["SHARDBENCH_DATA": "/d"]) == "/d")
      #expect(
        folder([:]) == real.appendingPathComponent("checkout/data").path)
      let shared = scratch.appendingPathComponent("shared/data")
      try FileManager.default.createDirectory(
        at: shared, withIntermediateDirectories: true)
      #expect(folder([:]) == real.appendingPathComponent("shared/data").path)
      #expect(folder(["SHARDBENCH_DATA": "/d"]) == "/d")
    }
  }
}
