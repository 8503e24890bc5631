import Documents
import Tensors

extension DeviceModel {
  /// The `device` part of a platform file.
  init(_ node: Node) throws {
    var reader = try MappingReader(
      node, keys: ["name", "rates", "overheads", "memory", "power"])
    name = try reader.required("name").string()
    (defaultRate, rates) = try byKernel(reader.required("rates")) {
      try $0.rate(.macRate)
    }
    (defaultOverhead, overheads) = try byKernel(reader.required("overheads")) {
      try $0.constant(.time)
    }
    let levels = try reader.required("memory")
    memory = try levels.sequence().map(MemoryLevel.init)
    guard !memory.isEmpty else {
      throw DocumentError.wrongType(
        found: "no memory", expected: "at least one level",
        at: levels.location)
    }
    power = try PowerStates(reader.required("power"))
    try reader.finish()
  }
}

/// A mapping from `default` and kernels' names to constants.
private func byKernel<Tag>(
  _ node: Node, _ constant: (Node) throws -> Constant<Tag>
) throws -> (Constant<Tag>, [Kernel: Constant<Tag>]) {
  var reader = try MappingReader(
    node, keys: ["default"] + Kernel.allCases.map(\.name))
  let standard = try constant(reader.required("default"))
  var special: [Kernel: Constant<Tag>] = [:]
  for kernel in Kernel.allCases {
    special[kernel] = try reader.optional(kernel.name).map(constant)
  }
  try reader.finish()
  return (standard, special)
}

extension DeviceModel.MemoryLevel {
  init(_ node: Node) throws {
    var reader = try MappingReader(
      node, keys: ["name", "size", "bandwidth", "energy"])
    name = try reader.required("name").string()
    size = try reader.required("size").rate(.size)
    bandwidth = try reader.required("bandwidth").rate(.throughput)
    energy = try reader.required("energy").constant(.energyPerByte)
    try reader.finish()
  }
}

extension DeviceModel.PowerStates {
  init(_ node: Node) throws {
    var reader = try MappingReader(
      node, keys: ["active", "wait", "transmit", "receive"])
    active = try reader.required("active").constant(.power)
    wait = try reader.required("wait").constant(.power)
    transmit = try reader.required("transmit").constant(.power)
    receive = try reader.required("receive").constant(.power)
    try reader.finish()
  }
}

extension NetworkModel {
  private static let keys = [
    "kind", "bandwidth", "latency", "header", "packet", "energy", "retries",
  ]

  /// The `network` part of a platform file, with what an accounting replaces.
  init(_ node: Node, overriding: Node?) throws {
    var base = try MappingReader(node, keys: Self.keys)
    var own = try overriding.map { try MappingReader($0, keys: Self.keys) }
    func value(_ key: String) throws -> Node {
      if let replaced = own?.optional(key) {
        _ = base.optional(key)
        return replaced
      }
      return try base.required(key)
    }
    kind = try value("kind").word()
    bandwidth = try value("bandwidth").rate(.bitRate)
    latency = try value("latency").constant(.time)
    header = try value("header").constant(.size)
    packet = try value("packet").rate(.size)
    energy = try value("energy").constant(.energyPerByte)
    retries = try value("retries").int(in: 0...255)
    try base.finish()
  }
}
