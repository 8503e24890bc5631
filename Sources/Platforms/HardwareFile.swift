import Cluster
import Documents
import Tensors

extension DeviceModel {
  /// The `device` part of a platform file.
  init(_ node: Node) throws {
    var reader = try MappingReader(
      node,
      keys: [
        "name", "rates", "clock", "cycles", "overheads", "per_pass", "memory",
        "hierarchy", "power",
      ])
    name = try reader.required("name").string()
    if let clock = reader.optional("clock") {
      arithmetic = .cycles(
        try CycleCosts(clock: clock, reader.required("cycles")))
    } else {
      arithmetic = .rates(
        try KernelConstants(reader.required("rates")) { try $0.rate(.macRate) })
    }
    overheads = try KernelConstants(reader.required("overheads")) {
      try $0.constant(.time)
    }
    if let node = reader.optional("per_pass") {
      perPass = try node.constant(.time)
    }
    let levels = try reader.required("memory")
    memory = try levels.sequence().map(MemoryLevel.init)
    power = try PowerStates(reader.required("power"))
    hierarchy = try reader.optional("hierarchy").map { [memory] in
      try MemoryHierarchy($0, levels: memory)
    }
    try reader.finish()
    for contents in Contents.allCases where self.levels(for: contents).isEmpty {
      throw DocumentError.wrongType(
        found: "no memory for \(contents)",
        expected: "at least one level that holds \(contents)",
        at: levels.location)
    }
  }
}

extension KernelConstants {
  /// A mapping from `default` and kernels' names to constants.
  ///
  /// - Parameter others: what else the mapping may hold; read by the caller.
  init(
    _ node: Node, others: [String] = [],
    _ constant: (Node) throws -> Constant<Tag>
  ) throws {
    var reader = try MappingReader(
      node, keys: ["default"] + Kernel.allCases.map(\.name) + others)
    standard = try constant(reader.required("default"))
    special = [:]
    for kernel in Kernel.allCases {
      special[kernel] = try reader.optional(kernel.name).map(constant)
    }
    for other in others { _ = reader.optional(other) }
    try reader.finish()
  }
}

extension CycleCosts {
  /// The `clock` of a device and its `cycles`: by kernel, and under `halves`
  /// for the products of each half of a block.
  init(clock: Node, _ node: Node) throws {
    self.clock = try clock.rate(.frequency)
    kernels = try KernelConstants(node, others: ["halves", "by_rows"]) {
      try $0.constant(.cyclesPerMAC)
    }
    parts = [:]
    byRows = try node["by_rows"].map(Self.byRows) ?? []
    guard let halves = node["halves"] else { return }
    let known = Trace.Part.allCases.filter { $0 != .other }
    var reader = try MappingReader(halves, keys: known.map(\.name))
    for part in known {
      parts[part] = try reader.optional(part.name)?.constant(.cyclesPerMAC)
    }
    try reader.finish()
  }
}

extension CycleCosts {
  /// A list of numbers of rows, ascending, with cycles.
  private static func byRows(_ node: Node) throws -> [(
    rows: Int, cycles: Constant<UnitTag.CyclePerMAC>
  )] {
    var list: [(rows: Int, cycles: Constant<UnitTag.CyclePerMAC>)] = []
    for entry in try node.sequence() {
      var reader = try MappingReader(entry, keys: ["rows", "cycles"])
      let least = (list.last?.rows ?? 0) + 1
      list.append(
        (
          try reader.required("rows").int(in: least...max(least, 1 << 24)),
          try reader.required("cycles").constant(.cyclesPerMAC)
        ))
      try reader.finish()
    }
    return list
  }
}

extension DeviceModel.MemoryLevel {
  init(_ node: Node) throws {
    var reader = try MappingReader(
      node, keys: ["name", "holds", "size", "bandwidth", "energy"])
    name = try reader.required("name").string()
    holds = try reader.optional("holds")?.word()
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
