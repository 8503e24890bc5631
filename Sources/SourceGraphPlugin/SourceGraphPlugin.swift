import Foundation
import PackagePlugin

/// Gives a target the graph of those sources on which results depend.
@main
struct SourceGraphPlugin: BuildToolPlugin {
  /// Modules whose code may have a part in a result, and their imports.
  private static let modules = [
    "CKernels", "COpenBLAS", "CSDP", "Cluster", "DetectorCurve",
    "Diagnostics", "Digests", "Documents", "Experiments", "Files", "Models",
    "Platforms", "Regression", "Schemes", "Tables", "Tensors",
  ]

  func createBuildCommands(
    context: PluginContext, target: Target
  ) throws -> [Command] {
    let root = context.package.directoryURL
    let files = Self.modules.flatMap { Self.sources("Sources/\($0)", root) }
    let output = context.pluginWorkDirectoryURL
      .appendingPathComponent("SourceTable.swift")
    return [
      .buildCommand(
        displayName: "Digesting sources",
        executable: try context.tool(named: "SourceGraphTool").url,
        arguments: [output.path, root.path] + files,
        inputFiles: files.map { root.appendingPathComponent($0) },
        outputFiles: [output])
    ]
  }

  /// The sources below `folder` by their paths from `root`, in order.
  private static func sources(_ folder: String, _ root: URL) -> [String] {
    let url = root.appendingPathComponent(folder, isDirectory: true)
    let names =
      FileManager.default.enumerator(atPath: url.path)?
      .compactMap { $0 as? String } ?? []
    return names.sorted().filter {
      ["swift", "c", "h", "cpp"].contains(($0 as NSString).pathExtension)
    }.map { "\(folder)/\($0)" }
  }
}
