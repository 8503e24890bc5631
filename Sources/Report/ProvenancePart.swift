import Diagnostics
import Figures
import Foundation
import MarkupText

/// Where the results of an experiment come from.
enum ProvenancePart {
  /// All that its provenance file says, and how long it took.
  static func html(_ experiment: ReportedExperiment) -> String {
    let record = experiment.record
    guard !record.isEmpty else {
      return "<p>Nothing is recorded of where these results come from.</p>"
    }
    let seeds = experiment.seeds
    let pairs: [(String, String?)] = [
      ("profile", record.profile?.escapedMarkup),
      ("points", record.points.map(points(record.failed))),
      ("seeds", seeds.isEmpty ? nil : seeds.joined(separator: " ")),
      ("computing", record.computing.map(Human.duration)),
      ("last run", record.waiting.map(Human.duration)),
      ("finished", record.moment?.escapedMarkup),
      ("commit", record.commit.map { commit($0, record.isDirty) }),
      ("manifest, SHA-256", record.manifestHash.map(Markup.code)),
      ("CSV, SHA-256", record.csvHash.map(Markup.code)),
      (
        "data",
        record.data.isEmpty
          ? nil
          : record.data.map {
            $0.name.escapedMarkup
              + ($0.sha256.map { " " + Markup.code(short($0)) } ?? "")
          }.joined(separator: ", ")
      ),
      ("machine", record.machine?.escapedMarkup),
      ("gnuplot", record.gnuplot?.escapedMarkup),
    ]
    let time = (record.computing ?? record.waiting).map {
      ", " + Human.duration(seconds: $0)
    }
    return Markup.folded(
      "Provenance: " + (record.commit.map(short) ?? "unknown code")
        + (time ?? ""),
      Markup.list(pairs))
  }

  /// A commit in words.
  static func commit(_ commit: String, _ isDirty: Bool?) -> String {
    Markup.code(short(commit))
      + (isDirty == true
        ? " and changes that were not committed"
        : isDirty == nil ? " (whether there were changes is not known)" : "")
  }

  /// Enough of a hash to find it.
  static func short(_ hash: String) -> String { String(hash.prefix(12)) }

  private static func points(_ failed: Int?) -> (Int) -> String {
    { "\($0)" + (failed.map { $0 == 0 ? "" : ", \($0) failed" } ?? "") }
  }
}
