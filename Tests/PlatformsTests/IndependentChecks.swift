import Cluster
import Tensors

@testable import Platforms

/// Laws 1, 2 and 5, checked anew from a trace and its costs alone; each gives
/// what is wrong, in words, or `nil`.
struct IndependentChecks {
  let trace: Trace
  let costs: Costs
  var timeline: Timeline { costs.timeline }
  var slack: Double { 1e-9 * max(timeline.latency.value, 1e-9) }
  var secondsPerByte: Double {
    8 / timeline.accounting.network.bandwidth.value
  }

  var problem: String? {
    bytes() ?? causality() ?? processors() ?? channels() ?? balance()
      ?? memory() ?? copies()
  }

  /// A span of time in which something is used.
  private struct Use {
    var start: Double
    var end: Double
  }

  private func overlap(_ uses: [Use], _ what: String) -> String? {
    let sorted = uses.sorted { $0.start < $1.start }
    for (a, b) in zip(sorted, sorted.dropFirst())
    where b.start < a.end - slack {
      return "\(what) is used twice at \(b.start)"
    }
    return nil
  }

  /// Law 1: payload = delivered + lost, and the totals are the messages'.
  private func bytes() -> String? {
    var lost = 0
    for message in trace.messages {
      for delivery in trace.deliveries[trace.deliveries(of: message)] {
        lost += delivery.lostBytes
        if delivery.lostBytes + delivery.deliveredBytes != message.payloadBytes
        {
          return "bytes of a message vanish"
        }
      }
    }
    let sent = timeline.devices.reduce(0) { $0 + $1.sentBytes }
    let received = timeline.devices.reduce(0) { $0 + $1.receivedBytes }
    if lost != costs.lostBytes { return "lost bytes do not add up" }
    if sent != timeline.airBytes { return "sent bytes do not add up" }
    // What is charged once is sent once, to however many.
    if timeline.accounting.exchanges == .once { return nil }
    if received < sent { return "less is received than sent" }
    if !timeline.accounting.network.kind.isBroadcast, received != sent {
      return "more is received than sent"
    }
    return nil
  }

  /// Law 2: nothing begins before what it waits for is over.
  private func causality() -> String? {
    for (index, operation) in trace.operations.enumerated() {
      let first = Int(operation.firstDependency)
      for dependency in trace.dependencies[
        first..<first + Int(operation.dependencyCount)]
      {
        let over =
          dependency.delivery < 0
          ? timeline.ends[Int(dependency.operation)]
          : timeline.arrivals[Int(dependency.delivery)]
        if timeline.starts[index] < over - slack {
          return "operation \(index) begins too early"
        }
      }
      guard operation.isMessage else { continue }
      let message = trace.messages[Int(operation.message)]
      for delivery in trace.deliveries(of: message)
      where timeline.arrivals[delivery] < timeline.starts[index] - slack {
        return "delivery \(delivery) arrives before it is sent"
      }
    }
    return nil
  }

  private func processors() -> String? {
    for device in 0..<trace.devices {
      let uses =
        trace.operations.indices.filter {
          Int(trace.operations[$0].device) == device
            && !trace.operations[$0].isMessage
        }.map { Use(start: timeline.starts[$0], end: timeline.ends[$0]) }
        + timeline.beginnings[device...device].filter { $0 > 0 }
        .map { Use(start: 0, end: $0) }
      if let wrong = overlap(uses, "device \(device)") { return wrong }
      let busy = uses.reduce(0) { $0 + $1.end - $1.start }
      let times = timeline.devices[device]
      let least = (times.compute + times.onChip).value
      let most = least + times.offChip.value
      // What is loaded for the next pass may come after the last operation.
      if busy < (timeline.loads.isEmpty ? most : least) - slack
        || busy > most + slack
      {
        return "computing on \(device) does not add up"
      }
    }
    return nil
  }

  /// The time that `bytes` in `packets` take on a channel.
  private func airtime(_ bytes: Int, _ packets: Int, _ attempts: Int32 = 1)
    -> Double
  {
    let network = timeline.accounting.network
    let cut = Int((Double(bytes) / network.packet.value).rounded(.up))
    let header = network.header.value * Double(max(packets, cut))
    return (Double(bytes) + header) * secondsPerByte
      + network.overhead.value * Double(attempts)
  }

  /// No link and no medium is used twice at once.
  private func channels() -> String? {
    var uses: [String: [Use]] = [:]
    func use(_ channel: String, from start: Double, for time: Double) {
      uses[channel, default: []].append(Use(start: start, end: start + time))
    }
    let kind = timeline.accounting.network.kind
    if kind == .mixer { return rounds() }
    var lastSum: Int32 = -1
    for (index, operation) in trace.operations.enumerated()
    where operation.isMessage {
      let message = trace.messages[Int(operation.message)]
      if message.purpose == .control, !timeline.accounting.countsControl {
        continue
      }
      if timeline.accounting.exchanges == .once {
        let (start, end) = (timeline.starts[index], timeline.ends[index])
        use("the link of \(operation.device)", from: start, for: end - start)
        continue
      }
      if message.access != .link, kind == .airComp {
        // All of a sum at once.
        guard message.round > lastSum else { continue }
        lastSum = message.round
        let (start, end) = (timeline.starts[index], timeline.ends[index])
        use("the medium", from: start, for: end - start)
        continue
      }
      if kind == .sharedBroadcast || kind == .airComp {
        use(
          "the medium", from: timeline.starts[index],
          for: airtime(message.broadcastBytes, message.broadcastPackets))
        continue
      }
      var up = 0.0
      for number in trace.deliveries(of: message) {
        let delivery = trace.deliveries[number]
        let time = airtime(
          delivery.sentBytes, delivery.sentPackets, delivery.attempts)
        let reception = timeline.receptions[number]
        switch kind {
        case .sharedUnicast: use("the medium", from: reception, for: time)
        case .pointToPoint:
          use(
            "the link \(operation.device) to \(delivery.receiver)",
            from: reception, for: time)
        // Several ports of a device are not told apart.
        case .star where timeline.accounting.network.ports.value > 1: break
        default:
          use("the link to \(delivery.receiver)", from: reception, for: time)
          up += time
        }
      }
      if timeline.accounting.network.ports.value > 1 { continue }
      if kind == .star {
        // All copies leave one after another, without a gap.
        let start = timeline.starts[index]
        use("the link from \(operation.device)", from: start, for: up)
        if timeline.ends[index] < start + up - slack {
          return "message \(index) leaves too fast"
        }
      }
    }
    for (channel, spans) in uses {
      if let wrong = overlap(spans, channel) { return wrong }
    }
    return nil
  }

