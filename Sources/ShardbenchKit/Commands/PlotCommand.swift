import Experiments

/// Draws figures from CSV files alone.
enum PlotCommand: Command {
  static let name = "plot"
  static let summary = "draw the figures of experiments from their CSV files"
  static let operands = "[EXPERIMENT ...]"
  static let options =
    RunOptions.common.filter { ["all", "profile", "set"].contains($0.name) }
    + RunOptions.folders
  static let details = """
    Nothing is computed. Beside each figure lies the .gp script that draws it
    under plain gnuplot. A figure's 'kind' is one of: lines, points,
    stacked-bars, and winners: a map over 'x' and 'y' of which of the 'series'
    has the least (or, with 'goal: greatest', the greatest) mean of 'best'.

      shardbench plot --all
      shardbench plot device-scaling --plots /tmp/plots
    """

  static func run(_ arguments: Arguments) throws {
    let workspace = try arguments.workspace()
    let results = RunOptions.folder(arguments, "results", workspace)
    let plots = RunOptions.folder(arguments, "plots", workspace)
    try makeFolder(plots)
    for file in try RunOptions.manifests(arguments, workspace) {
      let manifest = try Manifest(
        contentsOf: file.relativePath, vocabulary: workspace.vocabulary,
        profile: arguments["profile"] ?? "full", set: arguments.all("set"))
      print(manifest.experiment)
      try manifest.drawFigures(results: results, plots: plots)
    }
  }
}
