import TestBasics
import Testing

@testable import Documents

struct TreeTests {
  @Test(arguments: [
    ("{a: 1, b: 2}", "{b: 3}", "{a: 1, b: 3}"),
    ("{a: {x: 1, y: 2}}", "{a: {y: 3, z: 4}}", "{a: {x: 1, y: 3, z: 4}}"),
    ("{a: 1, b: 2}", "{a: ~}", "{b: 2}"), ("{a: 1}", "{b: ~}", "{a: 1}"),
    ("{a: [1, 2]}", "{a: [3]}", "{a: [3]}"),
    ("{a: 1, c: 2}", "{c: {d: 3}, e: 4}", "{a: 1, c: {d: 3}, e: 4}"),
  ])
  func mergesDeeply(base: String, over: String, result: String) throws {
    #expect(
      try node(base).merging(node(over)).json == node(result).json)
  }

  @Test func prettyTextIsIndented() throws {
    #expect(
      try node("{a: [1, {b: x}], c: {}, d: []}").json.prettyText == """
        {
          "a": [
            1,
            {
              "b": "x"
            }
          ],
          "c": {},
          "d": []
        }
        """)
  }

  @Test func sortedOrdersAllMembers() throws {
    #expect(
      try node("{b: [{z: 1, y: 2}], a: 3}").json.sorted.text
        == #"{"a":3,"b":[{"y":2,"z":1}]}"#)
  }

  @Test(arguments: [
    (0.1, "0.1"), (1, "1"), (-0.0, "0"), (1e15, "1000000000000000"),
    (1e16, "1e+16"), (5e-7, "5e-07"), (-2.5, "-2.5"),
  ])
  func numbersAreShort(value: Double, text: String) {
    #expect(canonicalText(value) == text)
    #expect(Double(text) == value)
  }

  /// JSON is YAML: what is written reads back, for any tree and any text.
  @Test(arguments: 0..<300)
  func textRoundTrips(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    let value = JSONValue.array([randomValue(&numbers, depth: 5)])
    #expect(try node(value.text).json == value)
    #expect(try node(value.prettyText).json == value)
  }

  private func randomValue(
    _ numbers: inout SeededNumbers, depth: Int
  ) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &numbers) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &numbers))
    case 2: return .integer(Int(truncatingIfNeeded: numbers.next()))
    case 3:
      let value = Double(bitPattern: numbers.next())
      // A whole number is an integer once it is text.
      return value.isFinite && value.rounded() != value ? .real(value) : .null
    case 4, 5: return .string(randomText(&numbers))
    case 6:
      return .array(
        (0..<Int.random(in: 0..<4, using: &numbers)).map { _ in
          randomValue(&numbers, depth: depth - 1)
        })
    default:
      return .object(
        (0..<Int.random(in: 0..<4, using: &numbers)).map { index in
          .init(
            "\(index)" + randomText(&numbers),
            randomValue(&numbers, depth: depth - 1))
        })
    }
  }

  private func randomText(_ numbers: inout SeededNumbers) -> String {
    let special = Array("\"\\\n\t\r: #-'[]{},&*!|>%@`~?é€😀\0\u{85}\u{FEFF}")
    return String(
      (0..<Int.random(in: 0..<12, using: &numbers)).map { _ in
        Bool.random(using: &numbers)
          ? special.randomElement(using: &numbers) ?? "x"
          : Character(
            Unicode.Scalar(UInt8.random(in: 97...122, using: &numbers)))
      })
  }
}

struct DocumentFuzzTests {
  static let good = Array(
    """
    # A remark
    name: &n cats
    list: [1, 2.5, 'three', "fo\\u0075r", *n]
    nested: { a: { b: [x, y] }, "c d": ~ }
    block: |
      one
      two
    items:
      - k: v
        w: >-
          folded
          text
      - true
    """.utf8)

  /// Whatever bytes come, there is a tree or an error, and no crash.
  @Test(arguments: 0..<40)
  func noBytesCrashTheReader(seed: Int) {
    var numbers = SeededNumbers(seed: seed)
    for _ in 0..<50 {
      var bytes = Self.good
      for _ in 0..<Int.random(in: 1...6, using: &numbers) {
        let at = Int.random(in: 0..<bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &numbers)
        case 1: bytes.remove(at: at)
        case 2:
          let marks = Array("[]{}:,-&*\"'|>#\t\n !%~".utf8)
          bytes.insert(marks.randomElement(using: &numbers) ?? 0, at: at)
        default: bytes.insert(contentsOf: bytes[at...].prefix(9), at: at)
        }
      }
      do {
        let tree = try Node(yaml: bytes, file: "a.yaml")
        #expect(!tree.json.text.isEmpty)
      } catch {
        #expect(error is DocumentError)
      }
    }
  }
}
