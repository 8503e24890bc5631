import TestBasics
import Diagnostics
import Testing

@testable import Documents

struct NodeTests {
  @Test(arguments: [
    ("x", "'x'"), ("~", "nothing"), ("''", "''"), ("[1]", "a list"),
    ("{a: 1}", "a mapping"), ("\"a\\nb\"", "'a b'"),
  ])
  func summariesAreShort(yaml: String, summary: String) throws {
    #expect(try node("[\(yaml)]").sequence()[0].summary == summary)
  }

  @Test func lookUpIsByName() throws {
    let root = try node("{a: 1, b: [2]}")
    #expect(root["a"]?.scalar?.integer == 1)
    #expect(root["b"]?.items?.count == 1)
    #expect(root["c"] == nil)
    #expect(root["a"]?["x"] == nil)
    #expect(root["a"]?.entries == nil)
  }

  @Test(
    arguments: [
      (1...8, "an integer from 1 to 8"),
      (0 ... .max, "an integer of at least 0"),
      (.min...5, "an integer of at most 5"), (.min ... .max, "an integer"),
    ] as [(ClosedRange<Int>, String)])
  func integerRangesInWords(range: ClosedRange<Int>, text: String) {
    #expect(phrase(range) == text)
  }

  @Test(
    arguments: [
      (0...1, "a number from 0 to 1"),
      (
        0.5 ... .infinity,
        "a number of at least 0.5"
      ),
      (-.infinity...5, "a number of at most 5"),
      (-.greatestFiniteMagnitude ... .greatestFiniteMagnitude, "a number"),
    ] as [(ClosedRange<Double>, String)])
  func numberRangesInWords(range: ClosedRange<Double>, text: String) {
    #expect(phrase(range) == text)
  }
}

struct ScalarTests {
  @Test(arguments: [
    "0", "-1", "+1", "1.5", "1.", ".5", "1e3", "1E-3", "-0.0", "007", "1e+3",
  ])
  func numbers(text: String) {
    #expect(Scalar(text).real == Double(text))
    #expect(Scalar(text, isPlain: false).real == nil)
    #expect(Scalar(text, isPlain: false).integer == nil)
  }

  @Test(arguments: [
    "", "-", "+", ".", "e3", "1e", "1e+", "0x10", "1_000", "1,5", " 1", "1 ",
    "nan", "inf", "-inf", "infinity", "1.5.2", "--1", "1e3.5", "١",
  ])
  func noNumbers(text: String) {
    #expect(Scalar(text).real == nil)
    #expect(Scalar(text).integer == nil)
  }

  @Test(arguments: ["nan", ".nan", "NaN", "-inf", ".inf", "1e999", "-1e400"])
  func notFinite(text: String) {
    #expect(Scalar(text).isNotFinite)
    #expect(Scalar(text).real == nil)
  }

  @Test(arguments: ["0", "x", "1e30", "information", "", "nano"])
  func finiteOrNoNumber(text: String) {
    #expect(!Scalar(text).isNotFinite)
  }

  @Test(arguments: [
    ("true", true), ("false", false), ("True", nil), ("yes", nil), ("1", nil),
  ])
  func flags(text: String, flag: Bool?) {
    #expect(Scalar(text).flag == flag)
    #expect(Scalar(text, isPlain: false).flag == nil)
  }

  /// Every integer and every finite Double reads back from its text.
  @Test(arguments: 0..<20)
  func textReadsBack(seed: Int) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<100 {
      let integer = Int(truncatingIfNeeded: numbers.next())
      #expect(Scalar("\(integer)").integer == integer)
      let real = Double(bitPattern: numbers.next())
      if real.isFinite {
        #expect(Scalar(canonicalText(real)).real == real)
      }
    }
  }
}

struct MergingLawTests {
  /// A random mapping with few names, so that names meet.
  private func randomMapping(
    _ numbers: inout SeededNumbers, depth: Int
  ) -> Node {
    let place = Diagnosis.Location(file: "a.yaml")
    let names = ["a", "b", "c", "d"].filter { _ in
      Bool.random(using: &numbers)
    }.shuffled(using: &numbers)
    return Node(
      .mapping(
        names.map { name in
          let value =
            depth > 0 && Bool.random(using: &numbers)
            ? randomMapping(&numbers, depth: depth - 1)
            : Node(
              .scalar(Scalar("\(Int.random(in: 0..<9, using: &numbers))")),
              at: place)
          return .init(name: name, location: place, value: value)
        }), at: place)
  }

  @Test(arguments: 0..<100)
  func mergingObeysItsLaws(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    let a = randomMapping(&numbers, depth: 3)
    let b = randomMapping(&numbers, depth: 3)
    let c = randomMapping(&numbers, depth: 3)
    let empty = Node(.mapping([]), at: a.location)
    #expect(a.merging(a).json == a.json)
    #expect(a.merging(empty).json == a.json)
    #expect(empty.merging(a).json == a.json)
    #expect(a.merging(b).merging(b).json == a.merging(b).json)
    let names = a.merging(b).entries?.map(\.name) ?? []
    #expect(names.starts(with: a.entries?.map(\.name) ?? []))
    // The last layer always shows through.
    let last = a.merging(b).merging(c)
    for entry in c.entries ?? [] where entry.value.scalar != nil {
      #expect(last[entry.name]?.scalar == entry.value.scalar)
    }
  }
}
