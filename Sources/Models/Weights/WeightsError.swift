import Diagnostics

/// What can be wrong with the weights of a model, the file itself being sound.
///
/// Facts only; ``diagnosis`` says them in words.
public enum WeightsError: Error, Equatable {
  /// Names of no known tool; the first entry, if there is one, and the names
  /// that the model's weights may have.
  case unknownNames(file: String, entry: String?, known: [String])
  /// An entry that the tool of all others, or any tool, has not; the names of
  /// its that are missing.
  case unknown(file: String, entry: String, names: String, missing: [String])
  /// An entry with the name of another tool.
  case mixed(file: String, entry: String, names: String, others: String)
  /// A weight that the tool has no name for.
  case unnamed(file: String, names: String, weight: String, model: String)
  /// Two entries for one weight.
  case twice(file: String, entry: String, other: String)
  /// An entry for a block that the model does not have.
  case block(file: String, entry: String, model: String, blocks: Int)
  /// An entry for a part that the model does not have.
  case surplus(file: String, entry: String, model: String)
  /// A weight that is not there.
  case missing(file: String, entry: String, names: String, model: String)
  /// An entry with other extents.
  case shape(
    file: String, entry: String, extents: [Int], expected: [Int],
    model: String)
  /// A head of its own for a model whose head is its embedding.
  case untied(file: String, entry: String, other: String, model: String)
}

private let belonging = "use the weights that belong to the model"

extension WeightsError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .unknownNames(let file, let entry, let known):
      Diagnosis(
        entry.map { "entry '\($0)', like all others, has an unknown name" }
          ?? "the file has no entries", at: .init(file: file),
        expected: "names of one of: "
          + WeightNames.all.map(\.name).joined(separator: ", "),
        remedy: entry.flatMap { nearestWord(to: $0, among: known) }
          .map { "did you mean '\($0)'?" }
          ?? "export the model with one of these tools")
    case .unknown(let file, let entry, let names, let missing):
      Diagnosis(
        "entry '\(entry)' has an unknown name", at: .init(file: file),
        expected: "names of \(names), as the others have",
        remedy: nearestWord(to: entry, among: missing)
          .map { "did you mean '\($0)'?" } ?? belonging)
    case .mixed(let file, let entry, let names, let others):
      Diagnosis(
        "entry '\(entry)' is named as \(names) does", at: .init(file: file),
        expected: "names of \(others), as the others have",
        remedy: "export the model with one tool")
    case .unnamed(let file, let names, let weight, let model):
      Diagnosis(
        "\(names) has no name for '\(weight)' of model '\(model)'",
        at: .init(file: file), expected: "a model of the kind of \(names)",
        remedy: "use the model that belongs to the names, or other names")
    case .twice(let file, let entry, let other):
      Diagnosis(
        "entry '\(entry)' is the same weight as '\(other)'",
        at: .init(file: file), expected: "each weight once",
        remedy: "leave one of them out")
    case .block(let file, let entry, let model, let blocks):
      Diagnosis(
        "entry '\(entry)' is of a block that '\(model)' does not have",
        at: .init(file: file),
        expected: blocks == 1 ? "block 0" : "blocks 0 to \(blocks - 1)",
        remedy: belonging)
    case .surplus(let file, let entry, let model):
      Diagnosis(
        "entry '\(entry)' is of a part that '\(model)' does not have",
        at: .init(file: file), remedy: belonging)
    case .missing(let file, let entry, let names, let model):
      Diagnosis(
        "entry '\(entry)' is missing", at: .init(file: file),
        expected: "all weights of '\(model)' as \(names) names them",
        remedy: belonging)
    case .shape(let file, let entry, let extents, let expected, let model):
      Diagnosis(
        "entry '\(entry)' has the shape \(extents)", at: .init(file: file),
        expected: "\(expected), by the sizes of '\(model)'",
        remedy: belonging)
    case .untied(let file, let entry, let other, let model):
      Diagnosis(
        "entry '\(entry)' differs from '\(other)'", at: .init(file: file),
        expected: "the same values, for the head of '\(model)' is tied",
        remedy: "say 'head: separate' in the model's file, "
          + "where its architecture can")
    }
  }
}
