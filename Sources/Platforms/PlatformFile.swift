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
  /// - Parameters:
  ///   - file: the file.
  ///   - collectives: the names that its `collective` may have.
  /// - Throws: `DocumentError` with line and column.
  public init(
    file: URL, collectives: [String] = AllReduceAlgorithm.names
  ) throws {
    try self.init(
      Node(contentsOf: file.relativePath), collectives: collectives)
  }

  /// Reads the same from `text`, which errors call `name`.
  ///
  /// - Throws: `DocumentError` with line and column.
  public init(yaml text: String, file name: String) throws {
    try self.init(
      Node(yaml: text, file: name), collectives: AllReduceAlgorithm.names)
  }

  private init(_ root: Node, collectives: [String]) throws {
    var reader = try MappingReader(
      root,
      keys: [
        "platform", "summary", "device", "network", "accounting", "formats",
        "collective", "shares", "speeds", "memory_shares",
      ])
    name = try reader.required("platform").string()
    summary = try reader.required("summary").string()
    device = try DeviceModel(reader.required("device"))
    let network = try reader.required("network")
    let accounting = try reader.required("accounting")
    accountings = try accounting.mapping().map { [device] in
      try Accounting(
        name: $0.name, $0.value, network: network, device: device)
    }
    guard !accountings.isEmpty else {
      throw DocumentError.wrongType(
        found: "nothing", expected: "at least one accounting",
        at: accounting.location)
    }
    defaults = try Defaults(
      formats: reader.required("formats"),
      collective: reader.required("collective"), of: collectives)
    defaults.shares = try reader.optional("shares")?.word() ?? .any
    speeds = try reader.optional("speeds")?.proportions() ?? .equal
    if let node = reader.optional("memory_shares") {
      memoryShares = try node.proportions()
      try device.checkFlat("memory_shares", at: node)
    }
    try reader.finish()
  }
}

extension Platform.Accounting {
  init(
    name: String, _ node: Node, network: Node, device: DeviceModel
  ) throws {
    guard ["paper", "physical"].contains(name) else {
      throw DocumentError.unknownKey(
        name, known: ["paper", "physical"], at: node.location)
    }
    var reader = try MappingReader(
      node,
      keys: [
        "network", "control", "waiting", "formulas", "loads", "exchanges",
        "free",
      ])
    self.name = name
    self.network = try NetworkModel(
      network, overriding: reader.optional("network"))
    countsControl = try reader.required("control").bool()
    countsWaiting = try reader.required("waiting").bool()
    countsByFormula = try reader.optional("formulas")?.bool() ?? false
    hidesLoads =
      try reader.optional("loads")?.word(of: ["hidden", "waited-for"])
      == "hidden"
    if let node = reader.optional("exchanges") {
      exchanges = try node.word()
      let kind = self.network.kind
      guard exchanges == .eachMessage || kind == .pointToPoint else {
        throw DocumentError.wrongType(
          found: "exchanges counted once on a network of the kind "
            + "'\(kind.rawValue)'",
          expected: "links of the kind 'point-to-point'", at: node.location)
      }
    }
    if let node = reader.optional("free") {
      free = try Set(node.sequence().map { try $0.kernel() })
      try device.checkFlat("free", at: node)
    }
    try reader.finish()
  }
}

extension Platform.Defaults {
  init(formats: Node, collective: Node, of names: [String]) throws {
    var reader = try MappingReader(
      formats, keys: ["weights", "activations", "messages"])
    weights = try reader.required("weights").word()
    activations = try reader.required("activations").word()
    messages = try reader.required("messages").word()
    try reader.finish()
    allReduce = try collective.word(of: names)
  }
}

extension DeviceModel {
  /// - Throws: ``DocumentError`` for a key that has no meaning where memories
  ///   are filled from one another.
  fileprivate func checkFlat(_ key: String, at node: Node) throws {
    guard hierarchy != nil else { return }
    throw DocumentError.wrongType(
      found: "'\(key)' on devices with a hierarchy of memories",
      expected: "devices whose cores compute in all their memories",
      at: node.location)
  }
}
