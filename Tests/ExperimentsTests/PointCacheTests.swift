import CodeVersion
import Foundation
import Testing

@testable import Experiments

/// Points are known again by all that their values depend on.
struct PointCacheTests {
  private static let files = [
    "experiments/models/m.yaml": "the model",
    "experiments/platforms/p.yaml": "the platform",
  ]
  /// The sources of a program: what measures, two schemes, and their parts.
  private static let sources = """
    a measurer.swift PointMeasurer | 1
    b kernel.swift |
    c Sources/Schemes/single.swift Single | 1
    d Sources/Schemes/cats.swift Cats | 1 4
    e matching.swift |
    f Sources/Schemes/voltage.swift Voltage | 1
    """

  /// The identity of a point in a workspace of its own with these files.
  private func identity(
    _ change: [String: String] = [:], seed: Int = 0,
    metrics: [String] = ["a", "b"], settings: Settings? = nil,
    sources: String = sources
  ) throws -> String {
    try withFolder(Self.files.merging(change) { $1 }) { root in
      let workspace = try Workspace(
        environment: ["SHARDBENCH_HOME": root.path])
      let cache = try PointCache(
        experiment: "e", workspace: workspace,
        code: UsedCode(CodeVersion(table: sources)))
      let settings =
        settings ?? ["model": .word("m"), "platform": .word("p")]
      return try cache.identity(
        of: Point(experiment: "e", settings: settings, seed: seed),
        metrics: metrics)
    }
  }

  @Test func theSameInEveryPlace() throws {
    let identity = try identity()
    #expect(identity.count == 64)
    #expect(try self.identity() == identity)
    #expect(try self.identity(["experiments/e/x.yaml": "y"]) == identity)
  }

  @Test func whatItDependsOn() throws {
    var all = [try identity()]
    for file in Self.files.keys.sorted() {
      all.append(try identity([file: "x"]))
    }
    all.append(try identity(seed: 1))
    all.append(try identity(metrics: ["a"]))
    all.append(try identity(metrics: ["b", "a"]))
    all.append(
      try identity(
        settings: [
          "model": .word("m"), "platform": .word("p"), "loss": .real(0.1),
        ]))
    #expect(Set(all).count == all.count)
  }

  /// A change of the code counts for the points that run it.
  @Test(arguments: [
    ("a ", "single", true), ("b ", "single", true), ("c ", "single", true),
    ("d ", "single", false), ("e ", "single", false), ("f ", "single", false),
    ("a ", "cats", true), ("b ", "cats", true), ("d ", "cats", true),
    ("e ", "cats", true), ("f ", "cats", false),
  ])
  func whichCode(_ file: String, _ scheme: String, _ counts: Bool) throws {
    let settings: Settings = ["model": .word("m"), "scheme": .word(scheme)]
    let changed = Self.sources.split(separator: "\n").map {
      $0.hasPrefix(file) ? "x" + $0.dropFirst() : String($0)
    }.joined(separator: "\n")
    #expect(changed != Self.sources)
    let identities = try [Self.sources, changed].map {
      try identity(settings: settings, sources: $0)
    }
    #expect((identities[0] != identities[1]) == counts)
  }

  /// The scheme that trained counts too.
  @Test func theTrainingScheme() throws {
    let settings: Settings = [
      "scheme": .word("single"), "train.scheme": .word("cats"),
    ]
    let changed = Self.sources.replacing("e matching", with: "x matching")
    let identities = try [Self.sources, changed].map {
      try identity(settings: settings, sources: $0)
    }
    #expect(identities[0] != identities[1])
  }

  /// A comment in a model's file says nothing.
  @Test func comments() throws {
    let file = "experiments/models/m.yaml"
    let plain = try identity([file: "width: 8\nheads: 2\n"])
    let noted = "# small\nwidth: 8 # per head: 4\nheads:   2\n"
    #expect(try identity([file: noted]) == plain)
    #expect(try identity([file: "width: 8\nheads: 4\n"]) != plain)
  }

  /// Neither the order of keys nor the way a number is written matters.
  @Test func whatItDoesNotDependOn() throws {
    var forwards = Settings()
    var backwards = Settings()
    let pairs: [(String, SettingValue)] = [
      ("model", .word("m")), ("platform", .word("p")), ("loss", .real(1)),
      ("devices", .integer(4)),
    ]
    for (name, value) in pairs { forwards[name] = value }
    for (name, value) in pairs.reversed() { backwards[name] = value }
    #expect(try identity(settings: forwards) == identity(settings: backwards))
    backwards["loss"] = .integer(1)
    backwards["devices"] = .real(4)
    #expect(try identity(settings: forwards) == identity(settings: backwards))
  }

  /// What is in the journal is read again; other points are not.
  @Test func theJournal() throws {
    try withFolder(Self.files) { root in
      let workspace = try Workspace(
        environment: ["SHARDBENCH_HOME": root.path])
      let cache = try PointCache(experiment: "e", workspace: workspace)
      #expect(try cache.read() == PointRecords())
      try cache.open().append(.init(identity: "x", values: ["a": 1]))
      try cache.open().append(.init(identity: "x", values: ["a": 2]))
      #expect(
        try cache.read().finished == ["x": .init(values: ["a": 2])])
      let other = try PointCache(experiment: "f", workspace: workspace)
      #expect(try other.read() == PointRecords())
    }
  }
}
