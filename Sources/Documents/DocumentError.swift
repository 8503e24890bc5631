import Diagnostics

/// What can be wrong with a document, as facts; the words are elsewhere.
public enum DocumentError: Error, Equatable {
  /// A place in a document.
  public typealias Location = Diagnosis.Location

  /// The file cannot be read.
  case unreadable(reason: String, file: String)
  /// The file has more than `limit` bytes.
  case tooLong(limit: Int, at: Location)
  /// A byte is not part of UTF-8 text.
  case notUTF8(at: Location)
  /// There is no document, or nothing in it.
  case empty(at: Location)
  /// A second document begins.
  case severalDocuments(at: Location)
  /// libyaml does not understand the text.
  case syntax(String, at: Location)
  /// A tab stands in the indentation.
  case tab(at: Location)
  /// A key occurs twice in one mapping.
  case duplicateKey(String, first: Location, at: Location)
  /// A key is a list or a mapping.
  case keyIsNoText(found: String, at: Location)
  /// A value has a tag such as `!!str`.
  case tag(String, at: Location)
  /// An alias names no anchor.
  case unknownAlias(String, known: [String], at: Location)
  /// An alias stands inside what it names.
  case recursiveAlias(String, at: Location)
  /// Nested beyond ``YAMLLimits/depth``.
  case tooDeep(at: Location)
  /// More values than `limit` once aliases are written out.
  case tooLarge(limit: Int, at: Location)

  /// The value is of another type.
  case wrongType(found: String, expected: String, at: Location)
  /// The value is of the right type and too small or too large.
  case outOfRange(found: String, expected: String, at: Location)
  /// The number is infinite or none.
  case notFinite(found: String, expected: String, at: Location)
  /// A number is in quotes, which makes it text.
  case quotedNumber(String, expected: String, at: Location)
  /// The word is not one of those known.
  case unknownWord(String, known: [String], at: Location)
  /// The mapping lacks a key.
  case missingKey(String, known: [String], at: Location)
  /// The mapping has a key that means nothing.
  case unknownKey(String, known: [String], at: Location)
  /// The unit is missing (empty) or not one of the dimension.
  case wrongUnit(String, of: String, dimension: Dimension, at: Location)
}
