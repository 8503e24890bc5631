import Diagnostics
import Tables

/// Why a figure could not be drawn.
public enum FigureError: Equatable, Sendable {
  /// The CSV is missing, broken or empty, or lacks a column.
  case csv(TableError, figure: String)
  /// The specification asks for what cannot be drawn.
  case impossible(Impossibility, figure: String)
  /// No row meets the conditions.
  case noRowLeft(figure: String, csv: String, filter: String)
  /// The column has no number, or none that a logarithmic axis can show.
  case nothingNumeric(figure: String, csv: String, column: String)
  /// gnuplot's CSV reader would read the cell otherwise than it is written.
  case ambiguousCell(
    String, column: String, figure: String, csv: String, line: Int)
  /// There is no gnuplot to draw with.
  case gnuplotMissing(figure: String)
  /// gnuplot ended with an exit status other than 0.
  case gnuplotFailed(figure: String, status: Int, message: String)
  /// gnuplot was content, but a file is not there or has no bytes.
  case emptyOutput(figure: String, file: String)
  /// gnuplot was content, but a file ends too early.
  case cutOutput(figure: String, file: String)
  /// A file or folder could not be written.
  case unwritable(figure: String, file: String, reason: String)

  /// What a specification can ask for in vain.
  public enum Impossibility: Equatable, Sendable {
    /// The name is empty, begins with a dot, or holds a slash or line end.
    case name
    /// There is no y column.
    case noY
    /// More than two series columns.
    case manySeries
    /// A side is not a number of cm between 2 and 100.
    case size
    /// Stacked bars with series columns.
    case barsInSeries
    /// Stacked bars with a ribbon.
    case barsWithRibbon
    /// Stacked bars on a logarithmic axis.
    case barsOnLog
    /// A logarithmic axis for an x that is not a number.
    case logOfWords
    /// A map of winners without the column that decides.
    case mapWithoutBest
    /// A column that decides, or a goal, in another kind of figure.
    case bestWithoutMap
    /// A map of winners with several y columns.
    case mapOfSeveralY
    /// A map of winners without series, which nobody could win.
    case mapWithoutSeries
    /// A map of winners with a ribbon.
    case mapWithRibbon
    /// A map of winners with a logarithmic axis.
    case mapOnLog
  }
}

extension FigureError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .csv(let fault, let figure):
      fault.diagnosis.about(figure)
    case .impossible(let what, let figure):
      Diagnosis(
        "\(what.words.problem)", expected: what.words.expected
      ).about(figure)
    case .noRowLeft(let figure, let csv, let filter):
      Diagnosis(
        "no row has \(filter)", at: .init(file: csv),
        remedy: "correct the filter, or run the points that it asks for"
      ).about(figure)
    case .nothingNumeric(let figure, let csv, let column):
      Diagnosis(
        "column '\(column)' has nothing to draw", at: .init(file: csv),
        expected: "at least one number (above 0 on a logarithmic axis)",
        remedy: "choose another column, or compute this metric"
      ).about(figure)
    case .ambiguousCell(let cell, let column, let figure, let csv, let line):
      Diagnosis(
        "gnuplot cannot read '\(cell)' in column '\(column)'",
        at: .init(file: csv, line: line),
        expected:
          "no comma, double quote, backslash, line end or outer space",
        remedy: "rename the value"
      ).about(figure)
    case .gnuplotMissing(let figure):
      Diagnosis(
        "gnuplot is not installed", remedy: "make setup", exit: .software
      ).about(figure)
    case .gnuplotFailed(let figure, let status, let message):
      Diagnosis(
        "gnuplot ended with status \(status): \(message)",
        remedy: "if style.gp was changed, check it; otherwise report this",
        exit: .software
      ).about(figure)
    case .emptyOutput(let figure, let file):
      Diagnosis(
        "gnuplot left \(file) empty",
        remedy: "check that gnuplot has the svg and pdfcairo terminals",
        exit: .software
      ).about(figure)
    case .cutOutput(let figure, let file):
      Diagnosis(
        "gnuplot left \(file) unfinished",
        remedy: "check the space on the disk, and draw again",
        exit: .software
      ).about(figure)
    case .unwritable(let figure, let file, let reason):
      Diagnosis(
        "cannot write \(file): \(reason)",
        remedy: "check that the folder is writable and has room",
        exit: .software
      ).about(figure)
    }
  }
}

extension FigureError.Impossibility {
  fileprivate var words: (problem: String, expected: String) {
    switch self {
    case .name:
      ("the name cannot be a file name", "no slash and no dot in front")
    case .noY: ("there is no y", "at least one column")
    case .manySeries: ("there are too many series columns", "at most two")
    case .size: ("the size is impossible", "sides of 2 to 100 cm")
    case .barsInSeries:
      ("stacked bars have no series", "a panel for each value instead")
    case .barsWithRibbon: ("stacked bars have no ribbon", "ribbon: none")
    case .barsOnLog:
      ("parts of a bar do not add up on a logarithm", "linear axes")
    case .logOfWords:
      ("a logarithmic x axis needs numbers", "a column of numbers")
    case .mapWithoutBest:
      ("winners need a column that decides", "best: with one column")
    case .bestWithoutMap:
      ("only winners have best and goal", "kind: winners, or neither key")
    case .mapOfSeveralY: ("winners have one y", "a figure for each y column")
    case .mapWithoutSeries:
      ("winners need series that compete", "one or two series columns")
    case .mapWithRibbon: ("winners have no ribbon", "ribbon: none")
    case .mapOnLog:
      (
        "each value of an axis has one square of the same size, so no axis "
          + "of winners is logarithmic", "no log"
      )
    }
  }
}

extension Diagnosis {
  fileprivate func about(_ figure: String) -> Diagnosis {
    var told = self
    told.problem = "figure '\(figure)': " + problem
    return told
  }
}
