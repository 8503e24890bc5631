import Experiments
import Schemes

/// Lists what there is.
enum ListCommand: Command {
  static let name = "list"
  static let summary =
    "list experiments, schemes, models, platforms, settings, metrics"
  static let operands = "[KIND]"
  static let options: [CommandOption] = []
  static let details = """
    Without a kind, the names of all; with one, a line about each.

      shardbench list
      shardbench list metrics
    """

  static let kinds = [
    "experiments", "schemes", "models", "platforms", "settings", "metrics",
  ]

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 1)
    let workspace = try arguments.workspace()
    if let kind = arguments.operands.first {
      guard kinds.contains(kind) else {
        throw UsageError.unknownName(kind, known: kinds)
      }
      return print(Help.rows(try entries(kind, workspace), indent: 0))
    }
    print(
      Help.rows(
        try kinds.map { kind in
          (
            kind,
            try entries(kind, workspace).map(\.0).joined(separator: ", ")
          )
        }, indent: 0))
  }

  /// Names of a kind, with a line about each.
  static func entries(_ kind: String, _ workspace: Workspace) throws -> [(
    String, String
  )] {
    switch kind {
    case "experiments":
      try workspace.experiments().map { name in
        let manifest = try Manifest(
          contentsOf: workspace.manifest(name).relativePath,
          vocabulary: workspace.vocabulary)
        return (name, manifest.note ?? manifest.paper?.title ?? "")
      }
    case "schemes":
      workspace.schemes.map { (type(of: $0).name, type(of: $0).summary) }
    case "models":
      try workspace.names(in: "experiments/models").map {
        ($0, try workspace.model($0).summary)
      }
    case "platforms":
      try workspace.names(in: "experiments/platforms").map {
        ($0, try workspace.platform($0).summary)
      }
    case "settings":
      workspace.vocabulary.settings.map {
        (
          $0.name,
          "\($0.summary) (\($0.kind.summary)"
            + ($0.defaultValue.map { "; default \($0)" } ?? "") + ")"
        )
      }
    default:
      workspace.vocabulary.metrics.map {
        ($0.name, $0.summary + ($0.unit.isEmpty ? "" : " [\($0.unit)]"))
      }
    }
  }
}
