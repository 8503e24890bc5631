import Experiments
import Foundation
import Regression

/// What names a night: when, of what, where.
struct RunIdentity: Equatable {
  /// The run.
  var run: String
  /// When it began, UTC.
  var date: String
  /// The commit, with `-dirty` if sources differ from it; or the path of the
  /// program that was measured.
  var commit: String
  /// The machine.
  var machine: String

  /// An identity from its parts.
  init(run: String, date: String, commit: String, machine: String) {
    self.run = run
    self.date = date
    self.commit = commit
    self.machine = machine
  }

  /// The run that begins now in `workspace`, with a name that none of the
  /// runs in `known` has.
  ///
  /// - Parameter build: what is measured, if that is not the workspace's own.
  init(
    in workspace: Workspace, machine: String?, build: String? = nil,
    known: Set<String>
  ) {
    date = Date().formatted(.iso8601)
    commit = build ?? Git(workspace.root).describedCommit
    self.machine = machine ?? Self.thisMachine
    let digits = date.filter { $0 != "-" && $0 != ":" }
    let label = build.map { ($0 as NSString).lastPathComponent } ?? commit
    // Runs of one second are in the order of their names, and '.' is behind
    // '-'.
    let earlier = known.filter { $0.hasPrefix(digits) }.count
    run =
      digits + (earlier > 0 ? String(format: ".%03d", earlier + 1) : "") + "-"
      + label.prefix(8)
  }

  /// The name of this machine.
  static var thisMachine: String {
    var names = utsname()
    uname(&names)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
    }
    let system = "\(text(names.sysname)) \(text(names.machine))"
    let facts =
      (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let cpu = facts.split(separator: "\n")
      .first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
      .flatMap { $0.split(separator: ":").dropFirst().first }
    return HistoryRow.machineKey(
      cpu: cpu.map(String.init) ?? "unknown processor",
      cores: ProcessInfo.processInfo.activeProcessorCount, system: system)
  }
}
