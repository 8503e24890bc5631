import Diagnostics

extension DocumentError: Diagnosable {
  /// The fact in words. Text that is no YAML is bad data; YAML that asks for
  /// what does not exist is wrong usage.
  public var diagnosis: Diagnosis {
    switch self {
    case .unreadable(let reason, let file):
      Diagnosis(
        "cannot read the file: \(reason)", at: .init(file: file),
        expected: "a YAML file",
        remedy: "check the path and the permissions")
    case .tooLong(let limit, let place):
      Diagnosis(
        "the file is too long", at: place,
        expected: "at most \(limit) bytes",
        remedy: "split it, or check that it is the file you meant")
    case .notUTF8(let place):
      Diagnosis(
        "a byte here is not UTF-8", at: place, expected: "text in UTF-8",
        remedy: "save the file in UTF-8")
    case .empty(let place):
      Diagnosis(
        "the document is empty", at: place, expected: "a YAML document",
        remedy: "write something into it")
    case .severalDocuments(let place):
      Diagnosis(
        "a second document begins", at: place, expected: "one document",
        remedy: "remove the '---' or split the file")
    case .syntax(let problem, let place):
      Diagnosis(
        "not YAML: \(problem)", at: place,
        remedy: "check indentation, brackets and quotes up to here")
    case .tab(let place):
      Diagnosis(
        "a tab in the indentation", at: place, expected: "spaces",
        remedy: "replace tabs by spaces")
    case .duplicateKey(let key, let first, let place):
      Diagnosis(
        "key '\(shortened(key))' occurs twice", at: place,
        expected: "each key once",
        remedy: "remove this one or the one at \(first)")
    case .keyIsNoText(let found, let place):
      Diagnosis("a key is \(found)", at: place, expected: "text as key")
    case .tag(let tag, let place):
      Diagnosis(
        "tag '\(shortened(tag))' has no meaning here", at: place,
        expected: "a value without a tag",
        remedy: "remove it; quotes make a text")
    case .unknownAlias(let name, let known, let place):
      Diagnosis(
        "alias '*\(shortened(name))' names nothing", at: place,
        expected: "an anchor '&\(shortened(name))' further up",
        remedy: didYouMean(shortened(name), among: known))
    case .recursiveAlias(let name, let place):
      Diagnosis(
        "alias '*\(shortened(name))' stands inside what it names", at: place,
        expected: "an alias to a finished value",
        remedy: "write the value out")
    case .tooDeep(let place):
      Diagnosis(
        "nested too deeply", at: place,
        expected: "at most \(YAMLLimits.depth) levels",
        remedy: "check the brackets")
    case .tooLarge(let limit, let place):
      Diagnosis(
        "the document is too large", at: place,
        expected: "at most \(limit) values once aliases are written out",
        remedy: "use fewer aliases, or split the file")
    default: valueDiagnosis
    }
  }

  /// Words for values that are not what the reader asked for.
  private var valueDiagnosis: Diagnosis {
    switch self {
    case .wrongType(let found, let expected, let place):
      Diagnosis(
        "found \(found)", at: place, expected: expected, exit: .usage)
    case .outOfRange(let found, let expected, let place):
      Diagnosis(
        "\(found) is out of range", at: place, expected: expected,
        exit: .usage)
    case .notFinite(let found, let expected, let place):
      Diagnosis(
        "\(found) is not a finite number", at: place, expected: expected,
        exit: .usage)
    case .quotedNumber(let text, let expected, let place):
      Diagnosis(
        "found the text \"\(text)\"", at: place, expected: expected,
        remedy: "remove the quotes", exit: .usage)
    case .unknownWord(let word, let known, let place):
      Diagnosis(
        "unknown word '\(word)'", at: place,
        expected: "one of: " + known.joined(separator: ", "),
        remedy: didYouMean(word, among: known), exit: .usage)
    case .missingKey(let key, let known, let place):
      Diagnosis(
        "key '\(key)' is missing", at: place,
        expected: "the keys " + known.joined(separator: ", "),
        remedy: "add '\(key):'", exit: .usage)
    case .unknownKey(let key, let known, let place):
      Diagnosis(
        "unknown key '\(shortened(key))'", at: place,
        expected: "one of: " + known.joined(separator: ", "),
        remedy: didYouMean(shortened(key), among: known), exit: .usage)
    case .wrongUnit(let unit, let value, let dimension, let place):
      Diagnosis(
        unit.isEmpty
          ? "\(value) has no unit"
          : "'\(unit)' is not a unit of \(dimension.rawValue)",
        at: place,
        expected: "one of: " + dimension.unitNames.joined(separator: ", "),
        remedy: unit.isEmpty
          ? "write the unit after the number"
          : didYouMean(unit, among: dimension.unitNames), exit: .usage)
    default: Diagnosis("the document is not as it should be")
    }
  }
}
