/// The texts of new files.
struct Template {
  let novelty: Novelty
  let origin: PackageOrigin

  init(_ novelty: Novelty, _ origin: PackageOrigin) {
    self.novelty = novelty
    self.origin = origin
  }

  private var name: String { novelty.name }
  private var type: String { novelty.type }

  /// A whole package with a scheme.
  func package() throws -> [Scaffold.File] {
    try [
      .init(path: "Package.swift", text: manifest()),
      .init(path: "README.md", text: readme),
      .init(path: ".gitignore", text: ".build\n.shardbench\n"),
      .init(path: "Sources/\(name)/main.swift", text: main),
    ]
      + additions(
        sources: "Sources/\(name)", tests: "Tests/\(name)-tests",
        module: novelty.module)
  }

  /// What a package gets with a scheme or a collective.
  func additions(
    sources: String, tests: String, module: String
  ) -> [Scaffold.File] {
    let isScheme = novelty.kind == .scheme
    let files = [
      Scaffold.File(
        path: "\(sources)/\(type).swift", text: isScheme ? scheme : collective),
      Scaffold.File(
        path: "\(tests)/\(type)Tests.swift", text: test(of: module)),
      Scaffold.File(
        path: "experiments/\(name)/latency.yaml", text: experiment(isScheme)),
    ]
    return files
  }

  private func manifest() throws -> String {
    """
    // swift-tools-version: 6.0
    import PackageDescription

    let package = Package(
      name: "\(name)",
      platforms: [.macOS(.v13)],
      dependencies: [
        \(try origin.dependency())
      ],
      targets: [
        .executableTarget(
          name: "\(name)",
          dependencies: [
            .product(name: "ShardbenchKit", package: "\(origin.identity)")
          ]),
        .testTarget(
          name: "\(name)-tests",
          dependencies: [
            "\(name)",
            .product(name: "SchemeConformance", package: "\(origin.identity)"),
          ]),
      ]
    )

    """
  }

  private var main: String {
    """
    import ShardbenchKit

    // 'new scheme' and 'new collective' add to these lists.
    Shardbench.main(
      schemes: [
        \(type)(),
      ],
      collectives: [
      ])

    """
  }

  private func test(of module: String) -> String {
    """
    import SchemeConformance
    import Testing

    @testable import \(module)

    struct \(type)Tests {
      @Test func laws() throws { try checkLaws(of: \(type)()) }
    }

    """
  }

  private var readme: String {
    """
    # \(name)

    A scheme for shardbench, with all of its command line.

        swift test
        swift run -c release \(name) list schemes
        swift run -c release \(name) simulate --model stories260k \\
          --platform raspberry-pi-5-ethernet --scheme \(name) --devices 4
        swift run -c release \(name) run --all

    `Sources/\(name)/\(type).swift` is the scheme. Models, platforms and
    experiments of this package lie in `experiments`; models and platforms that
    it has not are those of shardbench. `swift run \(name) new scheme NAME`,
    `new collective NAME` and `new platform NAME` add more.

    """
  }
}
