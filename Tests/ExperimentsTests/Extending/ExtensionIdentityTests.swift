import CodeVersion
import Foundation
import Testing

@testable import Experiments

/// By what points with extensions are known again.
struct ExtensionIdentityTests {
  private static let sources = """
    a measurer.swift PointMeasurer | 1
    b kernel.swift |
    c Sources/Schemes/single.swift Single | 1
    d Sources/ExperimentsTests/squares.swift Squares | 4
    e generated.swift |
    """

  /// The version of the code behind `metrics`, where the file that begins with
  /// `changed` has changed.
  private func version(
    _ metrics: [String], changed: String = "-", extended: Bool = true,
    scheme: String = "single", program: String = "one program",
    sources: String = sources
  ) throws -> String {
    try withFolder(["experiments/models/m.yaml": "", "program": program]) {
      root in
      let extensions =
        extended
        ? Extensions(schemes: [Alone()], metrics: [Squares()]) : Extensions()
      let table = sources.split(separator: "\n").map {
        $0.hasPrefix(changed) ? "x" + $0.dropFirst() : String($0)
      }.joined(separator: "\n")
      let cache = try PointCache(
        experiment: "e",
        workspace: Workspace(
          extending: extensions, environment: ["SHARDBENCH_HOME": root.path]),
        code: UsedCode(
          CodeVersion(table: table), program: root.appending(path: "program")))
      return cache.codeVersion(
        of: Point(
          experiment: "e", settings: ["scheme": .word(scheme)], seed: 0),
        metrics: metrics)
    }
  }

  /// Each file counts for those points alone that need it.
  @Test(arguments: [
    (["latency_s"], "abc"), (["square"], "de"),
    (["latency_s", "square"], "abcde"), (["square", "square_word"], "de"),
  ])
  func whichCode(_ metrics: [String], _ counts: String) throws {
    for file in "abcde" {
      let isOther =
        try version(metrics) != version(metrics, changed: "\(file) ")
      #expect(isOther == counts.contains(file), "\(metrics) \(file)")
    }
  }

  /// Other points do not know whether there is a source.
  @Test func othersDoNotCare() throws {
    #expect(
      try version(["latency_s"]) == version(["latency_s"], extended: false))
  }

  /// What comes from elsewhere is known by the bytes of the whole program.
  @Test func fromElsewhere() throws {
    let unknown = Self.sources.split(separator: "\n")
      .filter { !$0.hasPrefix("d ") }.joined(separator: "\n")
    func changes(_ metrics: [String], scheme: String, _ sources: String)
      throws -> Bool
    {
      try version(metrics, scheme: scheme, sources: sources)
        != version(metrics, scheme: scheme, program: "two", sources: sources)
    }
    #expect(try changes(["latency_s"], scheme: "alone", Self.sources))
    #expect(try !changes(["latency_s"], scheme: "single", Self.sources))
    #expect(try changes(["square"], scheme: "single", unknown))
    #expect(try !changes(["square"], scheme: "single", Self.sources))
    #expect(try !changes(["latency_s"], scheme: "single", unknown))
  }

  /// A collective counts where it is the point's own or its platform's.
  @Test func collectives() throws {
    func changes(_ settings: Settings, platform: String = "ring") throws
      -> Bool
    {
      let file = "experiments/platforms/raspberry-pi-5-ethernet.yaml"
      let text = try String(
        contentsOf: packageRoot.appending(path: file), encoding: .utf8
      ).replacing("collective: full-mesh", with: "collective: \(platform)")
      let versions = try ["one", "two"].map { program in
        try withFolder([
          "experiments/models/m.yaml": "", "program": program,
          "experiments/platforms/p.yaml": text,
        ]) { root in
          try PointCache(
            experiment: "e",
            workspace: Workspace(
              extending: Extensions(collectives: [Chain()]),
              environment: ["SHARDBENCH_HOME": root.path]),
            code: UsedCode(
              CodeVersion(table: Self.sources),
              program: root.appending(path: "program"))
          ).codeVersion(
            of: Point(experiment: "e", settings: settings, seed: 0),
            metrics: ["latency_s"])
        }
      }
      return versions[0] != versions[1]
    }
    #expect(try !changes(["scheme": .word("single")]))
    #expect(try changes(["collective": .word("chain")]))
    #expect(try changes(["platform": .word("p")], platform: "chain"))
    #expect(try !changes(["platform": .word("p")]))
    #expect(
      try !changes(
        ["platform": .word("p"), "collective": .word("ring")],
        platform: "chain"))
  }
}
