extension Platform {
  /// How fast each of `count` devices is, beside the constants of the platform:
  /// what a planner shares work out by.
  public func speeds(devices count: Int) -> [Double] {
    (0..<count).map { speeds[$0] }
  }

  /// What the memories of each of `count` devices hold together, in bytes.
  ///
  /// - Parameters:
  ///   - count: how many devices.
  ///   - contents: leaves out memories that are reserved for others.
  public func memoryBytes(
    devices count: Int, for contents: DeviceModel.Contents? = nil
  ) -> [Double] {
    devices(count).map { device in
      DeviceModel.capacity(contents.map(device.levels) ?? device.memory).value
    }
  }

  /// Whether weights have a memory of their own, which activations cannot take.
  public var reservesMemory: Bool {
    device.memory.contains { $0.holds != nil }
  }

  /// `count` devices, each with its own speed and sizes of memories.
  func devices(_ count: Int) -> [DeviceModel] {
    guard speeds != .equal || memoryShares != .equal else {
      return Array(repeating: device, count: count)
    }
    return (0..<count).map { number in
      var model = device
      model.speed = speeds[number]
      for level in model.memory.indices {
        model.memory[level].size.quantity =
          device.memory[level].size.quantity * memoryShares[number]
      }
      return model
    }
  }

  /// Makes all links of another kind, where an accounting minds the medium: one
  /// that charges a collective once (``Exchanges/once``) does not.
  public mutating func setMedium(_ kind: NetworkModel.Kind) {
    for index in accountings.indices
    where accountings[index].exchanges == .eachMessage {
      accountings[index].network.kind = kind
    }
  }

  /// Gives the links of all accountings another latency.
  public mutating func setLatency(_ latency: Seconds) {
    for index in accountings.indices {
      accountings[index].network.latency = Constant(
        latency, .assumed, source: "asked for")
    }
  }

  /// Gives the links of all accountings another rate, in Mbit/s as each of them
  /// understands it.
  public mutating func setBandwidth(megabits: Double) {
    for index in accountings.indices {
      let network = accountings[index].network
      accountings[index].network.bandwidth = Constant(
        BitsPerSecond(megabits * network.megabit.value), .assumed,
        source: "asked for")
    }
  }
}
