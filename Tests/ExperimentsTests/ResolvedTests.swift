import Testing

@testable import Experiments

/// Laws about profiles, overrides and the resolved form of a manifest.
struct ResolvedTests {
  private func identities(_ manifest: Manifest) throws -> [String] {
    try manifest.sweep.expand().map(\.identity)
  }

  @Test func everythingIsWrittenOut() throws {
    let yaml = """
      experiment: a
      model: 007
      data: etth2
      note: ~
      sweep: { loss: { from: 0, to: 0.20, step: 0.1 } }
      zip: [{ prune: [0.50], devices: [2] }]
      metrics: [mse]
      """
    #expect(
      try manifest(yaml).resolved
        == #"{"experiment":"a","model":"007","data.set":"etth2","#
        + #""sweep":{"loss":[0,0.1,0.2]},"#
        + #""zip":[{"prune":[0.5],"devices":[2]}],"metrics":["mse"]}"#)
  }

  @Test(arguments: ["full", "quick", "huge"])
  func resolvedReadsBackAsTheSame(profile: String) throws {
    let first = try manifest(goodManifest, profile: profile)
    let second = try manifest(first.resolved)
    #expect(second.resolved == first.resolved)
    #expect(second.sweep == first.sweep)
    #expect(try identities(second) == identities(first))
    #expect(second.metrics == first.metrics)
    #expect(second.paper == first.paper)
    #expect(second.figures.map(\.name) == first.figures.map(\.name))
    #expect(second.claims.map(\.value) == first.claims.map(\.value))
  }

  /// `--set` gives what the same line in the manifest gives.
  @Test(arguments: [
    ("loss=0.5", "loss: 0.5"), ("scheme=cats", "scheme: cats"),
    ("data={set: x, column: y}", "data: { set: x, column: y }"),
    ("data=x", "data: x"), ("train.epochs=3", "train: { epochs: 3 }"),
    ("loss=[0, 1]", "sweep: { loss: [0, 1] }"), ("seeds=4", "seeds: 4"),
    ("quantise=true", "quantise: true"), ("model=1.10", "model: 1.10"),
    ("model=a=b", "model: a=b"), ("metrics=[energy_j]", "note: ~"),
    (
      "loss={from: 0, to: 1, step: 0.25}",
      "sweep: { loss: { from: 0, to: 1, step: 0.25 } }"
    ),
  ])
  func setIsLikeEditing(set: String, line: String) throws {
    let base = "experiment: a\nmetrics: [mse]\n"
    let edited = try manifest(base + line)
    let overridden = try manifest(base, set: [set])
    #expect(try identities(edited) == identities(overridden))
  }

  /// A profile gives what the same lines in the manifest give.
  @Test(arguments: [
    "seeds: 2", "loss: 0.5", "sweep: { devices: [1, 2] }",
    "zip: [{ prune: [0, 1], train_loss: [1, 0] }]", "train: { epochs: 4 }",
    "exclude: [{ prune: 1 }]",
  ])
  func profilesAreLikeEditing(line: String) throws {
    let base = "experiment: a\nmetrics: [mse]\n"
    let edited = try manifest(base + line)
    let profiled = try manifest(
      base + "profiles: { mine: { \(line) } }", profile: "mine")
    #expect(profiled.resolved == edited.resolved)
    #expect(try identities(profiled) == identities(edited))
    #expect(try manifest(base).resolved != edited.resolved)
  }

  @Test func laterOverridesWin() throws {
    let base =
      "experiment: a\nmetrics: [mse]\nloss: 0.1\n"
      + "profiles: { mine: { loss: 0.2 } }"
    func loss(_ profile: String, _ set: [String]) throws -> SettingValue? {
      try manifest(base, profile: profile, set: set).sweep.fixed["loss"]
    }
    #expect(try loss("full", []) == .real(0.1))
    #expect(try loss("mine", []) == .real(0.2))
    #expect(try loss("mine", ["loss=0.3"]) == .real(0.3))
    #expect(try loss("mine", ["loss=0.3", "loss=0.4"]) == .real(0.4))
  }

  /// Overrides never add points but where they say so: one value per axis.
  @Test(arguments: ["loss", "devices", "scheme", "collective"])
  func fixingAnAxisKeepsTheOthers(name: String) throws {
    let all = try manifest(goodManifest).sweep
    let axis = try #require(all.axes.first { $0.name == name })
    var points = 0
    for value in axis.values {
      let one = try? manifest(goodManifest, set: ["\(name)=\(value)"]).sweep
      points += try one?.expand().count ?? 0
    }
    #expect(points == (try all.expand().count))
  }
}

struct FigureRequestTests {
  private func figure(_ entry: String) throws -> FigureRequest {
    let yaml = """
      experiment: a
      metrics: [mse, energy_j]
      sweep: { loss: [0, 1], scheme: [cats], data: [x, y] }
      figures: [{ x: loss, y: mse, \(entry) }]
      """
    return try #require(try manifest(yaml).figures.first)
  }

  @Test func whatIsNotSaidIsPlain() throws {
    let plain = try figure("")
    #expect(plain.series == [])
    #expect(plain.panel == nil)
    #expect(plain.ribbon == .none)
    #expect(plain.kind == .lines)
    #expect(plain.filters == [])
    #expect(plain.log == nil)
    #expect(plain.title == nil)
    #expect(plain.name == "a-mse-over-loss")
  }

  @Test(arguments: FigureRequest.Ribbon.allCases)
  func ribbons(ribbon: FigureRequest.Ribbon) throws {
    #expect(try figure("ribbon: \(ribbon.rawValue)").ribbon == ribbon)
  }

  @Test(arguments: FigureRequest.Kind.allCases)
  func kinds(kind: FigureRequest.Kind) throws {
    let needs = kind == .winners ? ", best: energy_j, series: scheme" : ""
    #expect(try figure("kind: \(kind.rawValue)" + needs).kind == kind)
  }

  @Test(arguments: FigureRequest.Goal.allCases)
  func goals(goal: FigureRequest.Goal) throws {
    let map = "kind: winners, best: energy_j, series: [scheme, data]"
    #expect(try figure(map).goal == .least)
    let found = try figure("\(map), goal: \(goal.rawValue)")
    #expect(found.goal == goal && found.best == "energy_j")
    #expect(found.series == ["scheme", "data.set"])
  }

  @Test(arguments: FigureRequest.Log.allCases)
  func logarithms(log: FigureRequest.Log) throws {
    #expect(try figure("log: \(log.rawValue)").log == log)
  }

  @Test func wordsAreListsOfOne() throws {
    #expect(try figure("series: scheme").series == ["scheme"])
    #expect(
      try figure("series: [scheme, seed]").series == ["scheme", "seed"])
    #expect(try figure("panel: data").panel == "data.set")
    #expect(
      try figure("where: { seed: 0, scheme: [cats], data: x, mse: 0.5 }")
        .filters.map(\.column) == ["seed", "scheme", "data.set", "mse"])
  }

  @Test(arguments: Claim.Evidence.allCases)
  func evidence(evidence: Claim.Evidence) throws {
    let yaml = """
      experiment: a
      metrics: [mse]
      claims:
        - { id: c1, says: s, value: mean(mse), expect: -1e3, tolerance: 0,
            evidence: \(evidence.rawValue) }
      """
    let claim = try #require(try manifest(yaml).claims.first)
    #expect(claim.evidence == evidence)
    #expect(claim.expect == -1000)
    #expect(claim.value == "mean(mse)")
  }
}