  /// Rounds of Mixer: all messages of one together, as early as they may, one
  /// round at a time, each as long as the plan says.
  private func rounds() -> String? {
    var found: [Int32: (ready: Double, span: Use)] = [:]
    for (index, operation) in trace.operations.enumerated()
    where operation.isMessage {
      let message = trace.messages[Int(operation.message)]
      if message.purpose == .control, !timeline.accounting.countsControl {
        continue
      }
      let span = Use(start: timeline.starts[index], end: timeline.ends[index])
      let first = Int(operation.firstDependency)
      let ready =
        trace.dependencies[
          first..<first + Int(operation.dependencyCount)
        ].map {
          $0.delivery < 0
            ? timeline.ends[Int($0.operation)]
            : timeline.arrivals[Int($0.delivery)]
        }.max() ?? 0
      let known = found[message.round] ?? (ready, span)
      if known.span.start != span.start || known.span.end != span.end {
        return "round \(message.round) is not one"
      }
      found[message.round] = (max(ready, known.ready), span)
      for delivery in trace.deliveries(of: message)
      where timeline.arrivals[delivery] != span.end {
        return "delivery \(delivery) arrives within a round"
      }
    }
    guard found.count == timeline.mixer?.steps ?? 0 else {
      return "\(found.count) rounds were planned otherwise"
    }
    var free = -Double.infinity
    let window = timeline.accounting.network.radio?.window.value ?? 0
    for round in found.values.sorted(by: { $0.span.start < $1.span.start }) {
      let start = max(round.ready, free + window)
      let length = timeline.mixer?.stepTime.value ?? 0
      if abs(round.span.start - start) > slack
        || abs(round.span.end - start - length) > slack
      {
        return "a round is from \(round.span.start) to \(round.span.end)"
      }
      free = round.span.end
    }
    return nil
  }

  /// Law 5: times fill the latency, energies are not negative and the parts
  /// are the total.
  private func balance() -> String? {
    for (device, times) in timeline.devices.enumerated() {
      let parts = [
        times.compute, times.onChip, times.offChip, times.communication,
        times.wait,
      ]
      if parts.contains(where: { $0.value < 0 }) { return "a negative time" }
      let sum = parts.reduce(0) { $0 + $1.value }
      if abs(sum - timeline.latency.value) > slack {
        return "the times of \(device) do not add up"
      }
    }
    for energy in costs.energy {
      let parts = [
        energy.compute, energy.memory, energy.transmit, energy.receive,
        energy.wait,
      ].map(\.value)
      if parts.contains(where: { !($0 >= 0) }) { return "a negative energy" }
      let sum = parts.reduce(0, +)
      if abs(sum - energy.total.value) > 1e-12 * sum {
        return "energy does not add up"
      }
    }
    return nil
  }

  /// The peak covers what is alive at any operation.
  private func memory() -> String? {
    for operation in trace.operations.indices {
      var alive = [Int](repeating: 0, count: trace.devices)
      for buffer in trace.buffers
      where buffer.kind != .weights && buffer.first <= operation
        && (buffer.kind.isKept || operation <= buffer.last)
      {
        alive[Int(buffer.device)] += buffer.bytes
      }
      for (device, bytes) in alive.enumerated()
      where bytes > costs.memory.ramPeakBytes[device] {
        return "device \(device) holds \(bytes) bytes, above its peak"
      }
    }
    return nil
  }

  /// A message that needs it is copied out before it is sent and in by each
  /// receiver after it came; a device does one copy a side at a time.
  private func copies() -> String? {
    guard let rate = timeline.accounting.network.staging else {
      return timeline.copies.isEmpty ? nil : "something is copied for nothing"
    }
    var (uses, expected): ([String: [Use]], Int) = ([:], 0)
    for message in trace.messages where message.purpose != .control {
      expected += 1 + Int(message.receivers)
    }
    if timeline.copies.count != expected { return "a copy is missing" }
    for copy in timeline.copies {
      let isOut = copy.delivery < 0
      let time = Double(copy.bytes) / rate.value
      if abs(copy.end - copy.start - time) > slack { return "a copy too fast" }
      uses["\(isOut ? "out of" : "into") \(copy.device)", default: []].append(
        Use(start: copy.start, end: copy.end))
      if isOut, copy.end > timeline.starts[copy.operation] + slack {
        return "message \(copy.operation) is sent before it is copied"
      }
      if !isOut, copy.start < timeline.receptions[copy.delivery] - slack {
        return "delivery \(copy.delivery) is copied before it is there"
      }
    }
    for (side, spans) in uses {
      if let wrong = overlap(spans, side) { return wrong }
    }
    return nil
  }
}
