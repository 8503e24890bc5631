import TestBasics
import Diagnostics
import Testing

@testable import Experiments

/// Checks what is said about a manifest whose lines from the third on are
/// `rest`.
func check(_ rest: String, _ text: String) {
  let head = "experiment: a\nmetrics: [mse, energy_j]\n"
  #expect(complaint { _ = try manifest(head + rest) } == text)
}

/// Manifests that are wrong in one place, and exactly what is said about it.
struct ManifestErrorTests {
  @Test(arguments: [
    (
      "metrcs: [mse]",
      """
      a.yaml:3:1: error: unknown key 'metrcs'
        expected: a key of a manifest or a setting
        remedy: did you mean 'metrics'?
      """
    ),
    (
      "devcies: 3",
      """
      a.yaml:3:1: error: unknown key 'devcies'
        expected: a key of a manifest or a setting
        remedy: did you mean 'devices'?
      """
    ),
    (
      "train: { epohcs: 3 }",
      """
      a.yaml:3:10: error: unknown key 'epohcs'
        expected: one of: epochs
        remedy: did you mean 'epochs'?
      """
    ),
    (
      "paper: { titel: x }",
      """
      a.yaml:3:10: error: unknown key 'titel'
        expected: one of: title, arxiv, figure
        remedy: did you mean 'title'?
      """
    ),
    (
      "paper: { arxiv: 1 }",
      """
      a.yaml:3:8: error: key 'title' is missing
        expected: the keys title, arxiv, figure
        remedy: add 'title:'
      """
    ),
    (
      "devices: 65",
      """
      a.yaml:3:10: error: '65' is not a value of 'devices'
        expected: an integer from 1 to 64
      """
    ),
    (
      "scheme: ctas",
      """
      a.yaml:3:9: error: 'ctas' is not a value of 'scheme'
        expected: one of: single, cats, voltage
        remedy: did you mean 'cats'?
      """
    ),
    (
      "devices: [1, 2]",
      """
      a.yaml:3:10: error: 'devices' has several values
        expected: one value
        remedy: put 'devices:' with its list under 'sweep:'
      """
    ),
    (
      "data: etth2\ndata.set: etth1",
      """
      a.yaml:4:1: error: setting 'data.set' is given twice
        expected: each setting once
        remedy: remove one of the two
      """
    ),
    (
      "loss: { a: 1 }",
      """
      a.yaml:3:7: error: a mapping is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
    (
      "note: [x]",
      """
      a.yaml:3:7: error: found a list
        expected: text
      """
    ),
  ])
  func keysAndValues(rest: String, text: String) { check(rest, text) }

  @Test(arguments: [
    ("[]", "a.yaml:1:1: error: found a list\n  expected: a mapping"),
    (
      "metrics: [mse]",
      """
      a.yaml:1:1: error: key 'experiment' is missing
        expected: the keys experiment
        remedy: add 'experiment:'
      """
    ),
    (
      "experiment: A B\nmetrics: [mse]",
      """
      a.yaml:1:13: error: 'A B' cannot be the experiment
        expected: lower-case letters, digits and '-', '_' or '.' between them
        remedy: the name becomes part of file names
      """
    ),
    (
      "experiment: a",
      """
      a.yaml:1:1: error: key 'metrics' is missing
        expected: the keys experiment, metrics
        remedy: add 'metrics:'
      """
    ),
    (
      "experiment: a\nmetrics: []",
      """
      a.yaml:2:10: error: no metric is listed
        expected: each metric once, and at least one
      """
    ),
    (
      "experiment: a\nmetrics: [mse, mse]",
      """
      a.yaml:2:16: error: metric 'mse' is listed twice
        expected: each metric once, and at least one
      """
    ),
    (
      "experiment: a\nmetrics: [latency]",
      """
      a.yaml:2:11: error: unknown metric 'latency'
        expected: a metric
        remedy: did you mean 'latency_s'?
      """
    ),
  ])
  func wholeManifests(yaml: String, text: String) {
    #expect(complaint { _ = try manifest(yaml) } == text)
  }

  @Test(arguments: [
    (
      "loss",
      "error: 'loss' sets nothing\n  expected: --set key=value\n"
        + "  remedy: write the key, '=' and the value"
    ),
    (
      "los=1",
      """
      --set los=1: error: unknown setting 'los'
        expected: a setting
        remedy: did you mean 'loss'?
      """
    ),
    (
      "loss=2",
      """
      --set loss=2: error: '2' is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
    (
      "prune=0",
      """
      --set prune=0: error: 'prune' advances together with other axes
        expected: a setting outside 'zip:'
        remedy: edit the manifest instead
      """
    ),
    (
      "loss=[0, 2]",
      """
      --set loss=[0, 2]:1:5: error: '2' is not a value of 'loss'
        expected: a number from 0 to 1
      """
    ),
  ])
  func overrides(set: String, text: String) {
    #expect(complaint { _ = try manifest(goodManifest, set: [set]) } == text)
  }

  @Test func unknownProfilesAreNamed() {
    #expect(
      complaint { _ = try manifest(goodManifest, profile: "quik") } == """
        a.yaml: error: unknown profile 'quik'
          expected: one of: quick, full, huge
          remedy: did you mean 'quick'?
        """)
  }

  /// A claim that waits for a profile that nobody can ask for.
  @Test func aClaimsProfileIsThere() {
    let text = goodManifest.replacing(
      "evidence: published", with: "evidence: published\n    profile: ful")
    #expect(complaint { _ = try manifest(text) }.contains("'ful'"))
    #expect(
      complaint { _ = try manifest(text) }.contains("did you mean 'full'?"))
  }

  @Test func exitStatusTellsUsageFromData() {
    func exit(_ yaml: String) -> Diagnosis.Exit? {
      do { _ = try manifest(yaml) } catch { return Diagnosis(of: error).exit }
      return nil
    }
    #expect(exit("experiment: a\nmetrcs: []") == .usage)
    #expect(exit("experiment: a\nmetrics: [mse]\npaper: { x: 1 }") == .usage)
    #expect(exit("experiment: [") == .data)
    #expect(exit("experiment: a\nmetrics: [mse]") == nil)
  }
}
