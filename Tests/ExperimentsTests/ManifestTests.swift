import Testing

@testable import Experiments

struct ManifestTests {
  @Test func readsEverything() throws {
    let m = try manifest(goodManifest)
    #expect(m.experiment == "cats-loss")
    #expect(m.paper?.title == "CATS")
    #expect(m.paper?.arxiv == "2605.15694")
    #expect(m.note == "A remark")
    #expect(m.sweep.fixed["data.set"] == .word("etth2"))
    #expect(m.sweep.fixed["model"] == .word("cats-verytiny"))
    #expect(
      m.sweep.axes.map(\.name) == [
        "scheme", "collective", "loss", "devices", "prune", "train_loss",
      ])
    #expect(m.sweep.groups.count == 5)
    #expect(m.sweep.seeds == [0, 1, 2])
    #expect(m.metrics == ["mse", "latency_s", "energy_j"])
    #expect(m.profiles == ["quick", "full", "huge"])
    // 11 losses less 2; of 2 x 3 pairs one is left out; 2 zipped; 3 seeds.
    #expect(try m.sweep.expand().count == 9 * 5 * 2 * 3)
  }

  @Test func readsFigures() throws {
    let figures = try manifest(goodManifest).figures
    #expect(figures.map(\.name) == ["cats-loss-mse-over-loss", "energy"])
    #expect(figures[0].series == ["train_loss"])
    #expect(figures[0].panel == "collective")
    #expect(figures[0].ribbon == .ci95)
    #expect(figures[0].kind == .lines)
    #expect(figures[0].log == nil)
    #expect(figures[1].y == ["mse", "energy_j"])
    #expect(figures[1].kind == .stackedBars)
    #expect(figures[1].log == .xy)
    #expect(figures[1].filters.map(\.column) == ["loss", "prune"])
    #expect(
      figures[1].filters.map(\.values) == [
        [0, 0.1].map(SettingValue.real),
        [.integer(0)],
      ])
    #expect(figures[1].xLabel == "Devices")
    #expect(figures[1].location.description == "a.yaml:32:5")
  }

  @Test func readsClaims() throws {
    let claim = try #require(try manifest(goodManifest).claims.first)
    #expect(claim.id == "cats-md-10")
    #expect(claim.expect == 1.04)
    #expect(claim.tolerance == 0.03)
    #expect(claim.evidence == .published)
    #expect(claim.location.description == "a.yaml:44:12")
  }

  @Test func profilesOverride() throws {
    let quick = try manifest(goodManifest, profile: "quick")
    #expect(quick.sweep.seeds == [0])
    #expect(quick.sweep.fixed["train.epochs"] == .integer(4))
    let axes = quick.sweep.axes
    #expect(axes[2].values == [0, 0.05, 0.1].map(SettingValue.real))
    #expect(axes[3].values == [.integer(2)])
    #expect(
      axes.map(\.name) == (try manifest(goodManifest)).sweep.axes.map(\.name))
    let huge = try manifest(goodManifest, profile: "huge")
    #expect(huge.sweep.fixed["platform"] == nil)
    #expect(huge.profile == "huge")
    #expect(huge.resolved != quick.resolved)
  }

  @Test func builtInProfilesNeedNoMention() throws {
    let small = "experiment: a\nmetrics: [mse]"
    let plain = try manifest(small)
    #expect(try manifest(small, profile: "quick").resolved == plain.resolved)
    #expect(plain.resolved == #"{"experiment":"a","metrics":["mse"]}"#)
    #expect(try plain.sweep.expand().count == 1)
  }

  @Test func defaultsFillWhatIsNotGiven() throws {
    let point = try manifest("experiment: a\nmetrics: [mse]\nloss: 0.5")
      .sweep.expand()[0]
    #expect(point.settings.map(\.name) == ["devices", "loss", "scheme"])
    #expect(point.settings["loss"] == .real(0.5))
    #expect(point.settings["devices"] == .integer(1))
  }

  @Test(arguments: [
    "data: etth2", "data: { set: etth2 }", "data.set: etth2",
    "sweep: { data: [etth2] }", "sweep: { data.set: [etth2] }",
  ])
  func groupsHaveSeveralForms(line: String) throws {
    let m = try manifest("experiment: a\nmetrics: [mse]\n" + line)
    #expect(try m.sweep.expand()[0].settings["data.set"] == .word("etth2"))
  }

  @Test func nullRemovesAWholeGroup() throws {
    let yaml = """
      experiment: a
      metrics: [mse]
      data: { set: etth2, column: OT }
      profiles: { bare: { data: ~ } }
      """
    #expect(try manifest(yaml).sweep.fixed["data.column"] == .word("OT"))
    let bare = try manifest(yaml, profile: "bare")
    #expect(!bare.sweep.fixed.contains { $0.name.hasPrefix("data.") })
  }

  @Test func setOverridesLast() throws {
    func sweep(_ set: String...) throws -> Sweep {
      try manifest(goodManifest, profile: "quick", set: set).sweep
    }
    #expect(try sweep("devices=4").axes[3].values == [.integer(4)])
    #expect(try sweep("train.epochs=9").fixed["train.epochs"] == .integer(9))
    #expect(try sweep("data=a: b").fixed["data.set"] == .word("a: b"))
    #expect(try sweep("seeds=2").seeds == [0, 1])
    #expect(try sweep("seeds=[7]").seeds == [7])
    #expect(
      try sweep("devices=[1, 3]").axes[3].values
        == [1, 3].map(
          SettingValue.integer))
    let swept = try sweep("platform=[a, b]", "platform=[c]")
    #expect(swept.fixed["platform"] == nil)
    #expect(swept.axes.last?.name == "train_loss")
    #expect(swept.axes.first { $0.name == "platform" }?.values == [.word("c")])
    #expect(
      try sweep("loss={from: 0, to: 1, step: 0.5}").axes[2].values.count == 3)
  }
}
