import Experiments
import Figures
import MarkupText

/// What was published beside what came out.
struct ClaimsPart {
  let experiments: [ReportedExperiment]
  let accepted: AcceptedVerdicts?

  /// A table for each folder of manifests.
  var html: String {
    let folders = experiments.reduce(into: [String]()) { folders, experiment in
      if !folders.contains(experiment.folder), !experiment.verdicts.isEmpty {
        folders.append(experiment.folder)
      }
    }
    let tables = folders.map { folder in
      let rows = experiments.filter { $0.folder == folder }
        .flatMap { experiment in
          experiment.verdicts.map { row($0, experiment) }
        }
      return "<h3>\(Markup.link(folder, to: "#" + Markup.id("p", folder)))</h3>"
        + Markup.table(
          [
            "claim", "expected", "obtained", "deviation", "evidence",
            "verdict", "command",
          ], rows, kind: "claims")
    }
    return "<section><h2 id=\"claims\">Claims</h2>\(missed)"
      + (tables.isEmpty ? "<p>No claim could be judged.</p>" : "")
      + tables.joined(separator: "\n") + "</section>"
  }

  /// Links to the claims that did not come out.
  private var missed: String {
    let links = experiments.flatMap(\.verdicts).filter {
      $0.verdict == .notReproduced
    }.map { Markup.link($0.claim.id, to: "#" + Self.id($0)) }
    guard !links.isEmpty else { return "" }
    return "<p>Not reproduced: \(links.joined(separator: ", ")).</p>"
  }

  private func row(
    _ verdict: ClaimVerdict, _ experiment: ReportedExperiment
  ) -> String {
    let claim = verdict.claim
    let cells = [
      claim.says.escapedMarkup + " <small>"
        + Markup.link(claim.id, to: "#" + experiment.id) + "</small>",
      verdict.expectation(ClaimVerdict.number).escapedMarkup,
      verdict.obtainedText.escapedMarkup,
      verdict.deviationText.escapedMarkup,
      claim.evidence.rawValue,
      conclusion(verdict),
      Markup.code(experiment.command(claim)),
    ]
    let row = Markup.row(cells).dropFirst("<tr".count)
    return
      "<tr id=\"\(Self.id(verdict))\" class=\"\(Self.kind(verdict.verdict))\""
      + row
  }

  /// The verdict with a sign of its own, what was fitted, and why.
  private func conclusion(_ verdict: ClaimVerdict) -> String {
    var text =
      "<b>\(Self.sign(verdict.verdict)) "
      + "\(verdict.verdict.rawValue)</b>"
    let more = verdict.text.dropFirst(verdict.verdict.rawValue.count)
    text += more.description.escapedMarkup
    if let fit = verdict.claim.fit {
      text += "; fitted: \(fit.escapedMarkup)"
    }
    guard let row = accepted?.row(verdict.experiment, verdict.claim.id) else {
      return text
    }
    if row.verdict != verdict.verdict {
      let before = row.verdict?.rawValue ?? "not judged"
      text += "; accepted so far: \(before)"
    } else if verdict.verdict == .notReproduced || !row.before.isEmpty {
      let before = row.before.isEmpty ? "" : "before: \(row.before). "
      text += " <small>(\((before + row.reason).escapedMarkup))</small>"
    }
    return text
  }

  /// The anchor of a verdict.
  static func id(_ verdict: ClaimVerdict) -> String {
    Markup.id("c", verdict.experiment + "-" + verdict.claim.id)
  }

  /// A sign, so that colour does not tell alone.
  static func sign(_ verdict: ClaimVerdict.Verdict) -> String {
    switch verdict {
    case .reproduced: "✓"
    case .byFit: "≈"
    case .notReproduced: "✗"
    case .notTestable: "–"
    }
  }

  /// The class of a verdict in the style sheet.
  static func kind(_ verdict: ClaimVerdict.Verdict) -> String {
    switch verdict {
    case .reproduced: "yes"
    case .byFit: "fit"
    case .notReproduced: "no"
    case .notTestable: "open"
    }
  }
}
