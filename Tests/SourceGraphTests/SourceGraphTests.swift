import CodeVersion
import Foundation
import Testing

@testable import SourceGraph

/// What the code in a file may run.
struct SourceGraphTests {
  /// A small package: a file's path gives its module.
  private static let package = [
    "Base/Tensor.swift": "public struct Tensor { var values: [Float] }",
    "Base/Tensor+Sum.swift": "extension Tensor { func sum() -> Float { 0 } }",
    "Base/Array+Middle.swift": "extension Array { var middle: Int { 1 } }",
    "Base/Array+Safe.swift": "extension Array { subscript(safe i: Int) {} }",
    "Base/Unused.swift": "struct Unused {}",
    "Kernels/loops.c": "void add(float *x) {}",
    "Base/Kernel.swift": "import Kernels\nfunc kernel() { add() }",
    "Parts/Part.swift": "public protocol Part {}",
    "Parts/One.swift":
      "import Base\nstruct One: Part { func run(_ t: Tensor) { Help() } }",
    "Parts/One+More.swift": "extension One { func more() { kernel() } }",
    "Parts/Two.swift": "import Base\nstruct Two: Part { let u: Unused }",
    "Parts/Help.swift": "struct Help {}",
    "Parts/Gauge.swift": "public protocol Gauge {}",
    "Parts/Dial.swift": "struct Dial: Gauge { let h: Help }",
    "Parts/List.swift": "let parts: [any Part] = [One(), Two()]",
    "Top/Error.swift": "import Parts\npublic enum Fault { case two }",
    "Top/Error+Words.swift":
      "extension Fault: Spoken { var words: Words { Words() } }",
    "Top/Words.swift": "struct Words {}",
    "Top/Measurer.swift": """
    import Base
    import Parts
    struct Measurer { let part: any Part
      func go() throws { if part is Two { parts.first; throw Fault.two } } }
    """,
    "Top/Drawing.swift": "struct Drawing { let m: Measurer }",
  ]

  private func graph(_ package: [String: String] = package) -> SourceGraph {
    SourceGraph(
      package.map { path, text in
        SourceFile(
          module: String(path.prefix { $0 != "/" }), path: path,
          text: Array(text.utf8))
      }, doors: ["Part", "Gauge"], aside: "Spoken", list: "parts")
  }

  private func paths(_ types: String...) -> Set<String>? {
    CodeVersion(table: graph().table).paths(from: types).map(Set.init)
  }

  @Test func whatIsReached() {
    let measuring: Set = [
      "Top/Measurer.swift", "Parts/Part.swift", "Top/Error.swift",
      "Base/Array+Safe.swift",
    ]
    #expect(paths("Measurer") == measuring)
    // A part brings its extensions, its helpers, what they use, and C.
    let one: Set = [
      "Parts/One.swift", "Parts/One+More.swift", "Parts/Help.swift",
      "Base/Tensor.swift", "Base/Tensor+Sum.swift", "Base/Kernel.swift",
      "Kernels/loops.c",
    ]
    #expect(paths("Measurer", "One") == measuring.union(one))
    #expect(
      paths("Measurer", "Two")
        == measuring.union(["Parts/Two.swift", "Base/Unused.swift"]))
    // A part by another door.
    #expect(
      paths("Dial")
        == [
          "Parts/Dial.swift", "Parts/Gauge.swift", "Parts/Help.swift",
          "Base/Array+Safe.swift",
        ])
    #expect(paths("Measurer", "Three") == nil)
    #expect(paths("Drawing")?.contains("Top/Measurer.swift") == true)
  }

  /// What is added to a foreign type is found by name.
  @Test func membersOfForeignTypes() {
    var package = Self.package
    package["Top/Measurer.swift"]? += "\nfunc f() { [1].middle }"
    let found = CodeVersion(table: graph(package).table)
      .paths(from: ["Measurer"])
    #expect(found?.contains("Base/Array+Middle.swift") == true)
  }

  /// A digest changes with the files that are reached and no others.
  @Test(arguments: package.keys.sorted())
  func changes(_ path: String) throws {
    var package = Self.package
    package[path]? += "\nprivate let change = 1;"
    for types in [["Measurer"], ["Measurer", "One"], ["Measurer", "Two"]] {
      let before = CodeVersion(table: graph().table)
      let after = CodeVersion(table: graph(package).table)
      let reached = try #require(before.paths(from: types))
        .contains(path)
      #expect(
        (before.digest(from: types) != after.digest(from: types)) == reached)
    }
  }

  @Test(arguments: package.keys.sorted())
  func comments(_ path: String) {
    var package = Self.package
    package[path]? += "\n// Measurer uses Two.\n"
    #expect(graph(package).table == graph().table)
  }
}

/// What this program's own points depend on.
struct OwnSourcesTests {
  private func paths(_ types: String...) throws -> Set<String> {
    Set(try #require(CodeVersion.program.paths(from: types)))
  }

  @Test func measuring() throws {
    let common = try paths("PointMeasurer", "Single")
    for path in [
      "Tensors/Tensor.swift", "Experiments/PointMeasurer.swift",
      "Cluster/Cluster.swift", "Experiments/Learning/Learning.swift",
      "Schemes/Single.swift", "COpenBLAS/openblas.c",
    ] {
      #expect(common.contains("Sources/" + path), "\(path)")
    }
    #expect(common.contains { $0.hasPrefix("Sources/CKernels/") })
    // What runs workers, judges or draws.
    for path in [
      "WorkerPool", "ExperimentRun", "Claim", "Manifest", "Provenance",
      "StandardVocabulary", "ProgressBar",
    ] {
      #expect(!common.contains("Sources/Experiments/\(path).swift"), "\(path)")
    }
  }

  @Test(arguments: ["Cats", "Astra", "EdgeShard", "Galaxy", "Voltage", "Prism"])
  func schemes(_ name: String) throws {
    let common = try paths("PointMeasurer", "Single")
    let own = try paths("PointMeasurer", "Single", name)
    let more = own.subtracting(common)
    #expect(more.contains { $0.hasSuffix("/\(name).swift") })
    #expect(!common.contains { $0.hasSuffix("/\(name).swift") })
    #expect(more.count < 20, "\(more.sorted())")
  }
}
