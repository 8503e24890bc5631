import Cluster

/// The memories of all devices while a timeline is made: what operations wait
/// for before they compute.
struct StagedMemory {
  let residency: Residency
  private let hierarchy: MemoryHierarchy
  private let hidesLoads: Bool
  private let secondsPerOffChipByte: Double
  private let secondsPerOnChipByte: Double
  /// By device, the load that computes, and when the next is there.
  private var current: [Int]
  private var loaded: [Double]
  /// Loads that ran beside computing.
  private(set) var loads: [Timeline.Load] = []

  /// What one operation waits for and moves.
  struct Stage {
    /// Seconds until weights are there from off the chip.
    var offChip = 0.0
    /// Seconds to fetch them from the memory on the chip.
    var onChip = 0.0
    var offChipBytes = 0
    /// Weighed by how often they are moved.
    var onChipBytes = 0.0
  }

  init(
    _ trace: Trace, _ device: DeviceModel, _ hierarchy: MemoryHierarchy,
    hidesLoads: Bool
  ) {
    residency = Residency(of: trace, on: hierarchy)
    self.hierarchy = hierarchy
    self.hidesLoads = hidesLoads
    secondsPerOffChipByte = hierarchy.secondsPerByte(from: device.memory[2])
    secondsPerOnChipByte = 1 / device.memory[1].bandwidth.value
    current = [Int](repeating: -1, count: trace.devices)
    loaded = [Double](repeating: 0, count: trace.devices)
  }

  /// What `operation`, which its device comes to at `start`, waits for.
  mutating func stage(_ operation: Trace.Operation, at start: Double) -> Stage {
    let device = Int(operation.device)
    let mode = residency.modes[device]
    var stage = Stage()
    if mode == .streamed, let score = hierarchy.spills.bytesOfScore {
      stage.offChipBytes = operation.activationBytes + score * operation.inner
    }
    guard operation.kernel.isProduct else {
      stage.offChip = Double(stage.offChipBytes) * secondsPerOffChipByte
      return stage
    }
    stage.onChip =
      Double(operation.weightBytes + operation.keptBytes)
      * secondsPerOnChipByte
    stage.onChipBytes =
      Double(operation.weightBytes) * hierarchy.weightPasses.value
      + Double(operation.keptBytes)
    if mode == .doubleBuffered, operation.block >= 0 {
      stage.offChipBytes += operation.weightBytes
      if !hidesLoads {
        stage.offChip = wait(for: operation.block, on: device, at: start)
      }
      return stage
    }
    stage.offChipBytes += Int(
      (Double(operation.weightBytes) * residency.streamed[device]).rounded())
    // Kept values come in as a whole and go back as a whole.
    if mode == .streamed, residency.continues[device] {
      stage.offChipBytes += 2 * operation.keptBytes
    }
    stage.offChip = Double(stage.offChipBytes) * secondsPerOffChipByte
    return stage
  }

  /// Seconds until `block` is there; the next one is loaded from then on, into
  /// the place of the one before. The first was loaded in the pass before.
  private mutating func wait(for block: Int32, on device: Int, at start: Double)
    -> Double
  {
    let order = residency.loads[device]
    if current[device] >= 0, order[current[device]].block == block { return 0 }
    let begin = max(start, loaded[device])
    current[device] = (current[device] + 1) % max(1, order.count)
    let next = order[(current[device] + 1) % order.count]
    let end = begin + Double(next.bytes) * secondsPerOffChipByte
    loads.append(
      Timeline.Load(
        device: device, bytes: next.bytes, start: begin, end: end))
    loaded[device] = end
    return begin - start
  }

  /// When `device` has all that it loads.
  func end(of device: Int) -> Double { loaded[device] }
}

extension Timeline {
  /// Weights that came from off the chip while the device computed.
  public struct Load: Sendable {
    /// Whose.
    public let device: Int
    /// How many bytes.
    public let bytes: Int
    /// When it began, in seconds.
    public let start: Double
    /// When all was there, in seconds.
    public let end: Double
  }
}
