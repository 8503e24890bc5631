import Diagnostics
import Foundation

/// The words and numbers that all outputs share.
enum Wording {
  /// Four significant digits; the same in every locale.
  static func number(_ value: Double) -> String {
    value.isFinite ? String(format: "%.4g", value) : "\(value)"
  }

  /// All digits that tell an exact figure from another.
  static func exact(_ value: Double) -> String {
    value.rounded() == value && abs(value) < 1e15
      ? String(format: "%.0f", value) : "\(value)"
  }

  /// A change with its sign: `+10.3 %`.
  static func percent(_ value: Double) -> String {
    guard value.isFinite else { return value > 0 ? "+inf %" : "-inf %" }
    let size = abs(value)
    // A change of a deterministic figure may be tiny, yet it is one.
    if size > 0, size < 0.05 { return String(format: "%+.2g %%", value) }
    return String(format: "%+.1f %%", value)
  }

  /// A limit or a share: `3 %`.
  static func share(_ percent: Double) -> String { number(percent) + " %" }

  /// The two levels of a finding with the unit.
  static func levels(_ finding: Finding, unit: String) -> String {
    let text = finding.test == .exact ? exact : number
    return "\(text(finding.before)) -> \(text(finding.after))"
      + (unit.isEmpty ? "" : " \(unit)")
  }

  /// What a finding was measured by.
  static func evidence(_ finding: Finding) -> String {
    var parts: [String] = []
    if let p = finding.p, let limit = finding.limit {
      parts.append("p \(number(p)), at most \(number(limit))")
    }
    if finding.test == .exact {
      parts.append("any change counts")
    } else {
      parts.append("least change \(share(finding.leastPercent))")
      parts.append("significance \(number(finding.significance))")
    }
    if let gate = finding.blocked {
      parts.append("blocked by \(gate.words)")
    }
    return parts.joined(separator: "; ")
  }

  /// The noise of a series.
  static func noise(_ report: SeriesReport) -> String? {
    guard let noise = report.noise, let percent = report.noisePercent else {
      return nil
    }
    return "noise \(share(percent)), rho \(number(noise.rho)), "
      + counted(noise.points, "point")
      + (report.machine == 1
        ? ""
        : "; the machine takes \(Self.percent(100 * (report.machine - 1))) now, "
          + "which is divided out")
  }

  /// How many series have which status.
  static func counts(_ comparison: Comparison) -> String {
    let parts = SeriesReport.Status.allCases.compactMap { status -> String? in
      let count = comparison.series(status).count
      return count > 0 ? "\(count) \(status.rawValue)" : nil
    }
    let moved = comparison.series.count {
      $0.findings.contains { $0.verdict == .machineMoved }
    }
    let others = moved > 0 ? ["\(moved) moved with the machine"] : []
    return parts.isEmpty
      ? "no series" : (parts + others).joined(separator: ", ")
  }

  /// Which run was judged.
  static func run(_ comparison: Comparison) -> String {
    guard let run = comparison.run, let date = comparison.date,
      let commit = comparison.commit, let machine = comparison.machine
    else { return "nothing was ever measured" }
    var text = "run \(run) of \(date), commit \(commit), on \(machine)"
    if comparison.seriesElsewhere > 0 {
      text +=
        "; \(comparison.seriesElsewhere) series of other machines are not "
        + "judged"
    }
    return text
  }
}

extension Comparison.Outcome {
  /// The outcome in words.
  public var words: String {
    switch self {
    case .noChange: "no change"
    case .regression: "regression"
    case .nothingMeasured: "nothing measured, or not all"
    case .improvement: "improvement only"
    case .toolError: "the tool failed"
    }
  }
}

extension ChangePoint.Gate {
  /// The gate in words.
  var words: String {
    switch self {
    case .length: "too few points"
    case .effect: "too small a change"
    case .significance: "noise that may look so"
    }
  }
}
