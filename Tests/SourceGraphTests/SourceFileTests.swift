import Testing

@testable import SourceGraph

/// What a file declares and mentions.
struct SourceFileTests {
  private func file(_ text: String) -> SourceFile {
    SourceFile(module: "M", path: "Sources/M/F.swift", text: Array(text.utf8))
  }

  @Test(arguments: [
    ("public struct A: P { struct Inner {} }", ["A"]),
    ("final class B {}\nindirect enum C {}", ["B", "C"]),
    ("private struct A {}\nfileprivate func f() {}\nlet x = 1", ["x"]),
    ("public private(set) var a = 1", ["a"]),
    ("@main actor D {}\ntypealias E = Int\nprotocol F {}", ["D", "E", "F"]),
    ("func outer() { func inner() {}\nlet local = 1 }", ["outer"]),
    ("extension A { func f() {} }", []),
    ("#if os(Linux)\nfunc a() {}\n#endif", ["a"]),
    (#"let a = "struct No {}""#, ["a"]),
  ])
  func declarations(_ text: String, _ names: [String]) {
    #expect(file(text).declared.sorted() == names.sorted())
  }

  @Test(arguments: [
    ("extension A { func f() {} }", ["A"]),
    ("extension A.B: P {}", ["A"]),
    ("extension A { private func f() {}\n fileprivate var x: Int { 1 } }", []),
    ("private extension A { func f() {} }", []),
    ("extension A { fileprivate static let a = 1\n static let b = 2 }", ["A"]),
    ("extension A: P {}", ["A"]),
  ])
  func extensions(_ text: String, _ names: [String]) {
    #expect(file(text).extended.sorted() == names)
  }

  @Test func conformances() {
    let file = file("public struct A<T: Q>: B.P, R where T: S {}")
    #expect(file.conformances["A"]?.isSuperset(of: ["P", "R"]) == true)
  }

  @Test func modules() {
    let file = file("import A\n@testable import B\nimport struct C.D")
    #expect(file.imports.isSuperset(of: ["A", "B"]))
  }

  /// Comments and blanks do not count, all else does.
  @Test func theDigest() {
    let digest = file("let a = 1 // one\nlet b = 2").digest
    #expect(file("/* x */let a = 1\n\n    let b = 2").digest == digest)
    #expect(file("let a = 1\nlet b = 3").digest != digest)
    #expect(file("let a = 1\nlet b = \"2\"").digest != digest)
  }
}
