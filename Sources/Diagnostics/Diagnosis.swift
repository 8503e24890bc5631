/// What went wrong, where, what was expected instead, and what to do about it.
///
/// Library code throws enums of facts that conform to ``Diagnosable``; a
/// diagnosis is the one form in which such a fact reaches a person.
public struct Diagnosis: Equatable, Sendable {
  /// The process exit status that a failure leads to (after BSD sysexits; 128
  /// and the number of the signal for what was stopped).
  public enum Exit: Int32, Sendable {
    /// The command line or a manifest asks for something that does not exist.
    case usage = 64
    /// A file holds something other than it should.
    case data = 65
    /// A defect of shardbench itself, or of the machine it runs on.
    case software = 70
    /// Somebody else has in use what is needed; later it works.
    case busy = 75
    /// SIGINT stopped it.
    case interrupted = 130
    /// SIGTERM stopped it.
    case terminated = 143
  }

  /// A place in a file; lines and columns count from 1.
  public struct Location: Equatable, Sendable, CustomStringConvertible {
    /// The path as the user gave it.
    public var file: String
    /// Line, if the fact belongs to one.
    public var line: Int?
    /// Column, if the fact belongs to one.
    public var column: Int?

    /// A place in `file`; lines and columns count from 1.
    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }

    /// `file:line:column`, with the parts that are known.
    public var description: String {
      [file, line.map(String.init), column.map(String.init)]
        .compactMap { $0 }.joined(separator: ":")
    }
  }

  /// Where the problem lies, if it lies in a file.
  public var location: Location?
  /// What is wrong, in one sentence without a full stop.
  public var problem: String
  /// What would have been right.
  public var expected: String?
  /// What the user can do.
  public var remedy: String?
  /// The exit status that it leads to.
  public var exit: Exit

  /// A diagnosis from its parts; see the properties.
  public init(
    _ problem: String, at location: Location? = nil, expected: String? = nil,
    remedy: String? = nil, exit: Exit = .data
  ) {
    self.location = location
    self.problem = problem
    self.expected = expected
    self.remedy = remedy
    self.exit = exit
  }

  /// The text that a terminal shows; no trailing newline.
  public var text: String {
    var lines = [(location.map { "\($0): " } ?? "") + "error: " + problem]
    if let expected { lines.append("  expected: " + expected) }
    if let remedy { lines.append("  remedy: " + remedy) }
    return lines.joined(separator: "\n")
  }
}

/// A fact about a failure that knows how to be told to a person.
public protocol Diagnosable: Error, CustomStringConvertible {
  /// The fact in words, with place, expectation, remedy and exit status.
  var diagnosis: Diagnosis { get }
}

extension Diagnosable {
  /// The text of the diagnosis.
  public var description: String { diagnosis.text }
}

extension Diagnosis {
  /// The diagnosis of any error: its own if it has one, else an internal one.
  public init(of error: any Error) {
    if let fact = error as? any Diagnosable {
      self = fact.diagnosis
    } else {
      self.init(
        "\(error)", remedy: "this is a defect; please report it",
        exit: .software)
    }
  }
}

/// A count with its noun: `1 point`, `3 points`.
public func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
