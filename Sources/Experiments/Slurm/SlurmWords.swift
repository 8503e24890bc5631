/// Tells apart the options in `text` as a shell does: by blanks, but not
/// within quotation marks of either kind, which fall away.
///
/// - Throws: ``SlurmError/openQuote(_:)``.
public func slurmWords(_ text: String) throws -> [String] {
  var words: [String] = []
  var word: String?
  var quote: Character?
  for character in text {
    if let open = quote {
      if character == open { quote = nil } else { word?.append(character) }
    } else if character == "'" || character == "\"" {
      quote = character
      word = word ?? ""
    } else if character.isWhitespace {
      if let done = word { words.append(done) }
      word = nil
    } else {
      word = (word ?? "") + String(character)
    }
  }
  guard quote == nil else { throw SlurmError.openQuote(text) }
  return words + (word.map { [$0] } ?? [])
}
