import Cluster

/// Where the weights of each device lie while a trace runs on a hierarchy of
/// memories (arXiv:2412.04372).
///
/// All on the chip if the whole model's weights and kept values are within the
/// budget; else double-buffered if two blocks' weights and all kept values are:
/// one block is loaded while another computes; else streamed.
public struct Residency: Sendable {
  /// Where weights of a device lie.
  public enum Mode: Int, Sendable {
    /// On the chip.
    case onChip
    /// Off it; the next block is loaded while one computes.
    case doubleBuffered
    /// Off it, and waited for layer by layer.
    case streamed
    /// As many as the budget takes on the chip, the others streamed; kept
    /// values stay beside the budget.
    case pinned
  }

  /// How the mode is found.
  public enum Policy: String, CaseIterable, Sendable {
    /// By what fits.
    case planned
    /// On the chip, as if that were large enough.
    case onChip = "on-chip"
    /// Double-buffered, as if the chip were large enough.
    case doubleBuffered = "double-buffer"
    /// Streamed.
    case streamed = "stream"
    /// As many as fit on the chip, the others streamed.
    case pinned
  }

  /// By device.
  public let modes: [Mode]
  /// By device, the blocks' weights in the order in which they are used.
  let loads: [[Load]]
  /// By device, the share of the weights that is streamed.
  let streamed: [Double]
  /// Whether values of passes before are kept, by device: these are brought
  /// and taken back.
  let continues: [Bool]

  /// The weights of one block on one device.
  struct Load: Sendable {
    let block: Int32
    var bytes: Int
  }

  /// What each device does with its weights on `hierarchy`.
  ///
  /// - Complexity: O(operations + buffers).
  init(of trace: Trace, on hierarchy: MemoryHierarchy) {
    let stored = StoredWeights(of: trace)
    var kept = [Int](repeating: 0, count: trace.devices)
    var continues = [Bool](repeating: false, count: trace.devices)
    for buffer in trace.buffers where buffer.kind.isKept {
      kept[Int(buffer.device)] += buffer.bytes * trace.repeats
      if buffer.kind == .earlier { continues[Int(buffer.device)] = true }
    }
    let budget = hierarchy.budget.value
    let total = (0..<trace.devices).map { stored.total(on: $0) * trace.repeats }
    let modes = (0..<trace.devices).map { device -> Mode in
      switch hierarchy.policy {
      case .onChip: return .onChip
      case .doubleBuffered: return .doubleBuffered
      case .streamed: return .streamed
      case .pinned: return .pinned
      case .planned: break
      }
      if Double(total[device] + kept[device]) <= budget { return .onChip }
      let largest = stored.blocks[device].values.max() ?? 0
      let isEnough = Double(2 * largest + kept[device]) <= budget
      return isEnough && largest > 0 ? .doubleBuffered : .streamed
    }
    loads = stored.visits.indices.map { device in
      stored.visits[device].map {
        Load(block: $0, bytes: stored.blocks[device][$0] ?? 0)
      }
    }
    self.modes = modes
    self.continues = continues
    streamed = modes.indices.map { device in
      switch modes[device] {
      case .onChip: 0
      case .doubleBuffered, .streamed: 1
      case .pinned:
        total[device] > 0 ? max(0, 1 - budget / Double(total[device])) : 0
      }
    }
  }
}

/// The weights of products that devices store, block by block; those of norms
/// and biases by themselves are small and stay near.
private struct StoredWeights {
  /// By device and block.
  var blocks: [[Int32: Int]]
  /// By device, outside of blocks.
  var others: [Int]
  /// By device, the blocks in the order in which it comes to them.
  var visits: [[Int32]]

  init(of trace: Trace) {
    blocks = [[Int32: Int]](repeating: [:], count: trace.devices)
    others = [Int](repeating: 0, count: trace.devices)
    visits = [[Int32]](repeating: [], count: trace.devices)
    // Weights are stored just before the operation that needs them first.
    for buffer in trace.buffers where buffer.kind == .weights {
      guard Int(buffer.first) < trace.operations.count else { continue }
      let operation = trace.operations[Int(buffer.first)]
      guard operation.kernel.isProduct else { continue }
      let device = Int(buffer.device)
      if operation.block >= 0 {
        blocks[device][operation.block, default: 0] += buffer.bytes
      } else {
        others[device] += buffer.bytes
      }
    }
    // A head that is the embedding was stored for that.
    var heads = [Int](repeating: 0, count: trace.devices)
    for operation in trace.operations where operation.kernel.isProduct {
      let device = Int(operation.device)
      if operation.block < 0 {
        heads[device] = max(heads[device], operation.weightBytes)
      } else if operation.weightBytes > 0,
        visits[device].last != operation.block
      {
        visits[device].append(operation.block)
      }
    }
    for device in heads.indices {
      others[device] = max(others[device], heads[device])
    }
  }

  func total(on device: Int) -> Int {
    blocks[device].values.reduce(others[device], +)
  }
}
