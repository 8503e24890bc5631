import Foundation

/// Where results and figures lie, seen from the page.
public struct ReportFolders {
  /// The folder of CSV files, and of the page.
  public let results: URL
  /// The folder of figures.
  public let plots: URL
  /// What a command line needs to find them: nothing for the usual ones.
  public let options: String

  /// The two folders, and the options that lead to them.
  public init(results: URL, plots: URL, options: String) {
    self.results = results
    self.plots = plots
    self.options = options
  }

  func csv(_ experiment: String) -> URL {
    results.appendingPathComponent("\(experiment).csv")
  }

  func provenance(_ experiment: String) -> URL {
    results.appendingPathComponent("\(experiment).provenance.json")
  }

  /// A link to a file; `nil` if it is not there.
  func link(_ label: String, _ file: URL) -> String? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return Markup.link(label, to: Markup.path(from: results, to: file))
  }
}
