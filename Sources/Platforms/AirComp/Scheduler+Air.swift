import Cluster

extension Scheduler {
  /// All messages of a sum at once: each device sends for the whole time, the
  /// sum is everywhere at its end.
  ///
  /// - Parameter messages: the messages with their operations.
  /// - Returns: when the sum is there.
  mutating func sum(
    _ messages: [(operation: Int, message: Trace.Message)], _ radio: AirRadio,
    at time: Double, _ timeline: inout Timeline
  ) -> Double {
    guard let (_, first) = messages.first else { return time }
    let seconds = radio.seconds(
      of: first.access, values: first.values, bits: first.payloadBits,
      returned: first.payloadBits, devices: messages.count)
    let bytes = messages.reduce(0) { $0 + $1.message.payloadBytes }
    let transfer = channels.sum(
      bytes: bytes, airtime: seconds, ready: time,
      operation: Int32(messages[0].operation))
    for (index, message) in messages {
      if transfer.blocker >= 0 { timeline.bindings[index] = transfer.blocker }
      timeline.starts[index] = transfer.departure
      timeline.ends[index] = transfer.sent
      let sender = Int(trace.operations[index].device)
      var own = transfer
      own.bytes = message.payloadBytes
      account(own, sender, &timeline)
      for delivery in trace.deliveries(of: message) {
        timeline.receptions[delivery] = transfer.departure
        timeline.arrivals[delivery] = transfer.arrival
      }
      // One sum comes back to each, whatever the number of parts.
      timeline.devices[sender].receivedBytes += first.payloadBytes
    }
    return transfer.arrival
  }
}
