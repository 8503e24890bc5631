import Diagnostics
import Experiments
import Foundation

/// What it takes to obtain the claims of each experiment, from the provenance
/// of committed results: time on one core, and disk.
struct ClaimCosts {
  /// Marks in a document between which the table stands.
  static let begin = "<!-- what claims take: written by make readme -->"
  /// The end of that.
  static let end = "<!-- end of what claims take -->"

  private struct Origin: Decodable {
    var profile: String
    var points: Int
    var cached: Int?
    var wall: Double?
    var rows: [Double?]?

    private enum CodingKeys: String, CodingKey {
      case profile, points, cached
      case wall = "wall_s"
      case rows = "row_s"
    }

    /// The times of all rows, else that of the run if it computed all, in
    /// words.
    var time: String {
      let known = (rows ?? []).compactMap { $0 }
      if known.count == points {
        return Human.duration(seconds: known.reduce(0, +))
      }
      guard let wall, cached == 0 else { return "not recorded" }
      return Human.duration(seconds: wall) + " on the clock"
    }
  }

  private let workspace: Workspace
  private let results: URL
  private let plots: URL

  /// The costs behind the CSV files in `results` with figures in `plots`.
  init(_ workspace: Workspace, results: URL, plots: URL) {
    self.workspace = workspace
    self.results = results
    self.plots = plots
  }

  /// A row for each experiment with claims and results.
  ///
  /// - Throws: what reading a manifest throws.
  func rows() throws -> [String] {
    try workspace.experiments().compactMap { name in
      let manifest = try Manifest(
        contentsOf: workspace.manifest(name).relativePath,
        vocabulary: workspace.vocabulary)
      let stem = results.appendingPathComponent(manifest.experiment)
      let file = stem.appendingPathExtension("provenance.json")
      guard let data = try? Data(contentsOf: file),
        let origin = try? JSONDecoder().decode(Origin.self, from: data)
      else { return nil }
      // A claim that only another profile can test takes that one's time.
      let claims = manifest.claims.filter {
        ($0.profile ?? origin.profile) == origin.profile
      }
      guard !claims.isEmpty else { return nil }
      let files =
        [stem.appendingPathExtension("csv"), file]
        + manifest.figures.flatMap { figure in
          ["gp", "svg", "pdf"].map {
            plots.appendingPathComponent("\(figure.name).\($0)")
          }
        }
      let bytes = files.reduce(0) { $0 + Self.size(of: $1) }
      return "| `\(name)` | \(claims.map(\.id).joined(separator: ", ")) "
        + "| \(origin.profile) | \(origin.points) "
        + "| \(origin.time) "
        + "| \(Human.text(Double(bytes), unit: "B")) |"
    }
  }

  /// The rows of several folders as a table in Markdown.
  static func table(_ rows: [String]) -> String {
    """
    | experiment | claims | profile | points | time on one core | disk |
    |---|---|---|---:|---:|---:|
    \(rows.joined(separator: "\n"))
    """
  }

  /// `document` with `table` between the marks; `nil` if it has none.
  static func document(_ document: String, with table: String) -> String? {
    guard let start = document.range(of: begin),
      let stop = document.range(of: end), start.upperBound <= stop.lowerBound
    else { return nil }
    return document[..<start.upperBound] + "\n\n\(table)\n\n"
      + document[stop.lowerBound...]
  }

  private static func size(of file: URL) -> Int {
    (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
  }
}
