import Cluster

/// Copies of messages between the memory that a device computes in and the one
/// that it sends from, while a timeline is made.
///
/// A device copies one message out and one in at a time, both beside
/// computing. Token numbers and the like lie in host memory already.
struct Staging {
  let secondsPerByte: Double
  /// When each device has copied out, and in, what came first.
  private var freeOut: [Double]
  private var freeIn: [Double]

  init(_ rate: Constant<UnitTag.BytePerSecond>, devices: Int) {
    secondsPerByte = 1 / rate.value
    freeOut = [Double](repeating: 0, count: devices)
    freeIn = freeOut
  }

  /// Copies `bytes` out of `device`, or into it, not before `ready`.
  mutating func copy(
    _ bytes: Int, at device: Int, isOutgoing: Bool, ready: Double
  ) -> (start: Double, end: Double) {
    let start = max(ready, isOutgoing ? freeOut[device] : freeIn[device])
    let end = start + Double(bytes) * secondsPerByte
    if isOutgoing { freeOut[device] = end } else { freeIn[device] = end }
    return (start, end)
  }
}

extension Timeline {
  /// A copy of a message to or from host memory.
  public struct Copy: Equatable, Sendable {
    /// Who copies.
    public let device: Int
    /// The operation that is the message.
    public let operation: Int
    /// The delivery that is copied in, or -1 for what is copied out.
    public let delivery: Int
    /// When it begins, in seconds.
    public let start: Double
    /// When it ends, in seconds.
    public let end: Double
    /// Bytes of payload.
    public let bytes: Int
  }
}

extension Scheduler {
  /// Copies a message to the host memory of its sender: `event` is put off
  /// until it is there.
  mutating func stageOut(
    _ message: Trace.Message, _ operation: Trace.Operation,
    _ event: inout EventQueue.Event, _ timeline: inout Timeline
  ) {
    guard message.purpose != .control else { return }
    let device = Int(operation.device)
    guard
      let copy = staging?.copy(
        message.payloadBytes, at: device, isOutgoing: true, ready: event.time)
    else { return }
    note(copy, of: message, event, device, -1, &timeline)
    event.time = copy.end
  }

  /// Copies deliveries from the host memories of their receivers.
  mutating func stageIn(
    _ message: Trace.Message, _ operation: Trace.Operation,
    _ range: Range<Int>, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) {
    guard staging != nil, message.purpose != .control else { return }
    for delivery in range {
      let device = Int(trace.deliveries[delivery].receiver)
      guard
        let copy = staging?.copy(
          message.payloadBytes, at: device, isOutgoing: false,
          ready: timeline.arrivals[delivery])
      else { continue }
      note(copy, of: message, event, device, delivery, &timeline)
      timeline.arrivals[delivery] = copy.end
    }
  }

  private func note(
    _ copy: (start: Double, end: Double), of message: Trace.Message,
    _ event: EventQueue.Event, _ device: Int, _ delivery: Int,
    _ timeline: inout Timeline
  ) {
    timeline.copies.append(
      Timeline.Copy(
        device: device, operation: Int(event.operation), delivery: delivery,
        start: copy.start, end: copy.end, bytes: message.payloadBytes))
    timeline.devices[device].staging += Seconds(copy.end - copy.start)
    timeline.devices[device].stagedBytes += message.payloadBytes
  }

  /// When a delivery sets out: its sender begins to copy it, or to send it.
  @inline(__always)
  func beginning(of delivery: Int, _ timeline: Timeline) -> Double {
    let reception = timeline.receptions[delivery]
    guard let staging else { return reception }
    let sent = trace.deliveries[delivery]
    return reception
      - Double(sent.deliveredBytes + sent.lostBytes) * staging.secondsPerByte
  }
}
