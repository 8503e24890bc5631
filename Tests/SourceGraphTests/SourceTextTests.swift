import Testing

@testable import SourceGraph

/// What of a text counts.
struct SourceTextTests {
  private func plain(_ text: String, nests: Bool = true) -> String {
    String(
      decoding: SourceText(text.utf8, nestsComments: nests).plain,
      as: UTF8.self)
  }

  @Test(arguments: [
    ("let a = 1 // one", "let a = 1"),
    ("let a = 1 // one\nlet b", "let a = 1\nlet b"),
    ("let a\n  /// What it is.\n\n  = 1", "let a\n= 1"),
    ("f(/* a /* b */ c */ x)", "f( x)"),
    ("a/*\n*/b", "a\nb"), ("a/**/b", "a b"), ("a  \t b", "a b"),
    (#"let u = "http://x" // y"#, #"let u = "http://x""#),
    (#"let u = "a\" // b" // c"#, #"let u = "a\" // b""#),
    (##"let u = #"a\" // b"# // c"##, ##"let u = #"a\" // b"#"##),
    (#""\(f(")") /* x */)" + y"#, #""\(f(")") )" + y"#),
    ("\"\"\"\n  // text\n  \"\"\" // no text", "\"\"\"\n  // text\n  \"\"\""),
    (#"x.wholeMatch(of: /["a]+/) // b"#, #"x.wholeMatch(of: /["a]+/) // b"#),
    (#"of: /a\//) + b"#, #"of: /a\//) + b"#),
    ("// first\na", "a"), ("a /* never ends", "a"),
    ("\"never ends", "\"never ends"), ("", ""),
  ])
  func whatIsLeft(_ text: String, _ expected: String) {
    #expect(plain(text) == expected)
  }

  /// Comments of C do not nest.
  @Test func commentsOfC() {
    #expect(plain("a /* b /* c */ d", nests: false) == "a d")
    #expect(plain("a /* b /* c */ d", nests: true) == "a")
  }

  @Test func names() {
    let text = #"let a2 = f("no \(b + g("x")) no") // c"#
    let tokens = SourceText(text.utf8, nestsComments: true).tokens
    #expect(tokens.filter(\.isName) == ["let", "a2", "f", "b", "g"])
  }

  /// Reading ends, whatever it reads.
  @Test(arguments: 0..<200)
  func anything(_ seed: UInt64) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let marks = Array(#"ab "\()/*#{}"#.utf8) + [10]
    let text = (0..<60).map { _ -> UInt8 in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return marks[Int(state % UInt64(marks.count))]
    }
    let left = SourceText(text, nestsComments: true).plain
    // Nothing is read twice or made up; a gap becomes one byte at most.
    #expect(left.count <= text.count)
  }
}
