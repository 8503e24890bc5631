import Documents

extension NetworkModel {
  private static let keys = [
    "kind", "bandwidth", "latency", "header", "packet", "energy", "retries",
    "overhead", "ports", "synchronous", "staging", "megabit",
  ]

  /// The `network` part of a platform file, with what an accounting replaces.
  init(_ node: Node, overriding: Node?) throws {
    let kindNode = overriding?["kind"] ?? node["kind"]
    if kindNode?.scalar?.text == Kind.mixer.rawValue {
      self.init(radio: try MixerRadio(node, overriding: overriding))
    } else if kindNode?.scalar?.text == Kind.airComp.rawValue {
      self.init(air: try AirRadio(node, overriding: overriding))
    } else {
      try self.init(links: node, overriding: overriding)
    }
  }

  private init(links node: Node, overriding: Node?) throws {
    var reader = try OverridingReader(node, overriding, keys: Self.keys)
    kind = try reader.value("kind").word()
    bandwidth = try reader.value("bandwidth").rate(.bitRate)
    latency = try reader.value("latency").constant(.time)
    header = try reader.value("header").constant(.size)
    packet = try reader.value("packet").rate(.size)
    energy = try reader.value("energy").constant(.energyPerByte)
    retries = try reader.value("retries").int(in: 0...255)
    if let node = reader.ifThere("overhead") {
      overhead = try node.constant(.time)
    }
    if let node = reader.ifThere("ports") {
      ports = try node.count(in: 1...1024)
    }
    isSynchronous = try reader.ifThere("synchronous")?.bool() ?? false
    staging = try reader.ifThere("staging")?.rate(.throughput)
    if let node = reader.ifThere("megabit") {
      megabit = try node.count(in: 1_000_000...1 << 20)
    }
    try reader.finish()
  }
}

/// Reads a mapping some of whose values another mapping replaces.
struct OverridingReader {
  private var base: MappingReader
  private var own: MappingReader?

  init(_ node: Node, _ overriding: Node?, keys: [String]) throws {
    base = try MappingReader(node, keys: keys)
    own = try overriding.map { try MappingReader($0, keys: keys) }
  }

  /// The value of `key`, which one of the two has.
  mutating func value(_ key: String) throws -> Node {
    if let replaced = own?.optional(key) {
      _ = base.optional(key)
      return replaced
    }
    return try base.required(key)
  }

  /// The value of `key`, if one of the two has it.
  mutating func ifThere(_ key: String) -> Node? {
    let (own, base) = (own?.optional(key), base.optional(key))
    return own ?? base
  }

  /// Reports the first key that nobody asked for.
  func finish() throws {
    try base.finish()
    try own?.finish()
  }
}
