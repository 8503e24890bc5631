/// One word of the command line, with what it takes and does.
protocol Command: Sendable {
  /// The word.
  static var name: String { get }
  /// One line about it, for the list of commands.
  static var summary: String { get }
  /// What stands behind the word besides options, for the usage line.
  static var operands: String { get }
  /// The options that it takes.
  static var options: [CommandOption] { get }
  /// Examples and remarks.
  static var details: String { get }
  /// Does it.
  static func run(_ arguments: Arguments) throws
}

/// An option of a command.
struct CommandOption: Sendable {
  /// The name without its dashes.
  let name: String
  /// What its value is called in help; `nil` for a flag.
  let value: String?
  /// What it does, in one line.
  let summary: String

  /// An option with a value.
  init(_ name: String, _ value: String, _ summary: String) {
    self.name = name
    self.value = value
    self.summary = summary
  }

  /// A flag.
  init(_ name: String, _ summary: String) {
    self.name = name
    value = nil
    self.summary = summary
  }

  /// As it is typed: one letter takes one dash.
  var typed: String { (name.count == 1 ? "-" : "--") + name }
}
