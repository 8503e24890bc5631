import Cluster
import Documents
import struct Foundation.URL
import Tensors

extension Platform {
  /// Reads experiments/platforms/*.yaml.
  ///
  /// Every constant is a mapping `{ value: 10.3 GB/s, evidence: fitted,
  /// source: "..." }`. The `network` is what all accountings share; each may
  /// replace some of its constants.
  ///
  /// - Throws: ``DocumentError`` with line and column.
  public init(file: URL) throws {
    let root = try Node(contentsOf: file.relativePath)
    var reader = try MappingReader(
      root,
      keys: [
        "platform", "summary", "device", "network", "accounting", "formats",
        "collective", "shares",
      ])
    name = try reader.required("platform").string()
    summary = try reader.required("summary").string()
    device = try DeviceModel(reader.required("device"))
    let network = try reader.required("network")
    let accounting = try reader.required("accounting")
    accountings = try accounting.mapping().map {
      try Accounting(name: $0.name, $0.value, network: network)
    }
    guard !accountings.isEmpty else {
      throw DocumentError.wrongType(
        found: "nothing", expected: "at least one accounting",
        at: accounting.location)
    }
    defaults = try Defaults(
      formats: reader.required("formats"),
      collective: reader.required("collective"))
    defaults.shares = try reader.optional("shares")?.word() ?? .any
    try reader.finish()
  }
}

extension Platform.Accounting {
  init(name: String, _ node: Node, network: Node) throws {
    guard ["paper", "physical"].contains(name) else {
      throw DocumentError.unknownKey(
        name, known: ["paper", "physical"], at: node.location)
    }
    var reader = try MappingReader(
      node, keys: ["network", "control", "waiting", "formulas", "loads"])
    self.name = name
    self.network = try NetworkModel(
      network, overriding: reader.optional("network"))
    countsControl = try reader.required("control").bool()
    countsWaiting = try reader.required("waiting").bool()
    countsByFormula = try reader.optional("formulas")?.bool() ?? false
    hidesLoads =
      try reader.optional("loads")?.word(of: ["hidden", "waited-for"])
      == "hidden"
    try reader.finish()
  }
}

extension Platform.Defaults {
  init(formats: Node, collective: Node) throws {
    var reader = try MappingReader(
      formats, keys: ["weights", "activations", "messages"])
    weights = try reader.required("weights").word()
    activations = try reader.required("activations").word()
    messages = try reader.required("messages").word()
    try reader.finish()
    allReduce = try collective.word(of: AllReduceAlgorithm.names)
  }
}

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
}
