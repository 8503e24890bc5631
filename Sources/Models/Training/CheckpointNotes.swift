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

  /// Checks that the note says `expected`.
  func require(_ name: String, _ expected: String) throws {
    let found = try text(name)
    guard found == expected else {
      throw TrainingError.checkpoint(
        file: file, entry: name, .value(found, expected: expected))
    }
  }
}
