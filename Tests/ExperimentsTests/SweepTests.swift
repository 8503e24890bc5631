import TestBasics
import Digests
import Foundation
import Testing

@testable import Experiments

struct SweepTests {
  @Test func orderIsFixed() throws {
    let sweep = Sweep(
      experiment: "e",
      groups: [
        [Axis(name: "a", values: [.integer(1), .integer(2)])],
        [
          Axis(name: "c", values: [.word("x"), .word("y")]),
          Axis(name: "b", values: [.integer(3), .integer(4)]),
        ],
      ],
      exclusions: [
        Exclusion([.init("a", .above(1)), .init("c", .anyOf([.word("x")]))])
      ],
      seeds: [7, 5])
    #expect(
      try sweep.expand().map { "\($0.settings.json.text) \($0.seed)" } == [
        #"{"a":1,"b":3,"c":"x"} 7"#, #"{"a":1,"b":3,"c":"x"} 5"#,
        #"{"a":1,"b":4,"c":"y"} 7"#, #"{"a":1,"b":4,"c":"y"} 5"#,
        #"{"a":2,"b":4,"c":"y"} 7"#, #"{"a":2,"b":4,"c":"y"} 5"#,
      ])
  }

  /// As many points as the product says, less those that are excluded, all
  /// different, and the same each time.
  @Test(arguments: 0..<200)
  func countIsTheProductLessTheExcluded(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    var sweep = Sweep(experiment: "e", fixed: ["f": .integer(1)])
    sweep.seeds = Array(0..<Int.random(in: 1...3, using: &numbers))
    for group in 0..<Int.random(in: 0...3, using: &numbers) {
      let length = Int.random(in: 1...4, using: &numbers)
      sweep.groups.append(
        (0..<Int.random(in: 1...2, using: &numbers)).map { axis in
          Axis(
            name: "g\(group)a\(axis)",
            values: (0..<length).map { .integer($0) })
        })
    }
    for _ in 0..<Int.random(in: 0...2, using: &numbers) {
      guard let axis = sweep.axes.randomElement(using: &numbers) else { break }
      let bound = Int.random(in: 1...3, using: &numbers)
      sweep.exclusions.append(
        Exclusion([
          .init(
            axis.name,
            Bool.random(using: &numbers)
              ? .above(Double(bound)) : .anyOf([.integer(bound)]))
        ]))
    }
    var all = sweep
    all.exclusions = []
    let everything = try all.expand()
    #expect(everything.count == all.size)
    let points = try sweep.expand()
    let kept = everything.filter { point in
      !sweep.exclusions.contains { $0.matches(point.settings) }
    }
    #expect(points == kept)
    #expect(Set(points.map(\.identity)).count == points.count)
    #expect(try sweep.hasPoints() == !points.isEmpty)
  }

  @Test func tooManyPointsAreRefusedBeforehand() {
    let values = (0..<1000).map { SettingValue.integer($0) }
    var sweep = Sweep(experiment: "e")
    for index in 0..<30 {
      sweep.groups.append([Axis(name: "a\(index)", values: values)])
    }
    #expect(sweep.size == nil)
    #expect(throws: ManifestError.self) { try sweep.expand() }
    sweep.groups = Array(sweep.groups.prefix(2))
    #expect(sweep.size == 1_000_000)
  }

  @Test(arguments: [
    (Condition.above(4), [5.0], [4.0]), (.atLeast(4), [4, 5], [3.9]),
    (.below(4), [3], [4]), (.atMost(4), [4], [4.1]),
    (.anyOf([.integer(4)]), [4], [5]),
  ])
  func conditionsCompare(condition: Condition, yes: [Double], no: [Double]) {
    for value in yes { #expect(condition.holds(for: .real(value))) }
    for value in no { #expect(!condition.holds(for: .real(value))) }
    #expect(!condition.holds(for: .word("4")))
  }
}

struct RangeTests {
  @Test func stepsDoNotDrift() throws {
    let texts = try decimalRange(from: "0", to: "1", step: "0.1").map(\.text)
    #expect(
      texts == [
        "0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1",
      ])
    #expect(
      try decimalRange(from: "10", to: "0", step: "-5").map(\.text)
        == ["10", "5", "0"])
    #expect(
      try decimalRange(from: "1e2", to: "3E2", step: "1.0e+2").map(\.text)
        == ["100", "200", "300"])
    #expect(try decimalRange(from: "2", to: "2", step: "1").count == 1)
  }

  /// Every value is the Double nearest to the decimal that a person would
  /// write, and both ends are there.
  @Test(arguments: 0..<300)
  func bothEndsAreIncluded(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    let places = Int.random(in: 0...6, using: &numbers)
    let from = Int.random(in: -5000...5000, using: &numbers)
    var step = Int.random(in: -50...50, using: &numbers)
    if step == 0 { step = 1 }
    let count = Int.random(in: 0...200, using: &numbers)
    func text(_ units: Int) -> String { "\(units)e-\(places)" }
    let values = try decimalRange(
      from: text(from), to: text(from + count * step), step: text(step))
    #expect(values.count == count + 1)
    for (index, value) in values.enumerated() {
      #expect(value.real == Double(text(from + index * step)))
    }
  }

  @Test(arguments: [
    "9223372036854775807", "-9223372036854775808", "1e15",
    "1e-9223372036854775808",
    "1e9223372036854775807", "0.0000000000000001", "1234567890.1234567",
  ])
  func extremesAreRefused(text: String) {
    #expect(throws: RangeFailure.self) {
      try decimalRange(from: text, to: "1", step: "0.000001")
    }
  }
}

struct PointTests {
  @Test func identityIsTheHashOfTheCanonicalText() {
    let point = Point(
      experiment: "e", settings: ["b": .real(0.1), "a": .word("x")], seed: 2)
    #expect(
      point.json.text
        == #"{"experiment":"e","seed":2,"settings":{"a":"x","b":0.1}}"#)
    #expect(point.identity == sha256(point.json.text.utf8))
  }

  @Test func identityDependsOnEachPart() {
    let point = Point(experiment: "e", settings: ["a": .integer(1)], seed: 0)
    var others = [point, point, point]
    others[0].experiment = "f"
    others[1].settings["a"] = .integer(2)
    others[2].seed = 1
    #expect(Set((others + [point]).map(\.identity)).count == 4)
    var same = point
    same.settings["a"] = .real(1)
    #expect(same.identity == point.identity)
  }

  /// The order of keys in the file changes the order of points at most.
  @Test(arguments: 0..<30)
  func identityIgnoresTheOrderOfKeys(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    let lines = [
      "experiment: a", "metrics: [mse]", "devices: 2", "prune: 0.5",
      "data: { set: x, column: y }", "train.epochs: 3", "quantise: true",
    ]
    let axes = ["loss: [0, 0.1]", "scheme: [cats, single]"]
    func identities(_ lines: [String], _ axes: [String]) throws -> Set<String> {
      let sweep = "sweep: { \(axes.joined(separator: ", ")) }"
      let text = (lines + [sweep]).joined(separator: "\n")
      return Set(try manifest(text).sweep.expand().map(\.identity))
    }
    #expect(
      try identities(lines, axes)
        == identities(
          lines.shuffled(using: &numbers), axes.shuffled(using: &numbers)))
  }

  @Test func codesAsJSON() throws {
    let point = try manifest(goodManifest).sweep.expand()[17]
    let line = try JSONLine.encode(point)
    let back = try #require(JSONLine.decode(Point.self, from: line))
    #expect(back == point)
    #expect(back.identity == point.identity)
  }
}
