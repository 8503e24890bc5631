import Experiments
import Foundation
import Tables

/// An experiment with all that is known of its results.
struct ReportedExperiment {
  /// The manifest as `folder/name`.
  let path: String
  let manifest: Manifest
  /// The rows; `nil` if there are no results.
  let table: Table?
  let record: RunRecord
  let verdicts: [ClaimVerdict]

  /// Reads what belongs to the manifest `path`.
  ///
  /// - Throws: what reading the manifest or a malformed CSV file throws.
  init(
    _ path: String, _ verdicts: [ClaimVerdict], results: URL,
    _ workspace: Workspace
  ) throws {
    self.path = path
    let file = try workspace.manifest(path).relativePath
    let vocabulary = Vocabulary(extending: workspace.extensions)
    let whole = try Manifest(contentsOf: file, vocabulary: vocabulary)
    record = RunRecord(
      reading: results.appendingPathComponent(
        "\(whole.experiment).provenance.json"))
    if let profile = record.profile, whole.profiles.contains(profile) {
      manifest = try Manifest(
        contentsOf: file, vocabulary: vocabulary, profile: profile)
    } else {
      manifest = whole
    }
    do {
      table = try Table(
        reading: results.appendingPathComponent("\(whole.experiment).csv"))
    } catch TableError.missing {
      table = nil
    }
    self.verdicts = verdicts.filter { $0.experiment == whole.experiment }
  }

  var name: String { manifest.experiment }
  /// The folder of the manifest, which stands for a paper.
  var folder: String { String(path.prefix { $0 != "/" }) }
  /// The anchor of its section.
  var id: String { Markup.id("e", name) }

  /// The command that computes its rows, or those of one claim.
  func command(_ claim: Claim? = nil) -> String {
    let profile = claim?.profile ?? record.profile
    return "shardbench run \(path)" + (profile.map { " --profile \($0)" } ?? "")
  }

  /// The platforms that its times and energies are of, in order of names.
  var platforms: [String] {
    guard let cells = try? table?.cells(in: "platform") else {
      return manifest.sweep.fixed["platform"]?.word.map { [$0] } ?? []
    }
    return Set(cells).subtracting([""]).sorted()
  }

  /// The seeds of its rows.
  var seeds: [String] {
    let cells = (try? table?.cells(in: "seed")) ?? []
    return Set(cells).sorted { ($0.count, $0) < ($1.count, $1) }
  }
}
