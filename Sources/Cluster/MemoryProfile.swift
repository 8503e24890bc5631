/// What each device holds while a trace runs, in program order.
///
/// An activation lives from the operation that makes it to the last that uses
/// it, as a planner would place it; a KV cache from then on; weights always.
/// A device runs in program order, so no platform changes this. Weights and
/// kept values count for all runs alike that the trace stands for.
public struct MemoryProfile: Sendable {
  /// The most bytes of activations and kept values, by device.
  public private(set) var ramPeakBytes: [Int]
  /// Bytes of stored weights, by device.
  public private(set) var weightBytes: [Int]
  /// Bytes within ``ramPeakBytes`` that are in use all the time, on each
  /// device; see ``reserve(_:)``.
  public private(set) var reservedBytes = 0

  /// Adds `bytes` that every device holds all the time, such as the buffers
  /// of a network.
  public mutating func reserve(_ bytes: Int) {
    reservedBytes += bytes
    for device in ramPeakBytes.indices { ramPeakBytes[device] += bytes }
  }

  /// The profile of `trace`.
  ///
  /// - Parameters:
  ///   - trace: a run; each device is followed on its own.
  ///   - change: called with operation, device and bytes in use each time that
  ///     they change; for counters in a picture.
  /// - Complexity: O(operations + buffers).
  public init(
    of trace: Trace, change: ((Int, Int, Int) -> Void)? = nil
  ) {
    ramPeakBytes = [Int](repeating: 0, count: trace.devices)
    weightBytes = ramPeakBytes
    var inUse = ramPeakBytes
    let count = trace.operations.count
    // Buffers by last use, as chains through `next` that begin in `ends`.
    var ends = ContiguousArray<Int32>(repeating: -1, count: count + 1)
    var next = ContiguousArray<Int32>(
      repeating: -1, count: trace.buffers.count)
    for (index, buffer) in trace.buffers.enumerated()
    where buffer.kind == .activation {
      let end = min(Int(buffer.last), count)
      next[index] = ends[end]
      ends[end] = Int32(index)
    }
    var made = 0
    for operation in 0...count {
      // Buffers stand in the order in which they are made.
      while made < trace.buffers.count,
        trace.buffers[made].first <= operation
      {
        let buffer = trace.buffers[made]
        let device = Int(buffer.device)
        if buffer.kind == .weights {
          weightBytes[device] += buffer.bytes * trace.repeats
        } else {
          inUse[device] +=
            buffer.bytes * (buffer.kind.isKept ? trace.repeats : 1)
          ramPeakBytes[device] = max(ramPeakBytes[device], inUse[device])
          change?(operation, device, inUse[device])
        }
        made += 1
      }
      var freed = ends[operation]
      while freed >= 0 {
        let buffer = trace.buffers[Int(freed)]
        inUse[Int(buffer.device)] -= buffer.bytes
        change?(operation, Int(buffer.device), inUse[Int(buffer.device)])
        freed = next[Int(freed)]
      }
    }
  }
}
