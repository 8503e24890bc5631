import Documents
import Experiments
import Foundation
import Models
import Platforms
import Regression
import Tables

extension FuzzTarget {
  /// All readers of files that people or other programs write.
  ///
  /// - Parameter workspace: whose files are the undamaged ones.
  /// - Throws: what simulating a small model throws.
  public static func all(in workspace: Workspace) throws -> [FuzzTarget] {
    documents(in: workspace) + tables(in: workspace) + histories + weights
      + [try trace(in: workspace)]
  }

  private static func documents(in workspace: Workspace) -> [FuzzTarget] {
    let vocabulary = Vocabulary.standard
    let words = [
      "~", "[]", "{}", "*x", "&x ", "<<: ", "!!str ", ": ", "\n", "  ", "- ",
      "{from: 0, to: 1, step: 1e-9}", "profiles", "sweep", "zip", "exclude",
      "claims", "figures", "value", "unit", "evidence", "\t", "---\n",
    ]
    return [
      FuzzTarget(
        "manifest", file: "m.yaml",
        corpus: workspace.experiments().compactMap {
          (try? workspace.manifest($0)).flatMap(bytes)
        }, words: words + vocabulary.settingNames
      ) { file in
        let manifest = try Manifest(
          contentsOf: file.path, vocabulary: vocabulary, profile: "quick")
        if let size = manifest.sweep.size, size < 2000 {
          _ = try manifest.sweep.expand()
        }
      },
      FuzzTarget(
        "model", file: "m.yaml",
        corpus: files(in: "experiments/models", of: workspace), words: words
      ) { _ = try ModelFile(file: $0) },
      FuzzTarget(
        "platform", file: "p.yaml",
        corpus: files(in: "experiments/platforms", of: workspace), words: words
      ) { _ = try Platform(file: $0) },
    ]
  }

  private static func tables(in workspace: Workspace) -> [FuzzTarget] {
    let csv = files(in: "results", of: workspace, suffix: ".csv")
      .map(firstLines(of:))
    let words = [",", "\n", "\r\n", "\"", "\"\"", ",,", "scheme", "seed"]
    return [
      FuzzTarget("csv", file: "t.csv", corpus: csv, words: words) { file in
        let table = try Table(reading: file)
        for column in table.columns { _ = try table.cells(in: column) }
        _ = table.csvText
      },
      FuzzTarget(
        "verdicts", file: "verdicts.csv",
        corpus: ["results/verdicts.csv"].compactMap {
          bytes(workspace.url($0)).map(firstLines(of:))
        }, words: words + ["reproduced", "not testable here"]
      ) { _ = try AcceptedVerdicts(in: $0.deletingLastPathComponent()) },
      FuzzTarget("journal", file: "j.jsonl", corpus: [journal]) {
        _ = try RunLog.read($0.path)
      },
      FuzzTarget(
        "provenance", file: "p.json",
        corpus: files(in: "results", of: workspace, suffix: ".json")
          .map { Array($0.prefix(4000)) }
      ) { _ = try Provenance.profile(in: $0) },
    ]
  }

  /// A history of measurements, which is judged where it can be read.
  private static var histories: [FuzzTarget] {
    let machine = "a processor; 2 cores; an OS"
    let rows = (1...24).flatMap { (run: Int) -> [HistoryRow] in
      [HistoryRow.Family.deterministic, .counted, .wall].map { family in
        HistoryRow(
          run: "r\(run)",
          date: "2026-01-\(run < 10 ? "0" : "")\(run)T04:00:00Z",
          commit: "c\(run)", machine: machine, series: family.rawValue,
          family: family, unit: "s", value: 100 + Double(run % 5),
          repetitions: 5, spreadPercent: 1, duration: 0.5,
          base: run == 24 && family == .wall
            ? HistoryRow.Base(run: "r1", value: 99.5) : nil)
      }
    }
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("history-\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: scratch) }
    _ = try? History.append(rows, to: scratch)
    let history = bytes(scratch) ?? []
    let accepted =
      Acceptances.columns.joined(separator: ",")
      + "\n\(machine),wall,r20,c20,\"faster, and meant\"\n*,*,r3,c3,new\n"
    return [
      FuzzTarget(
        "history", file: "history.csv", corpus: [history],
        words: [",", "\n", "\"", "wall", "counted", "up", "down", "r24"]
      ) {
        let history = try History(reading: $0)
        _ = try Comparison(
          of: history, accepted: Acceptances(), machine: machine
        ).text
      },
      FuzzTarget(
        "accepted", file: "accepted.csv", corpus: [Array(accepted.utf8)],
        words: [",", "\n", "\"", "*"]
      ) { _ = try Acceptances(reading: $0) },
    ]
  }

  /// Lines such as a run writes.
  private static var journal: [UInt8] {
    let failure = #"{"exit":65,"problem":"p","remedy":"r"}"#
    return Array(
      """
      {"identity":"a","point":"b","seconds":0.25,"values":{"latency_s":1.5}}
      {"failure":\(failure),"identity":"c","values":{}}
      {"identity":"d","values":{"misfit":"RAM","x":null,"y":-1e-300}}

      """.utf8)
  }

  private static func files(
    in folder: String, of workspace: Workspace, suffix: String = ".yaml"
  ) -> [[UInt8]] {
    let names =
      (try? FileManager.default.contentsOfDirectory(
        atPath: workspace.url(folder).path)) ?? []
    return names.filter { $0.hasSuffix(suffix) }.sorted().compactMap {
      bytes(workspace.url("\(folder)/\($0)"))
    }
  }

  /// Some whole lines: long files make for few inputs.
  private static func firstLines(of file: [UInt8]) -> [UInt8] {
    let part = file.prefix(4000)
    let end = part.lastIndex(of: 10) ?? part.endIndex - 1
    return Array(part[...end])
  }

  private static func bytes(_ file: URL) -> [UInt8]? {
    (try? Data(contentsOf: file)).map { [UInt8]($0) }
  }
}
