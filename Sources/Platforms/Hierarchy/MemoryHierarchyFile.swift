import Documents

extension MemoryHierarchy {
  /// The `hierarchy` part of a device.
  ///
  /// - Throws: ``DocumentError``; there have to be three `levels`, and the
  ///   budget lies between a tile and the size of the middle one.
  init(_ node: Node, levels: [DeviceModel.MemoryLevel]) throws {
    var reader = try MappingReader(
      node, keys: ["tile", "budget", "row", "row_overhead", "weight_passes"])
    guard levels.count == 3 else {
      throw DocumentError.wrongType(
        found: "a hierarchy of \(levels.count) memories",
        expected: "three memories, from the cores' own to that off the chip",
        at: node.location)
    }
    tile = try reader.required("tile").rate(.size)
    let room = tile.value...max(tile.value, levels[1].size.value)
    budget = try reader.required("budget").constant(.size, in: room)
    row = try reader.required("row").rate(.size)
    rowOverhead = try reader.required("row_overhead").constant(.time)
    weightPasses = try reader.required("weight_passes").number(in: 0...100)
    try reader.finish()
  }
}

extension Platform {
  /// Gives weights and kept values another part of the memory on the chip.
  ///
  /// - Throws: ``PlatformError/budget(_:least:most:)``.
  public mutating func setBudget(_ bytes: Bytes) throws {
    guard let hierarchy = device.hierarchy else { return }
    let most = device.memory[1].size.quantity
    guard bytes >= hierarchy.tile.quantity, bytes <= most else {
      throw PlatformError.budget(
        bytes, least: hierarchy.tile.quantity, most: most)
    }
    device.hierarchy?.budget = Constant(bytes, .assumed, source: "asked for")
  }
}
