import DocComments
import Foundation
import Testing

/// What is said to be missing in symbol graphs.
struct DocCommentsTests {
  /// A symbol of a module as the compiler writes it down.
  private static func symbol(
    _ id: String, _ declaration: String, _ comment: String?,
    kind: String = "swift.method"
  ) -> [String: Any] {
    var symbol: [String: Any] = [
      "identifier": ["precise": id], "kind": ["identifier": kind],
      "pathComponents": ["A", id],
      "declarationFragments": [["kind": "text", "spelling": declaration]],
      "location": [
        "uri": "file:///A.swift", "position": ["line": 6, "character": 2],
      ],
    ]
    if let comment {
      symbol["docComment"] = [
        "lines": comment.split(
          separator: "\n", omittingEmptySubsequences: false
        ).map { ["text": String($0)] }
      ]
    }
    return symbol
  }

  private static func graph(
    _ symbols: [[String: Any]], _ relationships: [[String: Any]] = []
  ) throws -> SymbolGraph {
    try SymbolGraph(
      json: JSONSerialization.data(withJSONObject: [
        "symbols": symbols, "relationships": relationships,
      ]))
  }

  private static let silent = "throws and does not say what (- Throws:)"

  @Test(
    arguments: [
      ("func f()", "What it is.", nil),
      ("func f()", nil, "has no doc comment"),
      ("func f()", "\n  \n", "has no doc comment"),
      (
        "func f()", "- Parameter x: what.",
        "does not say what it is before its parameters or errors"
      ),
      ("func f() throws", "What it is.", silent),
      ("func f() throws", "What.\n\n- Throws: ``E``.", nil),
      ("init(_ x: Int) throws -> Int", "What it is.", silent),
      ("func f() async throws -> Int", "What it is.", silent),
      // What arguments throw, or a closure that is returned.
      ("func f(_ body: () throws -> Int) rethrows", "What it is.", nil),
      ("func f(_ body: [() throws -> Int])", "What it is.", nil),
      ("func f() -> () throws -> Int", "What it is.", nil),
      ("func f(_ body: () throws -> Int) throws", "What it is.", silent),
    ] as [(String, String?, String?)])
  func functions(
    _ declaration: String, _ comment: String?, _ lack: String?
  ) throws {
    let comments = DocComments([
      try Self.graph([Self.symbol("f", declaration, comment)])
    ])
    #expect(comments.count == 1)
    #expect(
      comments.complaints == lack.map { ["/A.swift:7: A.f: \($0)"] } ?? [])
  }

  @Test(
    arguments: [
      ("var x: Int { get throws }", silent),
      ("var x: () throws -> Int", nil),
      ("var x: Int { get set }", nil),
    ] as [(String, String?)])
  func properties(_ declaration: String, _ lack: String?) throws {
    let symbol = Self.symbol(
      "x", declaration, "What it is.", kind: "swift.property")
    let complaints = DocComments([try Self.graph([symbol])]).complaints
    #expect(complaints == lack.map { ["/A.swift:7: A.x: \($0)"] } ?? [])
  }

  /// What implements a requirement may leave errors to it, also where the
  /// requirement is in another module, or in one that is not here.
  @Test(
    arguments: [
      ("What.\n- Throws: ``E``.", "memberOf", 0),
      ("What.", "memberOf", 1),
      ("What.\n- Throws: ``E``.", "defaultImplementationOf", 0),
      ("What.", "defaultImplementationOf", 1),
      (nil, "memberOf", 0),
    ] as [(String?, String, Int)])
  func implementations(
    _ requirement: String?, _ kind: String, _ count: Int
  ) throws {
    var relationship: [String: Any] = ["kind": kind, "source": "f"]
    if kind == "memberOf" {
      relationship["target"] = "A"
      relationship["sourceOrigin"] = ["identifier": "p", "displayName": "P.f"]
    } else {
      relationship["target"] = "p"
    }
    let graphs = [
      try Self.graph(
        [Self.symbol("f", "func f() throws", "Its own way.")], [relationship]),
      try Self.graph(
        requirement.map { [Self.symbol("p", "func f()", $0)] } ?? []),
    ]
    #expect(DocComments(graphs).complaints.count == count)
  }

  /// An extension of another module's type has no comment, its members have.
  @Test func extensions() throws {
    let symbols = [
      Self.symbol("e", "extension Int", nil, kind: "swift.extension"),
      Self.symbol("f", "func f()", nil),
    ]
    let comments = DocComments([try Self.graph(symbols)])
    #expect(comments.count == 1)
    #expect(comments.complaints == ["/A.swift:7: A.f: has no doc comment"])
  }

  @Test func whatIsNoGraph() {
    for text in ["", "{", "[]", #"{"symbols": 1}"#] {
      #expect(throws: DecodingError.self) {
        try SymbolGraph(json: Data(text.utf8))
      }
    }
  }
}
