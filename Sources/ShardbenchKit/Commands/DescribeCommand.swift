import Diagnostics
import Experiments
import Models
import Platforms
import Schemes
import Tensors

/// Tells all about one thing.
enum DescribeCommand: Command {
  static let name = "describe"
  static let summary = "tell all about one model, platform, scheme, metric, ..."
  static let operands = "NAME"
  static let options: [CommandOption] = []
  static let details = """
    The constants of a platform come with their evidence and source.

      shardbench describe raspberry-pi-5-ethernet
      shardbench describe llama3-8b
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 1)
    guard let name = arguments.operands.first else {
      throw UsageError.missingOperand("a name", command: Self.name)
    }
    let workspace = try arguments.workspace()
    let all = try ListCommand.kinds.flatMap { kind in
      try ListCommand.entries(kind, workspace).map { (kind: kind, entry: $0) }
    }
    // A whole name comes before the end of an experiment's.
    let found =
      all.first { $0.entry.0 == name }
      ?? all.first {
        $0.kind == "experiments" && $0.entry.0.hasSuffix("/" + name)
      } ?? Self.experiment(called: name, among: all, workspace)
    guard let (kind, entry) = found else {
      throw UsageError.unknownName(name, known: all.map(\.entry.0))
    }
    print("\(entry.0), one of the \(kind)")
    print(Help.folded(entry.1, width: 79).joined(separator: "\n"))
    let text = try details(of: entry.0, kind, workspace)
    if !text.isEmpty { print("\n" + text) }
  }

  /// The experiment whose manifest gives it this name.
  private static func experiment(
    called name: String, among all: [(kind: String, entry: (String, String))],
    _ workspace: Workspace
  ) -> (kind: String, entry: (String, String))? {
    guard let file = try? workspace.manifest(name).path else { return nil }
    return all.first {
      $0.kind == "experiments"
        && file.hasSuffix("experiments/\($0.entry.0).yaml")
    }
  }

  private static func details(
    of name: String, _ kind: String, _ workspace: Workspace
  ) throws -> String {
    switch kind {
    case "models": return model(try workspace.model(name))
    case "platforms": return platform(try workspace.platform(name))
    case "experiments":
      let manifest = try Manifest(
        contentsOf: workspace.manifest(name).relativePath,
        vocabulary: workspace.vocabulary)
      return Help.rows(
        manifest.sweep.axes.map {
          ($0.name, $0.values.map(\.description).joined(separator: " "))
        } + [
          (
            "seeds",
            manifest.sweep.seeds.map(String.init).joined(separator: " ")
          ),
          ("metrics", manifest.metrics.joined(separator: " ")),
          ("figures", manifest.figures.map(\.name).joined(separator: " ")),
          ("profiles", manifest.profiles.joined(separator: " ")),
        ])
    default: return ""
    }
  }

  private static func model(_ file: ModelFile) -> String {
    let shape = file.shape
    return Help.rows([
      ("parameters", "\(shape.parameters)"),
      ("in a block", "\(shape.blockParameters)"),
      ("width", "\(shape.width)"), ("hidden", "\(shape.hidden)"),
      ("blocks", "\(shape.blocks)"), ("heads", "\(shape.heads)"),
      ("key-value heads", "\(shape.keyValueHeads)"),
      ("vocabulary", "\(shape.vocabulary)"), ("context", "\(shape.context)"),
      ("feed-forward", shape.feedForward.rawValue),
      ("head", shape.tiedHead ? "tied to the embedding" : "separate"),
      ("checkpoint", file.checkpoint ?? "none: sizes only"),
    ])
  }

  private static func platform(_ platform: Platform) -> String {
    var rows = platform.facts.map { ($0.name, $0.text) }
    for accounting in platform.accountings {
      rows += [("", "")] + accounting.facts.map { ($0.name, $0.text) }
    }
    return Help.rows(rows)
  }
}
