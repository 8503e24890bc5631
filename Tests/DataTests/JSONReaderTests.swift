import TestBasics
import Documents
import Testing

@testable import Models

struct JSONReaderTests {
  @Test(
    arguments: [
      ("{}", .object([])), ("[ ]", .array([])), ("null", .null),
      (" true\n", .bool(true)), ("-12", .integer(-12)), ("0", .integer(0)),
      ("1.5e3", .real(1500)), ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .real(0x1p63)),
      (
        "{\"a\": [1, \"x\"], \"b\": {}}",
        .object([
          .init("a", .array([.integer(1), .string("x")])),
          .init("b", .object([])),
        ])
      ),
      (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
      (#""\u00e9\ud83d\ude42é🙂""#, .string("é🙂é🙂")),
    ] as [(String, JSONValue)])
  func readsValues(text: String, value: JSONValue) throws {
    #expect(try JSONReader.value(Array(text.utf8), file: "a.json") == value)
  }

  @Test(arguments: [
    ("", 0, "the JSON ends here", "a value"),
    ("{", 1, "the JSON ends here", "a name"),
    ("{\"a\"", 4, "the JSON ends here", "':'"),
    ("{\"a\" 1}", 5, "the JSON has '1' here", "':'"),
    ("{\"a\":1,}", 7, "the JSON has '}' here", "a name"),
    ("{\"a\":1 \"b\"}", 7, "the JSON has '\"' here", "',' or '}'"),
    ("[1,]", 3, "the JSON has ']' here", "a value"),
    ("[1 2]", 3, "the JSON has '2' here", "',' or ']'"),
    ("01", 1, "the JSON has '1' here", "the end"),
    ("-", 1, "the JSON ends here", "a digit"),
    ("1.", 2, "the JSON ends here", "a digit"),
    ("1e+", 3, "the JSON ends here", "a digit"),
    ("tru", 3, "the JSON ends here", "true"),
    ("NaN", 0, "the JSON has 'N' here", "a value"),
    ("\"a", 2, "the JSON ends here", "'\"'"),
    (
      "\"\n\"", 1, "the JSON has the byte 10 here",
      "an escape instead of a control byte"
    ),
    ("\"\\x\"", 2, "the JSON has 'x' here", "an escape"),
    ("\"\\u12g4\"", 5, "the JSON has 'g' here", "four hexadecimal digits"),
    (
      "\"\\ud800\"", 7, "the JSON has '\"' here",
      "the second half of a surrogate pair"
    ),
    (
      "\"\\udc00\"", 7, "the JSON has '\"' here",
      "the second half of a surrogate pair"
    ),
    (
      "{\"a\":1,\"\\u0061\":2}", 7, "the name 'a' stands here again",
      "distinct names"
    ),
  ])
  func saysWhatIsWrong(
    text: String, byte: Int, problem: String, expected: String
  ) {
    let found = complaint {
      _ = try JSONReader.value(Array(text.utf8), file: "a.json")
    }
    #expect(
      found == """
        a.json: error: byte \(byte): \(problem)
          expected: \(expected)
          remedy: fetch the file again with 'make data'
        """)
  }

  @Test func refusesBytesThatAreNoText() {
    let bytes: [UInt8] = [0x22, 0x61, 0xC3, 0x28, 0x22]
    let found = complaint {
      _ = try JSONReader.value(bytes, file: "a.json", offset: 8)
    }
    #expect(found.hasPrefix("a.json: error: byte 10: the JSON is no UTF-8"))
  }

  @Test func refusesDepth() {
    let text = String(repeating: "[", count: 100_000)
    let found = complaint {
      _ = try JSONReader.value(Array(text.utf8), file: "a.json")
    }
    #expect(found.hasPrefix("a.json: error: byte 32: the JSON nests too deep"))
  }

  /// What JSONValue writes comes back.
  @Test func roundTrip() throws {
    let value = JSONValue.object([
      .init("é\u{0}\"\\\n", .array([.null, .bool(false), .real(-1.25e-7)])),
      .init("", .string("\u{2028}🙂")),
    ])
    for text in [value.text, value.prettyText] {
      #expect(try JSONReader.value(Array(text.utf8), file: "a") == value)
    }
  }
}
