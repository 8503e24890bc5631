import Cluster

/// Steps of collectives on a network whose devices do them together: a step
/// begins when all its messages are ready, and all go on when it is over.
struct Steps {
  var rounds: Rounds
  /// When each step began and ended, in the order in which they began.
  var spans: [(start: Double, end: Double)] = []
}

extension Scheduler {
  /// A message is ready; if it is the last of its step, the step goes.
  mutating func step(
    _ message: Trace.Message, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) {
    guard let numbers = steps?.rounds.ready(message) else { return }
    let binding = timeline.bindings[Int(event.operation)]
    var end = event.time
    let counted = numbers.compactMap { number -> (Int, Trace.Message)? in
      let message = trace.messages[number]
      guard isCounted(message), let steps else { return nil }
      return (steps.rounds.operation(of: number), message)
    }
    for (index, _) in counted { timeline.bindings[index] = binding }
    if let radio = channels.network.air,
      counted.contains(where: { $0.1.access != .link })
    {
      end = sum(
        counted.map { (operation: $0.0, message: $0.1) }, radio,
        at: event.time, &timeline)
    } else {
      for (index, message) in counted {
        send(
          message, trace.operations[index],
          EventQueue.Event(time: event.time, operation: Int32(index)),
          &timeline)
        for delivery in trace.deliveries(of: message) {
          end = max(end, timeline.arrivals[delivery])
        }
      }
    }
    for (_, message) in counted {
      for delivery in trace.deliveries(of: message) {
        timeline.landings[delivery] = timeline.arrivals[delivery]
        timeline.arrivals[delivery] = end
      }
    }
    steps?.spans.append((event.time, end))
    for (index, _) in counted { releaseReceivers(of: index, &timeline) }
  }
}

extension Timeline {
  /// Counts as communication what devices, while they do not compute, spend in
  /// `spans`, the steps of collectives.
  ///
  /// - Complexity: O(operations + devices * spans).
  mutating func countSteps(
    _ spans: [(start: Double, end: Double)], in trace: Trace
  ) {
    // Each begins with what it does once a pass.
    var busy = devices.indices.map { [(start: 0.0, end: beginnings[$0])] }
    for (index, operation) in trace.operations.enumerated()
    where !operation.isMessage {
      busy[Int(operation.device)].append((starts[index], ends[index]))
    }
    for device in devices.indices {
      var time = 0.0
      var next = 0
      var from = 0.0
      for (start, end) in spans {
        // Steps of independent collectives may overlap.
        let start = max(start, from)
        guard end > start else { continue }
        from = end
        var idle = end - start
        while next < busy[device].count, busy[device][next].end <= start {
          next += 1
        }
        var index = next
        while index < busy[device].count, busy[device][index].start < end {
          let (a, b) = busy[device][index]
          idle -= max(0, min(b, end) - max(a, start))
          index += 1
        }
        time += max(0, idle)
      }
      devices[device].communication = Seconds(time)
    }
  }
}
