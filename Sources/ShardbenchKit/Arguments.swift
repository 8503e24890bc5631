import Diagnostics
import Experiments

/// The words behind a command, told apart.
struct Arguments {
  /// Words that are no options, in order.
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]
  /// The command that they stand behind.
  let command: any Command.Type
  /// What the program has besides what shardbench has.
  let extensions: Extensions

  /// Tells `words` apart by the options of `command`.
  ///
  /// - Throws: ``UsageError`` for options that it does not take.
  init(
    _ words: [String], of command: any Command.Type,
    extending extensions: Extensions = Extensions()
  ) throws {
    self.command = command
    self.extensions = extensions
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      try read(word, &rest)
    }
  }

  private mutating func read(_ word: String, _ rest: inout ArraySlice<String>)
    throws
  {
    let parts = Self.parts(of: word)
    guard let option = command.options.first(where: { $0.typed == parts[0] })
    else {
      throw UsageError.unknownOption(
        parts[0], command: command.name, known: command.options.map(\.typed))
    }
    var value = parts.count > 1 ? parts[1] : nil
    if option.value == nil {
      guard value == nil else {
        throw UsageError.valueForFlag(option.typed, command: command.name)
      }
      value = ""
    } else if value == nil, rest.first.map(isOption) != true {
      value = rest.popFirst()
    }
    guard let value else {
      throw UsageError.noValue(
        option.typed, value: option.value ?? "", command: command.name)
    }
    values[option.name, default: []].append(value)
  }

  /// Whether `word` is an option of the command and so no value; a value that
  /// looks like one can follow an equals sign.
  private func isOption(_ word: String) -> Bool {
    let typed = Self.parts(of: word)[0]
    return word.hasPrefix("-") && command.options.contains { $0.typed == typed }
  }

  /// `--key=value` and `-j2` in two, everything else whole.
  private static func parts(of word: String) -> [String] {
    if !word.hasPrefix("--"), word.count > 2 {
      return [String(word.prefix(2)), String(word.dropFirst(2))]
    }
    return word.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false
    ).map(String.init)
  }

  /// The workspace around the current folder, with the program's extensions.
  ///
  /// - Throws: ``WorkspaceError/notFound``.
  func workspace() throws -> Workspace { try Workspace(extending: extensions) }

  /// All settings and metrics.
  var vocabulary: Vocabulary { Vocabulary(extending: extensions) }

  /// The value of an option, the last if it was given several times.
  subscript(name: String) -> String? { values[name]?.last }

  /// All values of an option, in order.
  func all(_ name: String) -> [String] { values[name] ?? [] }

  /// Whether a flag was given.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// A whole number.
  func int(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = self[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError.badNumber(
        text, option: typed(name),
        expected: "a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }

  /// A number.
  func double(_ name: String, in range: ClosedRange<Double>) throws -> Double? {
    guard let text = self[name] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError.badNumber(
        text, option: typed(name),
        expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The value of an option that must be there.
  func required(_ name: String) throws -> String {
    guard let value = self[name] else {
      throw UsageError.missingOption(typed(name), command: command.name)
    }
    return value
  }

  private func typed(_ name: String) -> String {
    command.options.first { $0.name == name }?.typed ?? "--\(name)"
  }

  /// - Throws: ``UsageError/extraOperand(_:command:)`` if there are more than
  ///   `count` words that are no options.
  func expectOperands(atMost count: Int) throws {
    if operands.count > count {
      throw UsageError.extraOperand(operands[count], command: command.name)
    }
  }
}
