import Diagnostics
import Experiments
import Foundation

/// Writes a package with a scheme of one's own, or adds to one.
enum NewCommand: Command {
  static let name = "new"
  static let summary = "write a working scheme, collective or platform"
  static let operands = "KIND NAME"
  static let options = [
    CommandOption("folder", "DIR", "the package's folder (default: this one)"),
    CommandOption(
      "from", "URL",
      "where a new package gets shardbench from (default: the sources that "
        + "this program was built from)"),
  ]
  static let details = """
    KIND is scheme, collective or platform; NAME has lower-case letters, digits
    and dashes. In a folder without a package a scheme comes with all of one: the
    program, a manifest, a test of the laws. In one with such a package the files
    are added, and the program's main.swift names them. No file is overwritten.

      shardbench new scheme my-split --folder /tmp/my-split
      cd /tmp/my-split && swift test && swift run my-split list schemes
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 2)
    guard let word = arguments.operands.first else {
      throw UsageError.missingOperand(
        "a kind: " + Novelty.Kind.names.joined(separator: ", "),
        command: name)
    }
    guard let kind = Novelty.Kind(rawValue: word) else {
      throw UsageError.unknownName(word, known: Novelty.Kind.names)
    }
    guard arguments.operands.count == 2 else {
      throw UsageError.missingOperand("a name", command: name)
    }
    let folder = URL(
      fileURLWithPath: arguments["folder"] ?? ".", isDirectory: true)
    let novelty = try Novelty(
      kind, named: arguments.operands[1], beside: arguments.extensions,
      platforms: sharedPlatforms(beside: folder))
    let scaffold = Scaffold(folder, origin: PackageOrigin(arguments["from"]))
    for file in try scaffold.add(novelty) { print(file) }
  }

  /// Shardbench's own platforms, which a new file of one's own would hide.
  private static func sharedPlatforms(beside folder: URL) -> [String] {
    let variables = ProcessInfo.processInfo.environment
      .filter { $0.key == "SHARDBENCH_BASE" }
    let place = "experiments/platforms"
    let known =
      (try? Workspace(near: folder, environment: variables))?.names(in: place)
    return (known ?? []).filter {
      !FileManager.default.fileExists(
        atPath: folder.appending(path: "\(place)/\($0).yaml").path)
    }
  }
}
