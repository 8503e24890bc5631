import Foundation

/// What a provenance file says of a run. Any of it may be missing: older runs
/// recorded less.
struct RunRecord {
  /// A file that the run read, with its hash.
  struct DataFile {
    var name: String
    var sha256: String?
  }

  private let root: [String: Any]

  /// The record in `file`; one that says nothing if there is none, or no JSON.
  init(reading file: URL) {
    let data = try? Data(contentsOf: file)
    let value = data.flatMap { try? JSONSerialization.jsonObject(with: $0) }
    root = value as? [String: Any] ?? [:]
  }

  private func value<Value>(_ path: String..., as: Value.Type = Value.self)
    -> Value?
  {
    let folder = path.dropLast().reduce(Optional(root)) {
      $0?[$1] as? [String: Any]
    }
    return path.last.flatMap { folder?[$0] as? Value }
  }

  /// Whether anything is known.
  var isEmpty: Bool { root.isEmpty }
  var profile: String? { value("profile") }
  var points: Int? { value("points") }
  var failed: Int? { value("failed") }
  var csvHash: String? { value("csv_sha256") }
  var manifestHash: String? { value("manifest_sha256") }
  var commit: String? { value("code", "commit") }
  /// Whether the code was changed after that commit.
  var isDirty: Bool? { value("code", "dirty") }
  var gnuplot: String? { value("code", "gnuplot") }
  var cpu: String? { value("machine", "cpu") }
  var cores: Int? { value("machine", "cores") }
  var system: String? { value("machine", "os") }

  /// When the run ended, in the words of the file.
  var moment: String? {
    for key in ["finished", "ended", "date", "when", "time", "started"] {
      if let text: String = value(key) { return text }
    }
    return nil
  }

  /// Seconds that computing the rows took, cached ones included; `nil` unless
  /// known of each.
  var computing: Double? {
    guard let rows: [Any] = value("row_s") else { return nil }
    let known = rows.compactMap { ($0 as? NSNumber)?.doubleValue }
    return known.count == rows.count ? known.reduce(0, +) : nil
  }

  /// Seconds that the last run took by the clock; what was cached took none.
  var waiting: Double? { (value("wall_s") as NSNumber?)?.doubleValue }

  /// What a machine is called.
  var machine: String? {
    let parts = [cpu, cores.map { "\($0) cores" }, system].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// The files that the run read.
  var data: [DataFile] {
    let entries: [[String: Any]] = value("data") ?? []
    return entries.flatMap { entry -> [DataFile] in
      if let name = entry["file"] as? String {
        return [DataFile(name: name, sha256: entry["sha256"] as? String)]
      }
      let files = entry["files"] as? [[String: Any]] ?? []
      let named = files.compactMap { file in
        (file["file"] as? String).map {
          DataFile(name: $0, sha256: file["sha256"] as? String)
        }
      }
      let set = entry["set"] as? String
      return named.isEmpty ? set.map { [DataFile(name: $0)] } ?? [] : named
    }
  }
}
