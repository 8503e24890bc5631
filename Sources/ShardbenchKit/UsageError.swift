import Diagnostics

/// What can be wrong with a command line.
enum UsageError: Error, Equatable {
  case unknownCommand(String, known: [String])
  case unknownOption(String, command: String, known: [String])
  case valueForFlag(String, command: String)
  case noValue(String, value: String, command: String)
  case badNumber(String, option: String, expected: String)
  case badChoice(String, option: String, known: [String])
  case missingOption(String, command: String)
  case missingOperand(String, command: String)
  case extraOperand(String, command: String)
  case together(String, String)
  case needs(String, String)
  case unknownName(String, known: [String])
  case notWritable(String, reason: String)
  /// Several devices, and nothing that says how they share the work.
  case noScheme(devices: Int)
}

extension UsageError: Diagnosable {
  var diagnosis: Diagnosis {
    switch self {
    case .unknownCommand(let word, let known):
      usage("there is no command '\(word)'", didYouMean(word, among: known))
    case .unknownOption(let word, let command, let known):
      usage(
        "'\(command)' takes no option \(word)", didYouMean(word, among: known))
    case .valueForFlag(let option, let command):
      usage("\(option) takes no value", seeHelp(command))
    case .noValue(let option, let value, let command):
      usage("\(option) needs a value: \(option) \(value)", seeHelp(command))
    case .badNumber(let text, let option, let expected):
      Diagnosis(
        "\(option) is '\(text)'", expected: expected, exit: .usage)
    case .badChoice(let word, let option, let known):
      Diagnosis(
        "\(option) is '\(word)'", expected: known.joined(separator: " or "),
        exit: .usage)
    case .missingOption(let option, let command):
      usage("'\(command)' needs \(option)", seeHelp(command))
    case .missingOperand(let what, let command):
      usage("'\(command)' needs \(what)", seeHelp(command))
    case .extraOperand(let word, let command):
      usage(
        "'\(command)' does not know what to do with '\(word)'",
        seeHelp(command))
    case .together(let one, let other):
      usage("\(one) and \(other) exclude each other", "give one of them")
    case .needs(let one, let other):
      usage("\(one) means nothing without \(other)", "give both")
    case .unknownName(let name, let known):
      usage(
        "nothing is called '\(name)'",
        nearestWord(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? "see 'shardbench list'")
    case .noScheme(let devices):
      usage(
        "nothing says how \(devices) devices share the work",
        "add --scheme; 'shardbench list schemes' has them all")
    case .notWritable(let file, let reason):
      Diagnosis(
        "cannot write the file: \(reason)", at: .init(file: file),
        remedy: "check the folder, its permissions and the disk's space")
    }
  }

  private func usage(_ problem: String, _ remedy: String) -> Diagnosis {
    Diagnosis(problem, remedy: remedy, exit: .usage)
  }

  private func seeHelp(_ command: String) -> String {
    "see 'shardbench \(command) --help'"
  }
}
