import Diagnostics
import Experiments
import Figures
import Foundation
import MarkupText
import Tables

/// What the page is, and what came out in all.
struct HeadPart {
  let experiments: [ReportedExperiment]
  let folders: ReportFolders

  /// The head in HTML.
  var html: String {
    let ran = experiments.filter { $0.table != nil }
    let absent = experiments.filter { $0.table == nil }
    return """
      <header><h1>shardbench: results</h1>
      <p>Inference of transformers split over small devices: every published \
      number beside what came out here, then each paper with its figures, what \
      was assumed, and where the results come from. The page was written by \
      \(Markup.code("shardbench report" + folders.options)) and needs no \
      network.</p>
      \(tally)
      \(Markup.list(origins(ran)))
      \(missing(absent))\(others)
      <nav aria-label="Contents"><a href="#claims">Claims</a>\(contents)</nav>
      </header>
      """
  }

  private var tally: String {
    let verdicts = experiments.flatMap(\.verdicts)
    let items = ClaimVerdict.Verdict.allCases.map { verdict in
      let count = verdicts.count { $0.verdict == verdict }
      return "<li class=\"\(ClaimsPart.kind(verdict))\"><b>\(count)</b> "
        + "\(ClaimsPart.sign(verdict)) \(verdict.rawValue)</li>"
    }
    return "<ul class=\"tally\">\(items.joined())</ul>"
  }

  private func origins(_ ran: [ReportedExperiment]) -> [(String, String?)] {
    let records = ran.map(\.record)
    let times = records.compactMap(\.computing)
    let waits = records.compactMap(\.waiting)
    let commits = counts(
      records.map { record in
        record.commit.map { ProvenancePart.commit($0, record.isDirty) }
      })
    let moments = Set(records.compactMap(\.moment)).sorted()
    return [
      (
        "results",
        "\(counted(ran.count, "experiment")) of \(experiments.count), "
          + counted(ran.reduce(0) { $0 + ($1.table?.rows.count ?? 0) }, "point")
      ),
      ("profile", counts(records.map { $0.profile?.escapedMarkup })),
      (
        "time taken",
        "\(sum(times)) of computing, all cores added up"
          + (times.count == records.count
            ? "" : ", for the \(counted(times.count, "experiment")) that tell")
          + "; the last runs took \(sum(waits)) by the clock, less what was "
          + "cached"
      ),
      (
        "when",
        moments.isEmpty
          ? "not recorded; the commits tell"
          : [moments.first, moments.count > 1 ? moments.last : nil]
            .compactMap { $0?.escapedMarkup }.joined(separator: " to ")
      ),
      ("code, by commit", commits),
      ("machine", counts(records.map { $0.machine?.escapedMarkup })),
    ]
  }

  private func sum(_ seconds: [Double]) -> String {
    Human.duration(seconds: seconds.reduce(0, +))
  }

  /// Different values with how often each comes, if there are several; the
  /// most frequent first, of equals the first.
  private func counts(_ values: [String?]) -> String? {
    let words = values.map { $0 ?? "not recorded" }
    var names: [String] = []
    for word in words where !names.contains(word) { names.append(word) }
    guard names.count > 1 else { return names.first }
    let found = names.map { name in (name, words.count { $0 == name }) }
    return "<strong>\(names.count) different</strong>: "
      + found.enumerated().sorted {
        ($1.element.1, $0.offset) < ($0.element.1, $1.offset)
      }.map {
        "\($0.element.0) (\(counted($0.element.1, "experiment")))"
      }.joined(separator: "; ")
  }

  private func missing(_ absent: [ReportedExperiment]) -> String {
    guard !absent.isEmpty else { return "" }
    let links = absent.map { Markup.link($0.name, to: "#" + $0.id) }
    return "<p>Without results here: \(links.joined(separator: ", ")).</p>"
  }

  /// Results of other profiles, which lie in folders beneath.
  private var others: String {
    let entries = try? FileManager.default.contentsOfDirectory(
      atPath: folders.results.path)
    return (entries ?? []).sorted().compactMap { name in
      let folder = folders.results.appendingPathComponent(name)
      let table = try? Table(
        reading: folder.appendingPathComponent("claims.csv"))
      guard let table, let words = try? table.cells(in: "verdict") else {
        return nil
      }
      let counts = ClaimVerdict.Verdict.allCases.map { verdict in
        let count = words.count {
          $0 == verdict.rawValue || $0.hasPrefix(verdict.rawValue + ":")
        }
        return "\(count) \(verdict.rawValue)"
      }
      let links = [("claims", "claims.md"), ("page", "report.html")]
        .compactMap {
          folders.link($0.0, folder.appendingPathComponent($0.1))
        }
      return "<p>More results lie in \(Markup.code(name)): "
        + "\(counts.joined(separator: ", ")). "
        + "\(links.joined(separator: ", "))</p>"
    }.joined()
  }

  private var contents: String {
    experiments.reduce(into: [String]()) { folders, experiment in
      if folders.last != experiment.folder { folders.append(experiment.folder) }
    }.map { " · " + Markup.link($0, to: "#" + Markup.id("p", $0)) }.joined()
  }
}
