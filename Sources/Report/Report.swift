import Experiments
import Figures
import Foundation
import Platforms

/// One page with all claims, figures, assumptions and origins of results. It
/// loads nothing, runs no script, forbids both to browsers, and is the same
/// bytes for the same files.
///
///     let report = try Report(workspace, folders, verdicts: verdicts)
///     try writeAtomically(Data(report.html.utf8), to: file)
public struct Report {
  private let experiments: [ReportedExperiment]
  private let accepted: AcceptedVerdicts?
  private let folders: ReportFolders
  /// The platforms that results are of, by name.
  private let platforms: [String: Platform]

  /// Reads what belongs on the page.
  ///
  /// - Parameter verdicts: the verdicts on all claims that have results.
  /// - Throws: what reading manifests, platforms, CSV files and accepted
  ///   verdicts throws. Missing results are told of on the page.
  public init(
    _ workspace: Workspace, _ folders: ReportFolders, verdicts: [ClaimVerdict]
  ) throws {
    self.folders = folders
    accepted = try AcceptedVerdicts(in: folders.results)
    experiments = try workspace.experiments().map {
      try ReportedExperiment($0, verdicts, results: folders.results, workspace)
    }
    var platforms: [String: Platform] = [:]
    for experiment in experiments where experiment.table != nil {
      for name in experiment.platforms where platforms[name] == nil {
        platforms[name] = try workspace.platform(name)
      }
    }
    self.platforms = platforms
  }

  /// The folder of manifests that describes a platform: the one that uses it
  /// most, of several the first.
  private func home(of platform: String, among folders: [String]) -> String? {
    let uses = folders.map { folder in
      experiments.count {
        $0.folder == folder && $0.platforms.contains(platform)
      }
    }
    return uses.max().flatMap(uses.firstIndex).map { folders[$0] }
  }

  /// The page.
  public var html: String {
    var styles = FigureStyles()
    let names = experiments.reduce(into: [String]()) { names, experiment in
      if names.last != experiment.folder { names.append(experiment.folder) }
    }
    let papers = names.map { name in
      PaperPart(
        folder: name, experiments: experiments.filter { $0.folder == name },
        folders: folders, platforms: platforms,
        described: platforms.keys.sorted().filter {
          home(of: $0, among: names) == name
        }
      ).html(&styles)
    }
    let head = HeadPart(experiments: experiments, folders: folders)
    let claims = ClaimsPart(experiments: experiments, accepted: accepted)
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>shardbench: results</title>
      <style>
      \(PageStyle.css)
      \(styles.css(in: ".plot"))
      </style></head><body>
      \(head.html)
      <main>
      \(claims.html)
      \(papers.joined(separator: "\n"))
      </main>
      </body></html>

      """
  }
}
