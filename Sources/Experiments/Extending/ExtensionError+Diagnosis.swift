import Diagnostics

extension ExtensionError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .taken(let kind, let name):
      Diagnosis(
        "the \(kind) '\(name)' is there twice",
        expected: "a name that nothing else in the program has",
        remedy: "give the \(kind) that this program adds another name",
        exit: .usage)
    case .badName(let kind, let name):
      Diagnosis(
        "the \(kind) '\(name)' has a name that manifests cannot have",
        expected: kind == "metric"
          ? "lower-case letters, digits and '_', a letter first"
          : "lower-case letters, digits, '-' and '_', a letter or digit first "
            + "and last",
        remedy: "give the \(kind) that this program adds another name",
        exit: .usage)
    }
  }
}
