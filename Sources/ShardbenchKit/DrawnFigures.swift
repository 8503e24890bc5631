import Digests
import Experiments
import Figures
import Foundation
import Tables

/// Which figures are still as they were drawn, so that a run draws only what
/// has changed, was deleted or was damaged.
struct DrawnFigures {
  /// What a figure was drawn from, and what came out.
  private struct Record: Codable, Equatable {
    var inputs: String
    var outputs: [String]
  }

  private let folder: URL

  /// The records of `workspace`.
  init(_ workspace: Workspace) {
    folder = workspace.url(".shardbench/figures")
  }

  /// Draws `figure` unless its files are those that were drawn last, from the
  /// same script, rows and style.
  ///
  /// - Throws: ``FigureError``.
  func draw(_ figure: FigureSpecification, into plots: URL) throws {
    let record = self.record(of: figure, in: plots)
    let wanted = try inputs(of: figure, in: plots)
    if let known = try? JSONDecoder().decode(
      Record.self, from: Data(contentsOf: record)),
      known == Record(inputs: wanted, outputs: outputs(of: figure, in: plots))
    {
      return
    }
    _ = try Figures.draw(figure, into: plots)
    // The style may have been written only now.
    let drawn = Record(
      inputs: try inputs(of: figure, in: plots),
      outputs: outputs(of: figure, in: plots))
    // Without a record the figure is drawn again next time.
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    if let data = try? JSONEncoder().encode(drawn) {
      try? writeAtomically(data, to: record)
    }
  }

  private func record(of figure: FigureSpecification, in plots: URL) -> URL {
    let place = plots.appendingPathComponent(figure.name)
      .resolvingSymlinksInPath().path
    return folder.appendingPathComponent(
      "\(sha256(place.utf8).prefix(24)).json")
  }

  /// A digest of the script, the rows and the style.
  private func inputs(
    of figure: FigureSpecification, in plots: URL
  ) throws -> String {
    let script = try Figures.script(of: figure, for: plots)
    let files = [
      URL(fileURLWithPath: figure.csv),
      plots.appendingPathComponent("style.gp"),
    ]
    return sha256(([sha256(script.utf8)] + files.map(hash)).joined().utf8)
  }

  private func outputs(
    of figure: FigureSpecification, in plots: URL
  ) -> [String] {
    ["gp", "svg", "pdf"].map {
      hash(plots.appendingPathComponent("\(figure.name).\($0)"))
    }
  }

  private func hash(_ file: URL) -> String {
    (try? Data(contentsOf: file)).map { sha256([UInt8]($0)) } ?? "missing"
  }
}
