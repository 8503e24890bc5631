import Diagnostics
import Foundation
import Schemes
import Testing

@testable import Experiments

/// What a program adds is found wherever shardbench's own is.
struct ExtensionTests {
  private let extensions = Extensions(
    schemes: [Alone()], metrics: [Squares()])

  private func workspace() throws -> Workspace {
    try Workspace(
      extending: extensions,
      environment: ["SHARDBENCH_HOME": packageRoot.path])
  }

  @Test func words() throws {
    let ours = Vocabulary.standard
    let all = try Vocabulary(checking: extensions)
    #expect(
      all.settingNames.filter { !ours.settingNames.contains($0) }
        == ["alone.pause", "squares.of", "squares.word"])
    #expect(all.metricNames == ours.metricNames + Squares.metrics.map(\.name))
    for name in ["scheme", "train.scheme"] {
      guard case .word(let words) = all.setting(name)?.kind else {
        Issue.record("\(name) takes no words")
        continue
      }
      #expect(words == schemes.map { type(of: $0).name } + ["alone"])
    }
  }

  @Test(arguments: [
    (Extensions(schemes: [SecondCats()]), "scheme", "cats"),
    (Extensions(schemes: [Alone(), Alone()]), "scheme", "alone"),
    (Extensions(metrics: [SecondLatency()]), "metric", "latency_s"),
    (Extensions(collectives: [SecondRing()]), "collective", "ring"),
    (Extensions(collectives: [Chain(), Chain()]), "collective", "chain"),
    (Extensions(metrics: [SecondTraining()]), "metric source", "train"),
    (Extensions(metrics: [Squares(), Squares()]), "metric source", "squares"),
  ])
  func takenTwice(_ added: Extensions, _ kind: String, _ name: String) {
    let error = #expect(throws: ExtensionError.self) {
      try Vocabulary(checking: added)
    }
    #expect(error == .taken(kind: kind, name: name))
    #expect(error?.diagnosis.exit == .usage)
    #expect(error?.diagnosis.remedy != nil)
  }

  @Test(arguments: [
    (Extensions(schemes: [Dotted()]), "scheme", "train.x"),
    (Extensions(collectives: [Spaced()]), "collective", "my chain"),
    (Extensions(metrics: [Dashed()]), "metric", "my-rate"),
    (Extensions(metrics: [Upper()]), "metric source", "Rates"),
  ])
  func badNames(_ added: Extensions, _ kind: String, _ name: String) {
    let error = #expect(throws: ExtensionError.self) {
      try Vocabulary(checking: added)
    }
    #expect(error == .badName(kind: kind, name: name))
    #expect(error?.diagnosis.exit == .usage)
  }

  @Test func aSchemeIsMeasured() throws {
    let measurer = PointMeasurer(try workspace())
    func values(_ scheme: String) throws -> PointValues {
      let settings = try Vocabulary(extending: extensions).settings([
        "model=stories260k", "platform=raspberry-pi-5-ethernet",
        "scheme=\(scheme)",
      ])
      return try measurer.measure(
        Point(experiment: "e", settings: settings, seed: 0),
        metrics: ["latency_s", "sent_elements"])
    }
    #expect(try values("alone") == values("single"))
    let error = #expect(throws: WorkspaceError.self) {
      try workspace().scheme("alne")
    }
    #expect(error?.diagnosis.remedy == "did you mean 'alone'?")
  }

  /// Neither model nor platform nor scheme is needed, and no others' defaults.
  @Test func metricsWithoutModel() throws {
    let manifest = try Manifest(
      yaml: """
        experiment: squares
        sweep: { squares.of: [3, 4] }
        seeds: 2
        metrics: [square, square_word]
        """, file: "squares.yaml",
      vocabulary: Vocabulary(extending: extensions))
    let points = try manifest.sweep.expand()
    let measurer = PointMeasurer(try workspace())
    let values = try points.map {
      try measurer.measure($0, metrics: manifest.metrics)
    }
    #expect(values.map { $0["square"] } == [9, 10, 16, 17])
    #expect(values[0].texts == ["square_word": "3 squared"])
    #expect(points.map(\.settings).first == ["squares.of": .integer(3)])
    // What it was not asked for is not taken from it.
    #expect(values[0].count == 2)
    #expect(throws: ConfigurationError.notComputed("square_nothing")) {
      try measurer.measure(points[0], metrics: ["square_nothing"])
    }
    // Beside others they need what those need.
    #expect(throws: ConfigurationError.missing("model")) {
      try measurer.measure(points[0], metrics: ["square", "latency_s"])
    }
  }

  @Test func besideOthers() throws {
    let manifest = try Manifest(
      yaml: """
        experiment: both
        model: stories260k
        platform: raspberry-pi-5-ethernet
        scheme: single
        metrics: [latency_s, square]
        """, file: "both.yaml",
      vocabulary: Vocabulary(extending: extensions))
    let point = try manifest.sweep.expand()[0]
    let values = try PointMeasurer(workspace()).measure(
      point, metrics: manifest.metrics)
    #expect(values["square"] == 4)
    // Its own latency is not the one that was asked for.
    let alone = try PointMeasurer(workspace()).measure(
      point, metrics: ["latency_s"])
    #expect(values["latency_s"] == alone["latency_s"])
    #expect(alone["latency_s"] != nil)
  }

  /// A collective is chosen by its name, and travels as it says.
  @Test func aCollectiveIsMeasured() throws {
    let extensions = Extensions(collectives: [Chain()])
    let workspace = try Workspace(
      extending: extensions,
      environment: ["SHARDBENCH_HOME": packageRoot.path])
    let settings = try Vocabulary(checking: extensions).settings([
      "model=stories260k", "platform=raspberry-pi-5-ethernet",
      "scheme=tensor-parallel", "devices=4", "collective=chain",
    ])
    let values = try PointMeasurer(workspace).measure(
      Point(experiment: "e", settings: settings, seed: 0),
      metrics: ["messages"])
    // Three messages on the way and three from its end, twice in 5 blocks.
    #expect(values["messages"] == 60)
  }
}
