import Diagnostics

/// What can keep a package from being written.
enum ScaffoldError: Error, Equatable {
  case badName(String)
  case takenName(String, kind: String)
  case exists(String)
  case noPackage(folder: String, kind: String)
  case ownCheckout(folder: String)
  case noProgram(folder: String)
  case noList(file: String, list: String, type: String)
  case noSources(folder: String)
  case noTests(folder: String)
}

extension ScaffoldError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .badName(let name):
      Diagnosis(
        "'\(name)' is no name for something new",
        expected: "lower-case letters, digits and single dashes, a letter "
          + "first, such as my-split",
        remedy: "give it another name", exit: .usage)
    case .takenName(let name, let kind):
      Diagnosis(
        "a \(kind) cannot be called '\(name)': the name is taken",
        remedy: "give it another name", exit: .usage)
    case .exists(let file):
      Diagnosis(
        "the file is there already", at: .init(file: file),
        remedy: "nothing was written; give another name, or move the file "
          + "away", exit: .usage)
    case .noPackage(let folder, let kind):
      Diagnosis(
        "'\(folder)' has no Package.swift to add a \(kind) to",
        remedy: "begin one with 'shardbench new scheme NAME', or name its "
          + "folder with --folder", exit: .usage)
    case .ownCheckout(let folder):
      Diagnosis(
        "'\(folder)' is shardbench itself",
        remedy: "name another folder with --folder; in shardbench a scheme is "
          + "a file in Sources/Schemes and a line in SchemeRegistry.swift",
        exit: .usage)
    case .noProgram(let folder):
      Diagnosis(
        "no main.swift below '\(folder)/Sources' calls Shardbench.main",
        expected: "a package that 'shardbench new scheme' wrote, or one alike",
        remedy: "name its folder with --folder", exit: .usage)
    case .noList(let file, let list, let type):
      Diagnosis(
        "there is no '\(list): [' to add to", at: .init(file: file),
        expected: "Shardbench.main(schemes: [...], collectives: [...])",
        remedy: "nothing was written; add '\(list): []', and 'new' puts "
          + "\(type)() into it", exit: .usage)
    case .noSources(let folder):
      Diagnosis(
        "'\(folder)', where this program was compiled, is no checkout of "
          + "shardbench",
        remedy: "name a repository with --from, or set SHARDBENCH_BASE",
        exit: .usage)
    case .noTests(let folder):
      Diagnosis(
        "'\(folder)' has no folder of tests for its program",
        expected: "Tests with one folder in it",
        remedy: "nothing was written; make the folder and its target",
        exit: .usage)
    }
  }
}
