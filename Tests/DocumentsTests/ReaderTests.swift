import TestBasics
import Diagnostics
import Testing

@testable import Documents

struct ReaderTests {
  @Test func readsWhatIsThere() throws {
    let root = try node("[abc, '1', 12, -3, 0.5, true, [x], {k: v}]")
    let items = try root.sequence()
    #expect(try items[0].string() == "abc")
    #expect(try items[1].string() == "1")
    #expect(try items[2].string() == "12")
    #expect(try items[2].int(in: 1...12) == 12)
    #expect(try items[3].int() == -3)
    #expect(try items[4].double(in: 0...1) == 0.5)
    #expect(try items[2].double() == 12)
    #expect(try items[5].bool())
    #expect(try items[6].sequence().count == 1)
    #expect(try items[7].mapping().map(\.name) == ["k"])
    #expect(try items[0].word(of: ["abc", "abd"]) == "abc")
  }

  static let small: @Sendable (Node) throws -> Void = {
    _ = try $0.int(in: 1...8)
  }
  static let share: @Sendable (Node) throws -> Void = {
    _ = try $0.double(in: 0...1)
  }
  static let positive: @Sendable (Node) throws -> Void = {
    _ = try $0.double(in: 0 ... .infinity)
  }
  static let flag: @Sendable (Node) throws -> Void = { _ = try $0.bool() }
  static let text: @Sendable (Node) throws -> Void = { _ = try $0.string() }
  static let list: @Sendable (Node) throws -> Void = { _ = try $0.sequence() }
  static let mapping: @Sendable (Node) throws -> Void = { _ = try $0.mapping() }

  @Test(
    arguments: [
      ("9", small, "'9' is out of range", "an integer from 1 to 8"),
      ("0.5", small, "found '0.5'", "an integer from 1 to 8"),
      ("'8'", small, "found the text \"8\"", "an integer from 1 to 8"),
      ("eight", small, "found 'eight'", "an integer from 1 to 8"),
      (
        "99999999999999999999", small, "'99999999999999999999' is out of range",
        "an integer from 1 to 8"
      ),
      ("[]", small, "found a list", "an integer from 1 to 8"),
      ("1.5", share, "'1.5' is out of range", "a number from 0 to 1"),
      (
        "1e999", share, "'1e999' is not a finite number", "a number from 0 to 1"
      ),
      ("nan", share, "'nan' is not a finite number", "a number from 0 to 1"),
      (
        "-.inf", share, "'-.inf' is not a finite number", "a number from 0 to 1"
      ),
      ("-1", positive, "'-1' is out of range", "a number of at least 0"),
      ("yes", flag, "found 'yes'", "true or false"),
      ("~", flag, "found nothing", "true or false"),
      ("null", text, "found nothing", "text"),
      ("{a: 1}", text, "found a mapping", "text"),
      ("a", list, "found 'a'", "a list"),
      (
        "[]", mapping, "found a list",
        "a mapping"
      ),
    ] as [(String, @Sendable (Node) throws -> Void, String, String)])
  func saysWhatWasExpected(
    yaml: String, read: @Sendable (Node) throws -> Void, problem: String,
    expected: String
  ) {
    let text = complaint { try read(node("[ \(yaml) ]").sequence()[0]) }
    #expect(
      text.hasPrefix(
        "a.yaml:1:3: error: \(problem)\n  expected: \(expected)"))
  }

  @Test func suggestsTheNearestWord() {
    #expect(
      complaint { _ = try node("  vlotage").word(of: ["single", "voltage"]) }
        == """
        a.yaml:1:3: error: unknown word 'vlotage'
          expected: one of: single, voltage
          remedy: did you mean 'voltage'?
        """)
  }

  @Test func longValuesAreShortened() {
    let long = String(repeating: "x", count: 100_000)
    let text = complaint { _ = try node(long).int() }
    #expect(text.count < 150)
  }
}

struct MappingReaderTests {
  private func read(_ yaml: String, keys: [String]) -> String {
    complaint {
      var reader = try MappingReader(node(yaml), keys: keys)
      _ = try reader.required("metrics")
      _ = reader.optional("note")
      try reader.finish()
    }
  }

  @Test(arguments: [[], ["metrics", "note"]])
  func acceptsItsKeys(keys: [String]) {
    #expect(read("{metrics: 1}", keys: keys) == "")
    #expect(read("{note: ~, metrics: 1}", keys: keys) == "")
  }

  @Test func unreadKeysAreReported() {
    #expect(
      read("{metrics: 1,\n ntoe: 2}", keys: []) == """
        a.yaml:2:2: error: unknown key 'ntoe'
          expected: one of: metrics, note
          remedy: did you mean 'note'?
        """)
  }

  @Test func aMistypedKeyIsToldBeforeAMissingOne() {
    #expect(
      read("metrcs: 1", keys: ["metrics", "note"]) == """
        a.yaml:1:1: error: unknown key 'metrcs'
          expected: one of: metrics, note
          remedy: did you mean 'metrics'?
        """)
    #expect(
      read("note: 1", keys: ["metrics", "note"]) == """
        a.yaml:1:1: error: key 'metrics' is missing
          expected: the keys metrics, note
          remedy: add 'metrics:'
        """)
  }

  @Test func aKeyThatNobodyReadsIsReported() {
    let text = read("{metrics: 1, extra: 2}", keys: ["metrics", "extra"])
    #expect(text.hasPrefix("a.yaml:1:14: error: unknown key 'extra'"))
  }

  @Test func exitStatusTellsYAMLFromMeaning() throws {
    func exit(_ body: () throws -> Void) -> Diagnosis.Exit? {
      do { try body() } catch { return Diagnosis(of: error).exit }
      return nil
    }
    #expect(exit { _ = try node("a: [") } == .data)
    #expect(exit { _ = try Node(contentsOf: "no/such") } == .data)
    #expect(
      exit { _ = try MappingReader(node("{a: 1}"), keys: ["b"]) } == .usage)
    #expect(exit { _ = try node("x").int() } == .usage)
  }
}
