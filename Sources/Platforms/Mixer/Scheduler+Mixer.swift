import Cluster

extension Scheduler {
  /// A message is ready; if it is the last of its round, the round goes.
  mutating func join(
    _ message: Trace.Message, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) {
    guard let round = medium?.ready(message, at: event.time) else { return }
    // What the last message waited for, all messages of the round did.
    let binding =
      round.blocker >= 0
      ? round.blocker : timeline.bindings[Int(event.operation)]
    for number in round.messages {
      let message = trace.messages[number]
      guard let medium, isCounted(message) else { continue }
      let index = medium.operation(of: number)
      timeline.starts[index] = round.start
      timeline.ends[index] = round.end
      timeline.bindings[index] = binding
      let bytes = medium.header + message.payloadBytes
      timeline.airBytes += bytes
      timeline.transmissions += 1
      timeline.devices[Int(trace.operations[index].device)].sentBytes += bytes
      for delivery in trace.deliveries(of: message) {
        timeline.receptions[delivery] = round.start
        timeline.arrivals[delivery] = round.end
        let receiver = Int(trace.deliveries[delivery].receiver)
        timeline.devices[receiver].receivedBytes += bytes
      }
    }
    guard let activity = medium?.activity else { return }
    for device in timeline.devices.indices {
      timeline.devices[device].transmit += activity.sending
      timeline.devices[device].receive += activity.receiving
    }
    for number in round.messages where isCounted(trace.messages[number]) {
      guard let index = medium?.operation(of: number) else { continue }
      releaseReceivers(of: index, &timeline)
    }
  }
}
