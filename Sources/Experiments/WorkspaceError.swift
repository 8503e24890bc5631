import Diagnostics

/// What can be missing in a workspace.
public enum WorkspaceError: Error, Equatable {
  /// No folder with experiments, in the place that was named if one was.
  case notFound(String?)
  /// The folder of shardbench itself, with models and platforms, is gone.
  case noBase(String)
  /// A model, platform or experiment that is not there.
  case unknown(kind: String, name: String, known: [String])
  /// Real data that a point stands on.
  case noData(file: String)
}

extension WorkspaceError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .notFound(let home):
      Diagnosis(
        home.map { "SHARDBENCH_HOME is '\($0)', which has no experiments" }
          ?? "no experiments here nor in any folder above",
        expected: "a folder with experiments/models, or a package with "
          + "experiments",
        remedy:
          "run in a checkout of shardbench, or set SHARDBENCH_HOME to one",
        exit: .usage)
    case .noBase(let folder):
      Diagnosis(
        "'\(folder)', where shardbench was compiled, has no experiments",
        expected: "shardbench's own folder, for its models and platforms",
        remedy: "set SHARDBENCH_BASE to a checkout of shardbench",
        exit: .usage)
    case .unknown(let kind, let name, let known):
      Diagnosis(
        "there is no \(kind) '\(name)'",
        expected: known.isEmpty ? nil : known.joined(separator: ", "),
        remedy: nearestWord(to: name, among: known + withoutFolder(known))
          .map { "did you mean '\($0)'?" } ?? didYouMean(name, among: known),
        exit: .usage)
    case .noData(let file):
      Diagnosis(
        "there is no such data file", at: .init(file: file),
        remedy: "run 'make data', or set SHARDBENCH_DATA to the folder that "
          + "has it")
    }
  }
}

/// Experiments go by their name without its folder too.
private func withoutFolder(_ names: [String]) -> [String] {
  names.compactMap { $0.split(separator: "/").last.map(String.init) }
}
