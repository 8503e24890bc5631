import Files
import Foundation
import Tables

/// A figure that was drawn.
public struct DrawnFigure: Equatable, Sendable {
  /// The script; plain gnuplot redraws the figure with it.
  public var script: URL
  /// The figure for screens.
  public var svg: URL
  /// The figure for papers.
  public var pdf: URL
  /// The rows of the CSV that it shows.
  public var rowsUsed: Int
  /// The means that it shows, or compares to find winners.
  public var pointsDrawn: Int
}

/// Draws a figure from its CSV into a folder, as SVG, PDF and the script that
/// made them.
///
/// The same CSV gives the same bytes. All three files appear, or on failure
/// none, and earlier ones stay. The folder is made if need be, and gets a
/// `style.gp` if it has none.
///
/// - Throws: ``FigureError``.
/// - Complexity: O(rows), and one run of gnuplot.
public func draw(
  _ figure: FigureSpecification, into folder: URL
) throws -> DrawnFigure {
  try draw(figure, into: folder, command: Gnuplot.command)
}

/// The script that ``draw(_:into:)`` would run and write, without drawing.
///
/// - Throws: ``FigureError`` if the CSV has nothing to draw.
public func script(
  of figure: FigureSpecification, for folder: URL
) throws -> String {
  try makeScript(of: figure, for: folder).text
}

func draw(
  _ figure: FigureSpecification, into folder: URL, command: String
) throws -> DrawnFigure {
  let script = try makeScript(of: figure, for: folder)
  let place = try workplace(of: figure, in: folder)
  let work = place.url
  let partial = work.lastPathComponent
  // It goes when all is done, and not before.
  defer { withExtendedLifetime(place) {} }
  return try reporting(figure) {
    let style = folder.appendingPathComponent(Style.file)
    if !FileManager.default.fileExists(atPath: style.path) {
      try writeAtomically(Data(Style.text.utf8), to: style)
    }
    // The script finds its CSV from the folder it will lie in, so it runs
    // there; only what it draws goes aside.
    let outcome = Gnuplot.run(
      "into = \(quoted(partial + "/"))\n" + script.text,
      command: command, in: folder, errors: partial + "/stderr")
    guard outcome.status != 127 else {
      throw FigureError.gnuplotMissing(figure: figure.name)
    }
    guard outcome.status == 0 else {
      throw FigureError.gnuplotFailed(
        figure: figure.name, status: outcome.status, message: outcome.message)
    }
    try finish(figure, in: work)
    try writeAtomically(
      Data(script.text.utf8),
      to: work.appendingPathComponent(figure.name + ".gp"))
    for ending in ["gp", "svg", "pdf"] {
      try move("\(figure.name).\(ending)", from: work, to: folder, figure)
    }
    let file = folder.appendingPathComponent(figure.name)
    return DrawnFigure(
      script: file.appendingPathExtension("gp"),
      svg: file.appendingPathExtension("svg"),
      pdf: file.appendingPathExtension("pdf"),
      rowsUsed: script.points.rowsUsed, pointsDrawn: script.points.pointsDrawn)
  }
}

/// A folder for what is not complete yet, in the folder of the figures.
private func workplace(
  of figure: FigureSpecification, in folder: URL
) throws -> PartialFolder {
  // If it cannot be made, the next line tells why.
  try? FileManager.default.createDirectory(
    at: folder, withIntermediateDirectories: true)
  do {
    return try PartialFolder(for: figure.name, in: folder)
  } catch {
    throw FigureError.unwritable(
      figure: figure.name, file: folder.relativePath, reason: error.reason)
  }
}

private func makeScript(
  of figure: FigureSpecification, for folder: URL
) throws -> Script {
  try figure.check()
  let csv = URL(fileURLWithPath: figure.csv)
  return try reporting(figure) {
    let table = try Table(reading: csv).requiringRows()
    let selection = try Selection(figure, of: table)
    return Script(
      figure: figure, selection: selection, points: try Points(selection),
      csv: relativePath(of: csv, from: folder))
  }
}

/// Does something, and says of which figure a table's fault is.
private func reporting<Result>(
  _ figure: FigureSpecification, _ work: () throws -> Result
) throws -> Result {
  do {
    return try work()
  } catch let fault as TableError {
    throw FigureError.csv(fault, figure: figure.name)
  }
}

/// Checks what gnuplot drew, and takes the hour out of the PDF.
private func finish(_ figure: FigureSpecification, in work: URL) throws {
  for (ending, last) in [("svg", "</svg>"), ("pdf", "%%EOF")] {
    let name = "\(figure.name).\(ending)"
    let url = work.appendingPathComponent(name)
    guard var data = try? Data(contentsOf: url), !data.isEmpty else {
      throw FigureError.emptyOutput(figure: figure.name, file: name)
    }
    // On a full disk gnuplot ends as if all were well.
    guard data.suffix(16).range(of: Data(last.utf8)) != nil else {
      throw FigureError.cutOutput(figure: figure.name, file: name)
    }
    guard ending == "pdf" else { continue }
    fixCreationDate(&data)
    try writeAtomically(data, to: url)
  }
}

/// Sets the creation date of a PDF to a fixed one of the same length, so that
/// the same figure has the same bytes and no offset in the file moves.
func fixCreationDate(_ pdf: inout Data) {
  guard let key = pdf.range(of: Data("/CreationDate (D:".utf8)) else { return }
  let date = Data("20000101000000".utf8)
  let place = key.upperBound..<min(key.upperBound + date.count, pdf.endIndex)
  guard place.count == date.count else { return }
  pdf.replaceSubrange(place, with: date)
}

private func move(
  _ name: String, from work: URL, to folder: URL,
  _ figure: FigureSpecification
) throws {
  let target = folder.appendingPathComponent(name)
  guard rename(work.appendingPathComponent(name).path, target.path) == 0 else {
    throw FigureError.unwritable(
      figure: figure.name, file: target.relativePath,
      reason: String(cString: strerror(errno)))
  }
}

extension FigureSpecification {
  /// Throws ``FigureError/impossible(_:figure:)`` if nothing could fit.
  func check() throws {
    let sides = [width, height].compactMap { $0 }
    let faults: [(Bool, FigureError.Impossibility)] = [
      (!isFileName(name), .name),
      (y.isEmpty, .noY),
      (series.count > 2, .manySeries),
      (sides.contains { !(2...100).contains($0) }, .size),
      (kind == .stackedBars && !series.isEmpty, .barsInSeries),
      (kind == .stackedBars && ribbon != .none, .barsWithRibbon),
      (kind == .stackedBars && (logX || logY), .barsOnLog),
      (isMap && best == nil, .mapWithoutBest),
      (!isMap && (best != nil || goal != .least), .bestWithoutMap),
      (isMap && y.count > 1, .mapOfSeveralY),
      (isMap && series.isEmpty, .mapWithoutSeries),
      (isMap && ribbon != .none, .mapWithRibbon),
      (isMap && (logX || logY), .mapOnLog),
    ]
    if let fault = faults.first(where: \.0) {
      throw FigureError.impossible(fault.1, figure: name)
    }
  }
}

private func isFileName(_ name: String) -> Bool {
  !name.isEmpty && !name.hasPrefix(".")
    && name.unicodeScalars.allSatisfy {
      $0 != "/" && $0.properties.generalCategory != .control
    }
}
