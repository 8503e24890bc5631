import Documents
import Tensors

extension Node {
  /// One of the words of an enumeration.
  ///
  /// - Throws: ``DocumentError/unknownWord(_:known:at:)``.
  func word<Word: RawRepresentable & CaseIterable>() throws -> Word
  where Word.RawValue == String {
    let words = Word.allCases.map(\.rawValue)
    let text = try word(of: words)
    guard let word = Word(rawValue: text) else {
      throw DocumentError.unknownWord(text, known: words, at: location)
    }
    return word
  }

  /// A constant with its evidence and source.
  func constant<Tag>(
    _ dimension: Dimension,
    in range: ClosedRange<Double> = 0 ... .greatestFiniteMagnitude
  ) throws -> Constant<Tag> {
    var reader = try MappingReader(self, keys: ["value", "evidence", "source"])
    let value = try reader.required("value").quantity(dimension, in: range)
    let evidence: Evidence = try reader.required("evidence").word()
    let source = try reader.required("source").string()
    try reader.finish()
    return Constant(Quantity(value), evidence, source: source)
  }

  /// A constant that is a whole number.
  func count(in range: ClosedRange<Int>) throws -> Constant<UnitTag.One> {
    try pureNumber { Double(try $0.int(in: range)) }
  }

  /// A constant without a unit.
  func number(in range: ClosedRange<Double>) throws -> Constant<UnitTag.One> {
    try pureNumber { try $0.double(in: range) }
  }

  private func pureNumber(_ read: (Node) throws -> Double) throws -> Constant<
    UnitTag.One
  > {
    var reader = try MappingReader(self, keys: ["value", "evidence", "source"])
    let value = try read(reader.required("value"))
    let evidence: Evidence = try reader.required("evidence").word()
    let source = try reader.required("source").string()
    try reader.finish()
    return Constant(Quantity(value), evidence, source: source)
  }

  /// A constant that must not be zero, because something is divided by it.
  func rate<Tag>(_ dimension: Dimension) throws -> Constant<Tag> {
    try constant(
      dimension, in: .leastNonzeroMagnitude ... .greatestFiniteMagnitude)
  }

  /// Relative sizes of devices, as a list.
  func proportions() throws -> Proportions {
    let values = try sequence().map { try $0.double(in: Proportions.range) }
    guard let proportions = Proportions(values) else {
      throw DocumentError.wrongType(
        found: "an empty list", expected: "a number for each device, or fewer",
        at: location)
    }
    return proportions
  }

  /// The kind of kernel that has this name.
  func kernel() throws -> Kernel {
    let names = Kernel.allCases.map(\.name)
    let name = try word(of: names)
    guard let kernel = Kernel.allCases.first(where: { $0.name == name }) else {
      throw DocumentError.unknownWord(name, known: names, at: location)
    }
    return kernel
  }
}
