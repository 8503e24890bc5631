import Documents

/// The values of settings, in order of their names.
///
///     var settings: Settings = ["loss": .real(0.1), "devices": .integer(8)]
///     settings["devices"]?.int  // 8
///
/// Invariant: names ascend strictly.
public struct Settings: Hashable, Sendable {
  /// A name and its value.
  public struct Element: Hashable, Sendable {
    /// The name of the setting.
    public var name: String
    /// Its value.
    public var value: SettingValue
  }

  private var elements: [Element] = []

  /// No settings.
  public init() {}

  /// The value called `name`. Complexity: O(log n) to read.
  public subscript(name: String) -> SettingValue? {
    get {
      let index = position(of: name)
      return holds(name, at: index) ? elements[index].value : nil
    }
    set {
      let index = position(of: name)
      switch (holds(name, at: index), newValue) {
      case (true, let value?): elements[index].value = value
      case (true, nil): elements.remove(at: index)
      case (false, let value?):
        elements.insert(Element(name: name, value: value), at: index)
      case (false, nil): break
      }
    }
  }

  /// The settings as a JSON object.
  public var json: JSONValue {
    .object(elements.map { .init($0.name, $0.value.json) })
  }

  private func holds(_ name: String, at index: Int) -> Bool {
    index < elements.count && elements[index].name == name
  }

  /// Where `name` is or would be.
  private func position(of name: String) -> Int {
    var (low, high) = (0, elements.count)
    while low < high {
      let middle = (low + high) / 2
      if elements[middle].name < name {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}

extension Settings: RandomAccessCollection {
  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of settings.
  public var endIndex: Int { elements.count }
  /// The setting at `index` in order of names.
  public subscript(index: Int) -> Element { elements[index] }
}

extension Settings: ExpressibleByDictionaryLiteral {
  /// Settings from a literal; of two values for a name the later counts.
  public init(dictionaryLiteral pairs: (String, SettingValue)...) {
    for (name, value) in pairs { self[name] = value }
  }
}

extension Settings: Codable {
  /// Reads a JSON object.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let pairs = try decoder.singleValueContainer()
      .decode([String: SettingValue].self)
    elements = pairs.map(Element.init).sorted { $0.name < $1.name }
  }

  /// Writes a JSON object.
  ///
  /// - Throws: `EncodingError`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Dictionary(uniqueKeysWithValues: elements.map { ($0.name, $0.value) }))
  }
}
