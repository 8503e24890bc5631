/// The notes of a checkpoint, read with errors that name file and note.
struct CheckpointNotes {
  let file: String
  let notes: [String: String]

  func has(_ name: String) -> Bool { notes[name] != nil }

  func text(_ name: String) throws -> String {
    guard let text = notes[name] else {
      throw TrainingError.checkpoint(file: file, entry: name, .missing)
    }
    return text
  }

  func value<Value>(
    _ name: String, expected: String, _ parse: (String) -> Value?
  ) throws -> Value {
    let text = try text(name)
    guard let value = parse(text) else {
      throw TrainingError.checkpoint(
        file: file, entry: name, .value(text, expected: expected))
    }
    return value
  }

  func count(_ name: String) throws -> Int {
    try value(name, expected: "a whole number from 0") { text in
      Int(text).flatMap { $0 >= 0 ? $0 : nil }
    }
  }

  func number(_ name: String) throws -> Double {
    try value(name, expected: "a finite number") { text in
      Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// Checks that the note says `expected`; of several lines the error shows
  /// those that differ.
  func require(_ name: String, _ expected: String) throws {
    let found = try text(name)
    guard found != expected else { return }
    let lines = [found, expected].map { $0.split(separator: "\n") }
    func only(_ one: Int) -> String {
      guard lines[0].count > 1, lines[1].count > 1 else {
        return [found, expected][one]
      }
      let own = lines[one].filter { !lines[1 - one].contains($0) }
      return own.isEmpty ? "nothing more" : own.joined(separator: ", ")
    }
    throw TrainingError.checkpoint(
      file: file, entry: name, .value(only(0), expected: only(1)))
  }
}
