/// What a point yields: numbers by metric, and texts of metrics that are texts.
///
/// As JSON one object, `{"fits": 0, "misfit": "device 3 needs ..."}`.
public struct PointValues: Hashable, Sendable {
  /// The numbers.
  public var numbers: [String: Double]
  /// The texts; empty ones too.
  public var texts: [String: String]

  /// Values from their parts.
  public init(_ numbers: [String: Double], texts: [String: String] = [:]) {
    self.numbers = numbers
    self.texts = texts
  }

  /// The number of `metric`, if it has one.
  public subscript(metric: String) -> Double? {
    get { numbers[metric] }
    set { numbers[metric] = newValue }
  }

  /// How many metrics have a value.
  public var count: Int { numbers.count + texts.count }

  /// Takes in `others`, which count where both have a value.
  mutating func merge(_ others: PointValues) {
    numbers.merge(others.numbers) { $1 }
    texts.merge(others.texts) { $1 }
  }

  /// Whether `metric` has a value.
  public func has(_ metric: String) -> Bool {
    numbers[metric] != nil || texts[metric] != nil
  }
}

extension PointValues: ExpressibleByDictionaryLiteral {
  /// Numbers alone.
  public init(dictionaryLiteral elements: (String, Double)...) {
    self.init(Dictionary(elements) { $1 })
  }
}

extension PointValues: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads an object of numbers and texts; numbers that JSON has no digits for
  /// as the decoder has them.
  ///
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    self.init([:])
    let container = try decoder.container(keyedBy: Name.self)
    for name in container.allKeys {
      if let number = try? container.decode(Double.self, forKey: name) {
        numbers[name.stringValue] = number
      } else {
        texts[name.stringValue] = try container.decode(
          String.self, forKey: name)
      }
    }
  }

  /// Writes an object of numbers and texts.
  ///
  /// - Throws: `EncodingError`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, number) in numbers {
      try container.encode(number, forKey: Name(stringValue: name))
    }
    for (name, text) in texts {
      try container.encode(text, forKey: Name(stringValue: name))
    }
  }
}
