import Diagnostics
import Foundation
import Testing

@testable import Experiments

/// Packages of others find their own files first, then shardbench's.
struct BaseFolderTests {
  private static let platform = "raspberry-pi-5-ethernet"

  /// A package elsewhere, and shardbench's own folder.
  private func with<Result>(
    _ files: [String: String], base: String? = packageRoot.path,
    _ work: (Workspace) throws -> Result
  ) throws -> Result {
    try withFolder(files) { root in
      var environment = ["SHARDBENCH_HOME": root.path]
      environment["SHARDBENCH_BASE"] = base
      return try work(Workspace(environment: environment))
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: packageRoot.appending(path: path), encoding: .utf8)
  }

  @Test func ownFilesFirst() throws {
    let path = "experiments/platforms/\(Self.platform).yaml"
    let own = try text(path).replacing(
      /summary: .*/, with: "summary: \"one of our own\"")
    let files = [
      "Package.swift": "", path: own,
      "experiments/platforms/ours.yaml": own,
      "experiments/lab/one.yaml": "",
    ]
    try with(files) { workspace throws in
      #expect(try workspace.platform(Self.platform).summary == "one of our own")
      #expect(try workspace.platform("ours").summary == "one of our own")
      let names = workspace.names(in: "experiments/platforms")
      #expect(names.contains("ours") && names.contains("nrf52840-mixer"))
      #expect(names == names.sorted() && Set(names).count == names.count)
      // What it has not is shardbench's; experiments are its own alone.
      #expect(try workspace.model("stories260k").shape.name == "stories260k")
      #expect(workspace.experiments() == ["lab/one"])
      let file = workspace.place(of: "stories260k", kind: "model")
      #expect(file.path.hasPrefix(packageRoot.path))
    }
  }

  /// Without being told, a package finds where shardbench was compiled.
  @Test func wherePackagesLook() throws {
    let experiment = ["experiments/lab/one.yaml": ""]
    try with(experiment.merging(["Package.swift": ""]) { $1 }, base: nil) {
      #expect($0.base?.path == packageRoot.path)
    }
    // Shardbench itself, wherever it lies, and a folder with models alone.
    for path in ["Sources/ShardbenchKit/a.swift", "experiments/models/m.yaml"] {
      let more = path.hasPrefix("S") ? ["Package.swift": ""] : [:]
      let files = ["experiments/models/n.yaml": "", path: ""]
        .merging(more) { $1 }
      try with(files, base: nil) { #expect($0.base == nil) }
    }
  }

  /// Experiments alone make no workspace: any folder may be called so.
  @Test func experimentsOutsideOfAPackage() throws {
    let error = #expect(throws: WorkspaceError.self) {
      try with(["experiments/lab/one.yaml": ""]) { _ in }
    }
    guard case .notFound = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func theBaseIsGone() throws {
    let files = ["Package.swift": "", "experiments/lab/one.yaml": ""]
    try with(files, base: "/nonexistent") { workspace in
      let error = #expect(throws: WorkspaceError.self) {
        try workspace.model("stories260k")
      }
      #expect(error == .noBase("/nonexistent"))
      #expect(error?.diagnosis.exit == .usage)
      #expect(error?.diagnosis.remedy?.contains("SHARDBENCH_BASE") == true)
    }
  }

  /// A point is known by the file that it really uses.
  @Test func identities() throws {
    let path = "experiments/platforms/\(Self.platform).yaml"
    func identity(_ files: [String: String]) throws -> String {
      try with(files.merging(["Package.swift": ""]) { $1 }) { workspace in
        try PointCache(experiment: "e", workspace: workspace).identity(
          of: point([]), metrics: ["latency_s"])
      }
    }
    let far = try identity(["experiments/lab/one.yaml": ""])
    #expect(try identity([path: text(path)]) == far)
    #expect(try identity([path: text(path) + "speeds: \"1:2\"\n"]) != far)
  }
}
