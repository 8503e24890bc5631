import Experiments
import Figures
import Foundation
import MarkupText
import Platforms

/// Paper against physical accounting, in words and numbers.
enum AccountingPart {
  /// What differs for an experiment; nothing unless it has both.
  static func html(
    _ experiment: ReportedExperiment, _ platforms: [String: Platform]
  ) -> String {
    guard let table = experiment.table,
      let found = AccountingComparison(
        table, metrics: experiment.manifest.metrics)
    else { return "" }
    let rows = found.ratios.filter { !$0.isOne }.map {
      Markup.row([
        Markup.code($0.metric), number($0.least), number($0.median),
        number($0.greatest),
      ])
    }
    let same = found.ratios.filter(\.isOne).map { Markup.code($0.metric) }
    let shown = experiment.manifest.figures.filter { figure in
      figure.panel == "accounting" || figure.series.contains("accounting")
    }
    let links = shown.map {
      Markup.link($0.title ?? $0.name, to: "#" + Markup.id("f", $0.name))
    }
    let differ = experiment.platforms.compactMap { platforms[$0] }.map(words)
    return "<h4>Paper against physical accounting</h4><p>"
      + "\(found.points) points were computed under both. "
      + differ.joined(separator: " ")
      + (same.isEmpty
        ? "" : " The same under both: \(same.joined(separator: ", ")).")
      + (links.isEmpty ? "" : " Figures: \(links.joined(separator: "; ")).")
      + "</p>"
      + (rows.isEmpty
        ? ""
        : Markup.table(
          ["physical / paper", "least", "median", "greatest"], rows))
  }

  /// What each accounting of a platform charges, in a sentence.
  private static func words(_ platform: Platform) -> String {
    let link = Markup.link(
      platform.name, to: "#" + Markup.id("a", platform.name))
    let facts = platform.accountings.compactMap(\.facts.first).map {
      "\($0.name): \($0.value)"
    }
    return "On \(link), \(facts.joined(separator: "; ").escapedMarkup)."
  }

  /// In what the accountings of a platform differ.
  static func differences(_ platform: Platform) -> String {
    guard let paper = try? platform.accounting("paper"),
      let physical = try? platform.accounting("physical")
    else { return "" }
    // The first fact is the accounting itself, under its own name.
    let (a, b) = (paper.facts, physical.facts)
    var names = ["what is charged"] + a.dropFirst().map(\.name)
    for fact in b.dropFirst() where !names.contains(fact.name) {
      names.append(fact.name)
    }
    func value(_ name: String, _ facts: [PlatformFact]) -> String {
      let fact =
        name == names[0] ? facts.first : facts.first { $0.name == name }
      return fact?.value ?? "–"
    }
    let rows = names.filter { value($0, a) != value($0, b) }.map { name in
      Markup.row(
        [name, value(name, a), value(name, b)].map(\.escapedMarkup))
    }
    guard !rows.isEmpty else {
      return "<p>Both accountings of it count alike.</p>"
    }
    return Markup.table(["accounting", "paper", "physical"], rows)
  }

  private static func number(_ value: Double) -> String {
    String(format: "%.4g", value)
  }
}
