import Foundation
import Testing

@testable import Experiments

/// Points are known again by all that their values depend on.
struct PointCacheTests {
  private static let files = [
    "experiments/models/m.yaml": "the model",
    "experiments/platforms/p.yaml": "the platform", "program": "the code",
  ]

  /// The identity of a point in a workspace of its own with these files.
  private func identity(
    _ change: [String: String] = [:], seed: Int = 0,
    metrics: [String] = ["a", "b"], settings: Settings? = nil,
    program: String = "program"
  ) throws -> String {
    try withFolder(Self.files.merging(change) { $1 }) { root in
      let workspace = try Workspace(
        environment: ["SHARDBENCH_HOME": root.path])
      let cache = try PointCache(
        experiment: "e", workspace: workspace,
        program: root.appendingPathComponent(program))
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
    all.append(try identity(program: "none"))
    all.append(
      try identity(
        settings: [
          "model": .word("m"), "platform": .word("p"), "loss": .real(0.1),
        ]))
    #expect(Set(all).count == all.count)
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
