import TestBasics
import Testing

@testable import Documents

struct YAMLTests {
  @Test func everyNodeKnowsItsPlace() throws {
    let root = try node(
      """
      a: 1
      b:
        - x
        - { c: "y" }
      """)
    #expect(root.location.description == "a.yaml:1:1")
    #expect(
      root.entries?.map(\.location.description) == [
        "a.yaml:1:1", "a.yaml:2:1",
      ])
    let items = try #require(root["b"]?.items)
    #expect(
      items.map(\.location.description) == [
        "a.yaml:3:5", "a.yaml:4:5",
      ])
    #expect(items[1]["c"]?.location.description == "a.yaml:4:10")
    #expect(items[1]["c"]?.scalar == Scalar("y", isPlain: false))
  }

  @Test(arguments: [
    ("a: 1", #"{"a":1}"#), ("- ~\n- null\n-", "[null,null,null]"),
    ("[yes, no, 0x10, 1_000]", #"["yes","no","0x10","1_000"]"#),
    ("['1', \"true\", '~']", #"["1","true","~"]"#),
    ("[1.50, 1e3, -0.0, .5, +7]", "[1.5,1000,0,0.5,7]"),
    ("a: &x [1, 2]\nb: *x", #"{"a":[1,2],"b":[1,2]}"#),
    ("a: |\n  one\n  two\n", #"{"a":"one\ntwo\n"}"#),
    ("\u{FEFF}ä: \"\\u00e9\\0\"", #"{"ä":"é\u0000"}"#),
    ("a: 18446744073709551616", #"{"a":1.8446744073709552e+19}"#),
  ])
  func readsAsJSON(yaml: String, json: String) throws {
    #expect(try node(yaml).json.text == json)
  }

  @Test(arguments: [
    ("", "a.yaml: error: the document is empty"),
    ("# only a remark\n", "a.yaml: error: the document is empty"),
    ("---\n...\n", "a.yaml: error: the document is empty"),
    ("a: 1\n---\nb: 2\n", "a.yaml:2:1: error: a second document begins"),
    ("a: 1\na: 2\n", "a.yaml:2:1: error: key 'a' occurs twice"),
    ("a:\n\tb: 1\n", "a.yaml:2:1: error: a tab in the indentation"),
    (
      "a: 1\n  b: 2\n",
      "a.yaml:2:4: error: not YAML: mapping values are not"
        + " allowed in this context"
    ),
    (
      "a: [1, 2\n",
      "a.yaml:2:1: error: not YAML: while parsing a flow sequence"
        + ": did not find expected ',' or ']'"
    ),
    (
      "a: 'x\n",
      "a.yaml:2:1: error: not YAML: while scanning a quoted scalar: "
        + "found unexpected end of stream"
    ),
    (
      "ab\u{1}c",
      "a.yaml:1:3: error: not YAML: control characters are not"
        + " allowed"
    ),
    (
      "a: &x [*x]\n",
      "a.yaml:1:8: error: alias '*x' stands inside what it names"
    ),
    ("a: *nine\n", "a.yaml:1:4: error: alias '*nine' names nothing"),
    ("[1]: 2\n", "a.yaml:1:1: error: a key is a list"),
    (
      "a: !!int 2\n",
      "a.yaml:1:4: error: tag 'tag:yaml.org,2002:int' has no meaning here"
    ),
  ])
  func refusesWhatIsNoDocument(yaml: String, problem: String) {
    let text = complaint { _ = try node(yaml) }
    #expect(text.split(separator: "\n").first.map(String.init) == problem)
  }

  @Test func tellsWhatToDo() {
    #expect(
      complaint { _ = try node("a: 1\na: 2\n") } == """
        a.yaml:2:1: error: key 'a' occurs twice
          expected: each key once
          remedy: remove this one or the one at a.yaml:1:1
        """)
    #expect(
      complaint { _ = try node("a: &one 1\nb: *oen\n") } == """
        a.yaml:2:4: error: alias '*oen' names nothing
          expected: an anchor '&oen' further up
          remedy: did you mean 'one'?
        """)
  }

  @Test func findsTheByteThatIsNotUTF8() {
    let bytes = Array("a: 1\nä: ".utf8) + [0xFF, 0x0A]
    #expect(
      complaint { _ = try Node(yaml: bytes, file: "a.yaml") } == """
        a.yaml:2:4: error: a byte here is not UTF-8
          expected: text in UTF-8
          remedy: save the file in UTF-8
        """)
  }

  @Test func missingFilesAndFoldersAreErrors() {
    #expect(
      complaint { _ = try Node(contentsOf: "no/such.yaml") } == """
        no/such.yaml: error: cannot read the file: No such file or directory
          expected: a YAML file
          remedy: check the path and the permissions
        """)
    #expect(
      complaint { _ = try Node(contentsOf: "/") }
        .hasPrefix("/: error: cannot read the file: Is a directory"))
    #expect(
      complaint { _ = try Node(contentsOf: "/dev/zero") }
        .hasPrefix("/dev/zero: error: the file is too long"))
  }
}

struct YAMLLimitTests {
  @Test func depthIsLimited() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels)
        + String(repeating: "]", count: levels)
    }
    _ = try node(nested(64))
    #expect(
      complaint { _ = try node(nested(65)) }
        .hasPrefix("a.yaml:1:65: error: nested too deeply"))
    #expect(
      complaint { _ = try node(String(repeating: "[", count: 100_000)) }
        .hasPrefix("a.yaml:1:65: error: nested too deeply"))
  }

  @Test func aliasesCannotNestDeeper() {
    var yaml = "a0: &a0 [1]\n"
    for i in 1..<100 { yaml += "a\(i): &a\(i) [*a\(i - 1)]\n" }
    #expect(
      complaint { _ = try node(yaml) }
        .hasPrefix("a.yaml:63:12: error: nested too deeply"))
  }

  @Test func aliasesCannotMultiply() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for i in 1..<12 {
      let aliases = [String](repeating: "*a\(i - 1)", count: 10)
      yaml += "a\(i): &a\(i) [\(aliases.joined(separator: ", "))]\n"
    }
    #expect(complaint { _ = try node(yaml) }.contains("document is too large"))
  }

  @Test func aliasesOfLongTextsCountByLength() {
    let text = String(repeating: "x", count: 1 << 20)
    let aliases = [String](repeating: "*t", count: 20)
    let yaml = "[&t \(text), \(aliases.joined(separator: ", "))]"
    #expect(complaint { _ = try node(yaml) }.contains("document is too large"))
  }

  @Test func sizeIsLimited() {
    let many = "[" + String(repeating: "a,", count: 300_000) + "a]"
    #expect(complaint { _ = try node(many) }.contains("document is too large"))
    let long = String(repeating: " ", count: YAMLLimits.bytes + 1)
    #expect(
      complaint { _ = try node(long) }
        .hasPrefix("a.yaml: error: the file is too long"))
  }
}
