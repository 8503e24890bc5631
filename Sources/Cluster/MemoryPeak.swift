/// What a device holds at the moment when it holds most, in bytes.
public struct MemoryPeak: Equatable, Sendable {
  /// Bytes that messages brought.
  public private(set) var receivedBytes = 0
  /// Bytes that the device computed, or began with.
  public private(set) var computedBytes = 0
  /// Bytes of kept values, such as a KV cache.
  public private(set) var keptBytes = 0

  /// The first peak of `device` in `trace`.
  ///
  /// - Complexity: O(operations + buffers).
  public init(of trace: Trace, on device: Int) {
    var top = -1
    var moment = 0
    _ = MemoryProfile(of: trace) { operation, owner, bytes in
      if owner == device, bytes > top { (top, moment) = (bytes, operation) }
    }
    for buffer in trace.buffers
    where buffer.kind != .weights && Int(buffer.device) == device
      && buffer.first <= moment
      && (buffer.kind.isKept || buffer.last >= moment)
    {
      let maker = Int(buffer.first)
      if buffer.kind.isKept {
        keptBytes += buffer.bytes * trace.repeats
      } else if maker < trace.operations.count,
        trace.operations[maker].isMessage
      {
        receivedBytes += buffer.bytes
      } else {
        computedBytes += buffer.bytes
      }
    }
  }
}
