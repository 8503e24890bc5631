// swift-tools-version: 6.0
import PackageDescription

// Arrows point one way: a target may use only the targets listed for it.
let package = Package(
  name: "shardbench",
  platforms: [.macOS(.v13)],
  products: [
    .executable(name: "shardbench", targets: ["shardbench"]),
    .library(name: "Tensors", targets: ["Tensors"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "Cluster", targets: ["Cluster"]),
    .library(name: "Schemes", targets: ["Schemes"]),
    .library(name: "Platforms", targets: ["Platforms"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Figures", targets: ["Figures"]),
    .library(name: "Regression", targets: ["Regression"]),
    // What a package with schemes of its own imports, and its tests.
    .library(
      name: "ShardbenchKit",
      targets: [
        "ShardbenchKit", "Experiments", "Platforms", "Schemes", "Cluster",
        "Models", "Tensors", "Diagnostics",
      ]),
    .library(name: "SchemeConformance", targets: ["SchemeConformance"]),
  ],
  targets: [
    // System libraries, each behind a small C face.
    .target(
      name: "COpenBLAS",
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // Static on Linux: the shared CSDP would bring the system's BLAS along.
    .target(
      name: "CSDP", dependencies: ["COpenBLAS"],
      linkerSettings: [
        .linkedLibrary(":libsdp.a", .when(platforms: [.linux])),
        .linkedLibrary("sdp", .when(platforms: [.macOS])),
        .linkedLibrary("m", .when(platforms: [.linux])),
      ]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "CGnuplotIOStream",
      linkerSettings: [
        .linkedLibrary("boost_iostreams"), .linkedLibrary("boost_filesystem"),
        .linkedLibrary("boost_system"),
      ]),

    // Loops for vector units, in C: no flags, no dependencies.
    .target(name: "CKernels"),
    // Fixed work that times are divided by; it never changes.
    .target(name: "CReference"),

    // What every room needs: how to say what is wrong, files that appear
    // whole or not at all, and two file formats.
    .target(name: "Diagnostics"),
    .target(name: "Files"),
    .target(name: "Documents", dependencies: ["Diagnostics", "CYAML"]),
    .target(name: "Tables", dependencies: ["Diagnostics", "Files"]),
    .target(name: "Digests"),
    .target(name: "MarkupText"),

    // The version of the code that a result depends on, from the sources.
    .target(name: "SourceGraph", dependencies: ["Digests"]),
    .executableTarget(
      name: "SourceGraphTool", dependencies: ["SourceGraph"]),
    .plugin(
      name: "SourceGraphPlugin", capability: .buildTool(),
      dependencies: ["SourceGraphTool"], path: "Sources/SourceGraphPlugin"),
    .target(
      name: "CodeVersion", dependencies: ["Digests"],
      plugins: ["SourceGraphPlugin"]),

    // The rooms.
    .target(
      name: "Tensors", dependencies: ["Diagnostics", "COpenBLAS", "CKernels"]),
    .target(
      name: "Models",
      dependencies: [
        "Tensors", "CKernels", "Documents", "Diagnostics", "Files", "CZlib",
      ]),
    .target(name: "Cluster", dependencies: ["Tensors", "Diagnostics"]),
    .target(
      name: "Schemes", dependencies: ["Cluster", "Models", "Diagnostics"]),
    .target(
      name: "Platforms",
      dependencies: [
        "Cluster", "Documents", "Tensors", "Diagnostics", "COpenBLAS", "CSDP",
      ]),
    .target(
      name: "Experiments",
      dependencies: [
        "Schemes", "Platforms", "Models", "Cluster", "Documents", "Tables",
        "Diagnostics", "Digests", "CodeVersion", "Files", "CZlib",
        "MarkupText",
      ]),
    .target(
      name: "Figures",
      dependencies: [
        "Tables", "CGnuplotIOStream", "Diagnostics", "Files", "MarkupText",
      ]),
    .target(
      name: "Report",
      dependencies: [
        "Experiments", "Figures", "Platforms", "Tables", "Diagnostics",
        "MarkupText",
      ]),
    // Laws that every scheme keeps, for tests of any package.
    .target(
      name: "SchemeConformance",
      dependencies: ["Schemes", "Platforms", "Models", "Cluster", "Tensors"]),
    .target(
      name: "Regression",
      dependencies: ["Tables", "Diagnostics", "MarkupText"]),
    // The detectors' operating curve, as metrics of points.
    .target(
      name: "DetectorCurve",
      dependencies: ["Experiments", "Schemes", "Regression"]),
    // What is measured of shardbench itself.
    .target(
      name: "Performance",
      dependencies: [
        "Experiments", "Schemes", "Platforms", "Models", "Cluster", "Tensors",
        "Diagnostics", "CKernels", "CReference",
      ]),

    // The command line as a library, so that other packages can have it.
    .target(
      name: "ShardbenchKit",
      dependencies: [
        "DetectorCurve", "Experiments", "Figures", "Report", "Digests", "Files",
        "Performance", "Regression",
      ]),
    .executableTarget(name: "shardbench", dependencies: ["ShardbenchKit"]),

    .executableTarget(
      name: "shardbench-bench",
      dependencies: ["Experiments", "Performance", "COpenBLAS"],
      path: "Sources/Benchmarks"),

    // What doc comments of public symbols miss.
    .target(name: "DocComments"),
    .executableTarget(
      name: "DocCommentsTool", dependencies: ["DocComments"]),

    // Damaged files for all readers.
    .target(
      name: "Fuzzing",
      dependencies: [
        "Experiments", "Platforms", "Models", "Cluster", "Tables", "Tensors",
        "Documents", "Regression", "Diagnostics",
      ]),
    .executableTarget(
      name: "shardbench-fuzz", dependencies: ["Fuzzing", "Experiments"],
      path: "Sources/FuzzingTool"),

    .testTarget(
      name: "AirCompTests",
      dependencies: [
        "Platforms", "Tensors", "Diagnostics", "CSDP", "TestBasics",
      ]),
    .testTarget(
      name: "DataTests",
      dependencies: [
        "Models", "Digests", "Diagnostics", "CZlib", "TestBasics",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "shardbench", "ShardbenchKit", "DetectorCurve", "Performance",
        "Regression", "TestBasics",
      ],
      exclude: ["Golden", "one-node-slurm.sh"]),
    .testTarget(
      name: "DetectorCurveTests",
      dependencies: ["DetectorCurve", "Experiments", "Regression"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(
      name: "DocumentationTests",
      dependencies: ["DocComments", "shardbench", "TestBasics"]),
    .testTarget(
      name: "DocumentsTests", dependencies: ["Documents", "TestBasics"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Schemes", "Models", "Cluster", "Tensors",
        "CodeVersion", "Digests", "TestBasics", "TestSupport",
      ]),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "TestBasics"]),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures", "TestBasics"],
      exclude: ["Golden"]),
    .testTarget(
      name: "FuzzingTests",
      dependencies: [
        "Fuzzing", "shardbench-fuzz", "Experiments", "TestBasics",
      ]),
    .testTarget(
      name: "SourceGraphTests",
      dependencies: ["SourceGraph", "CodeVersion", "Digests", "TestBasics"]),
    .testTarget(name: "MarkupTextTests", dependencies: ["MarkupText"]),
    .testTarget(
      name: "ReportTests",
      dependencies: ["Report", "Experiments", "Tables", "TestBasics"]),
    .testTarget(
      name: "PerformanceTests",
      dependencies: [
        "Performance", "Experiments", "Digests", "shardbench", "TestBasics",
      ]),
    .testTarget(
      name: "RegressionTests",
      dependencies: ["Regression", "Tables", "Diagnostics", "TestBasics"]),
    .testTarget(
      name: "TablesTests", dependencies: ["Tables", "TestBasics"]),
    .target(
      name: "TestBasics", dependencies: ["Diagnostics"], path: "Tests/Basics"),
    .target(
      name: "TestSupport",
      dependencies: [
        "SchemeConformance", "Schemes", "Models", "Cluster", "Tensors",
      ],
      path: "Tests/Support"),
    .testTarget(
      name: "TensorsTests",
      dependencies: ["Tensors", "CKernels", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "GradientTests",
      dependencies: ["Tensors", "Diagnostics", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "Tensors", "Diagnostics", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ClusterTests",
      dependencies: ["Cluster", "Tensors", "Diagnostics", "TestSupport"]),
    .testTarget(
      name: "SchemeConformanceTests",
      dependencies: [
        "SchemeConformance", "Schemes", "Models", "Cluster", "Tensors",
      ]),
    .testTarget(
      name: "SchemesTests",
      dependencies: [
        "Schemes", "Models", "Cluster", "Tensors", "Diagnostics", "TestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "PlatformsTests",
      dependencies: [
        "Platforms", "Schemes", "Models", "Cluster", "Tensors", "Documents",
        "Diagnostics", "TestSupport",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)

// Most tests call more than they compute: not optimised, they compile in half
// the time. These compute.
let computing = ["DataTests", "PlatformsTests"]
for target in package.targets
where target.type == .test && !computing.contains(target.name) {
  target.swiftSettings = [.unsafeFlags(["-Onone"])]
}

// 'make test' checks the laws in a debug build too, of what they need alone:
// there every costing looks for a broken law.
let lawTests = ["ClusterTests", "PlatformsTests", "SchemeConformanceTests"]
if Context.environment["SHARDBENCH_LAWS"] == "1" {
  var needed: Set<String> = []
  var open = lawTests
  while let name = open.popLast() {
    guard needed.insert(name).inserted else { continue }
    let target = package.targets.first { $0.name == name }
    for case .byNameItem(let name, _) in target?.dependencies ?? [] {
      open.append(name)
    }
  }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}
