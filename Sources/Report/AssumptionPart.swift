import Figures
import MarkupText
import Platforms

/// What was assumed: constants of platforms that no source states.
enum AssumptionPart {
  /// The classes of evidence that prove nothing.
  static let weak: [Evidence] = [.fitted, .recalled, .assumed]

  /// A platform's constants of those classes, and its two accountings.
  static func html(_ platform: Platform) -> String {
    let own = platform.facts.map { ("", $0) }
    let counted = platform.accountings.flatMap { accounting in
      accounting.facts.map { (accounting.name, $0) }
    }
    var rows: [(fact: PlatformFact, accountings: [String])] = []
    for (accounting, fact) in own + counted {
      guard let evidence = fact.evidence, weak.contains(evidence) else {
        continue
      }
      // What both accountings say is said once.
      if let index = rows.firstIndex(where: { $0.fact == fact }) {
        rows[index].accountings.append(accounting)
      } else {
        rows.append((fact, [accounting]))
      }
    }
    let counts = weak.map { evidence in
      "\(rows.count { $0.fact.evidence == evidence }) \(evidence.rawValue)"
    }
    let names = platform.accountings.map(\.name)
    let table = Markup.table(
      ["constant", "value", "evidence", "source"],
      rows.map { fact, accountings in
        let isOfOne = accountings != [""] && accountings.count < names.count
        return Markup.row(
          [
            fact.name
              + (isOfOne ? " (\(accountings.joined(separator: ", ")))" : ""),
            fact.value, fact.evidence?.rawValue ?? "", fact.source ?? "",
          ].map(\.escapedMarkup))
      }, kind: "constants")
    return "<h4 id=\"\(Markup.id("a", platform.name))\">"
      + "\(platform.name.escapedMarkup)</h4>"
      + "<p>\(platform.summary.escapedMarkup). All constants: "
      + Markup.code("shardbench describe \(platform.name)") + "</p>"
      + AccountingPart.differences(platform)
      + Markup.folded("Constants: " + counts.joined(separator: ", "), table)
  }
}
