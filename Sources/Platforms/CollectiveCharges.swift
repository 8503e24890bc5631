import Cluster

/// What is charged of collectives by an accounting that charges each of them
/// once: of each device its largest message.
struct CollectiveCharges {
  /// By message, the group that it belongs to: what one device sends in the
  /// first step of one collective; -1 in further steps.
  private var groups: ContiguousArray<Int32>
  /// By group, the largest message that its device sends in the collective;
  /// -1 once that is charged.
  private var largest: ContiguousArray<Int32> = []

  /// - Complexity: O(operations).
  init(of trace: Trace) {
    groups = ContiguousArray(repeating: -1, count: trace.messages.count)
    var (collective, first): (Int32, Int32) = (-1, -1)
    var own: [UInt16: Int32] = [:]
    for operation in trace.operations where operation.isMessage {
      let number = Int(operation.message)
      let message = trace.messages[number]
      // Collectives hold whole rounds, and both are numbered in this order.
      if message.collective != collective {
        (collective, first) = (message.collective, message.round)
        own.removeAll(keepingCapacity: true)
      }
      let isFirst = message.round == first
      guard let group = own[operation.device] else {
        guard isFirst else { continue }
        own[operation.device] = Int32(largest.count)
        groups[number] = Int32(largest.count)
        largest.append(operation.message)
        continue
      }
      if isFirst { groups[number] = group }
      let known = trace.messages[Int(largest[Int(group)])]
      if message.broadcastBytes > known.broadcastBytes {
        largest[Int(group)] = operation.message
      }
    }
  }

  /// Whether message `number` belongs to the first step of its collective.
  func isFirst(_ number: Int32) -> Bool { groups[Int(number)] >= 0 }

  /// The message whose payload is charged when message `number` is sent:
  /// for the first of a device in a collective its largest; for others none.
  mutating func charge(_ number: Int32) -> Int? {
    let group = Int(groups[Int(number)])
    guard group >= 0, largest[group] >= 0 else { return nil }
    defer { largest[group] = -1 }
    return Int(largest[group])
  }
}

extension Scheduler {
  /// A message to all its receivers at once, on its sender's own link; it takes
  /// time only if it is the one that its collective is charged for.
  mutating func exchange(
    _ range: Range<Int>, _ operation: Trace.Operation,
    _ event: EventQueue.Event, _ timeline: inout Timeline
  ) {
    let index = Int(event.operation)
    let sender = Int(operation.device)
    let isFirst = charges?.isFirst(operation.message) ?? false
    let charged = charges?.charge(operation.message).map {
      trace.messages[$0]
    }
    let attempts = charged.map {
      trace.deliveries[trace.deliveries(of: $0)].map(\.attempts).max() ?? 1
    }
    let transfer = channels.exchange(
      charged, attempts: attempts ?? 0, from: sender, ready: event.time,
      operation: event.operation)
    if transfer.blocker >= 0 { timeline.bindings[index] = transfer.blocker }
    timeline.starts[index] = transfer.departure
    timeline.ends[index] = transfer.sent
    if charged != nil { account(transfer, sender, &timeline) }
    for delivery in range {
      timeline.receptions[delivery] = transfer.reception
      timeline.arrivals[delivery] = transfer.arrival
      guard isFirst else { continue }
      // Each gets its own of the first step, whatever its sender is charged.
      var own = transfer
      (own.bytes, own.airtime) = channels.size(trace.deliveries[delivery])
      receive(own, trace.deliveries[delivery], &timeline)
    }
  }
}
