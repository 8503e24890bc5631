// swift-tools-version: 6.0
import PackageDescription

// A package outside of shardbench, as anybody might have one. A copy elsewhere
// finds shardbench where SHARDBENCH_BASE says.
let shardbench = Context.environment["SHARDBENCH_BASE"] ?? "../.."

let package = Package(
  name: "ring",
  platforms: [.macOS(.v13)],
  dependencies: [
    .package(name: "shardbench", path: shardbench)
  ],
  targets: [
    .executableTarget(
      name: "ring",
      dependencies: [
        .product(name: "ShardbenchKit", package: "shardbench")
      ]),
    .testTarget(
      name: "ring-tests",
      dependencies: [
        "ring", .product(name: "SchemeConformance", package: "shardbench"),
      ]),
  ]
)
