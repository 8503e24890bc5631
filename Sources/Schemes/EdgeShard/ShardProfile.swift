/// What a plan of ``EdgeShard`` goes by: measured or computed beforehand.
///
/// Device 0 is where inputs are. What it needs for the embedding, and what the
/// last device needs for the head, is to be counted to their blocks or taken
/// off their memory.
public struct ShardProfile: Equatable, Sendable {
  /// Seconds of each block, by device: `blockSeconds[device][block]`.
  public var blockSeconds: [[Double]]
  /// Seconds of handing a hidden state on: `handOffSeconds[from][to]`; from a
  /// device to itself is not asked for.
  public var handOffSeconds: [[Double]]
  /// Bytes of the weights of each block.
  public var blockBytes: [Int]
  /// Bytes that each device has room for.
  public var memoryBytes: [Int]

  /// A profile of these numbers; ``check(blocks:devices:)`` says whether they
  /// fit together.
  public init(
    blockSeconds: [[Double]], handOffSeconds: [[Double]], blockBytes: [Int],
    memoryBytes: [Int]
  ) {
    self.blockSeconds = blockSeconds
    self.handOffSeconds = handOffSeconds
    self.blockBytes = blockBytes
    self.memoryBytes = memoryBytes
  }

  /// Devices alike with room for everything, blocks of a second each, and
  /// hand-offs that take no time.
  public static func alike(blocks: Int, devices: Int) -> ShardProfile {
    ShardProfile(
      blockSeconds: Array(
        repeating: Array(repeating: 1, count: blocks), count: devices),
      handOffSeconds: Array(
        repeating: Array(repeating: 0, count: devices), count: devices),
      blockBytes: Array(repeating: 0, count: blocks),
      memoryBytes: Array(repeating: 0, count: devices))
  }

  /// Checks that it is one of so many blocks and devices, with numbers that
  /// can be added.
  ///
  /// - Throws: ``ShardError/extent(what:count:expected:)``,
  ///   ``ShardError/value(what:)``.
  public func check(blocks: Int, devices: Int) throws {
    func expect(_ what: String, _ count: Int, _ expected: Int) throws {
      guard count == expected else {
        throw ShardError.extent(what: what, count: count, expected: expected)
      }
    }
    try expect("devices with seconds of blocks", blockSeconds.count, devices)
    try expect("devices that hand on", handOffSeconds.count, devices)
    try expect("devices with memory", memoryBytes.count, devices)
    try expect("blocks with bytes", blockBytes.count, blocks)
    for row in blockSeconds {
      try expect("blocks with seconds", row.count, blocks)
    }
    for row in handOffSeconds {
      try expect("devices handed on to", row.count, devices)
    }
    let seconds =
      blockSeconds.joined().map { $0 }
      + handOffSeconds.joined().map { $0 }
    guard seconds.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      throw ShardError.value(what: "seconds")
    }
    guard (blockBytes + memoryBytes).allSatisfy({ $0 >= 0 }) else {
      throw ShardError.value(what: "bytes")
    }
  }

  /// Whether two devices, neither of them the first, could change places.
  func areAlike(_ a: Int, _ b: Int) -> Bool {
    blockSeconds[a] == blockSeconds[b] && memoryBytes[a] == memoryBytes[b]
      && handOffSeconds[a][b] == handOffSeconds[b][a]
      && memoryBytes.indices.allSatisfy {
        $0 == a || $0 == b
          || (handOffSeconds[a][$0] == handOffSeconds[b][$0]
            && handOffSeconds[$0][a] == handOffSeconds[$0][b])
      }
  }

  /// The devices in groups of such that could change places; the first device
  /// is alone.
  var kinds: [[Int]] {
    var kinds: [[Int]] = []
    for device in memoryBytes.indices {
      let found = kinds.dropFirst().firstIndex { areAlike($0[0], device) }
      if let found {
        kinds[found].append(device)
      } else {
        kinds.append([device])
      }
    }
    return kinds
  }
}
