import Cluster
import Tensors

/// Writes costs as a Chrome trace, which Perfetto and chrome://tracing open:
/// a process per device, threads for compute, transmit, receive and memory,
/// an arrow per delivery, a counter of RAM.
///
/// Trace Event Format; times are in microseconds.
public struct PerfettoTrace {
  private let trace: Trace
  private let costs: Costs
  /// By number.
  private let devices: [DeviceModel]
  private var lines: [String] = []
  private var lanes: [Track: [Double]] = [:]

  private struct Track: Hashable {
    let device: Int
    let kind: Kind
  }

  /// Threads by number; further lanes of a kind follow its first.
  private enum Kind: Int, CaseIterable {
    case compute = 1
    case memory = 100
    case transmit = 200
    case receive = 300
    case near = 400
    case onChip = 500
    case offChip = 600
    case staging = 700
  }

  /// The threads of each device, with their names: one for all memories, or
  /// one for each level of a hierarchy.
  private var kinds: [(kind: Kind, name: String)] {
    let common: [Kind] = [.compute, .transmit, .receive]
    guard let chip = devices.first, chip.hierarchy != nil else {
      let staging: [Kind] = costs.timeline.copies.isEmpty ? [] : [.staging]
      return (common + [.memory] + staging).map { ($0, "\($0)") }
    }
    return common.map { ($0, "\($0)") }
      + zip([.near, .onChip, .offChip], chip.memory.map(\.name))
  }

  /// The text of the trace file.
  ///
  /// - Complexity: O(operations + deliveries + buffers).
  public static func text(
    of trace: Trace, costs: Costs, on platform: Platform
  ) -> String {
    var writer = PerfettoTrace(
      trace, costs, platform.devices(trace.devices))
    writer.name()
    writer.operations()
    writer.counters()
    return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
      + writer.lines.joined(separator: ",\n") + "\n]}\n"
  }

  private init(_ trace: Trace, _ costs: Costs, _ devices: [DeviceModel]) {
    self.trace = trace
    self.costs = costs
    self.devices = devices
  }

  private mutating func name() {
    for index in 0..<trace.devices {
      lines.append(
        "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":\(index),"
          + "\"args\":{\"name\":\"device \(index)\"}}")
      for (kind, name) in kinds {
        lines.append(threadName(index, kind.rawValue, name))
      }
    }
  }

  private func threadName(_ device: Int, _ thread: Int, _ name: String)
    -> String
  {
    "{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":\(device),"
      + "\"tid\":\(thread),\"args\":{\"name\":\"\(name)\"}}"
  }

  private mutating func operations() {
    let timeline = costs.timeline
    for (index, operation) in trace.operations.enumerated() {
      let device = Int(operation.device)
      let (start, end) = (timeline.starts[index], timeline.ends[index])
      if operation.isMessage {
        message(
          trace.messages[Int(operation.message)], from: device, start, end)
      } else {
        let begin =
          timeline.fetches.isEmpty ? start : timeline.fetches[index].onChip
        slice(
          operation.kernel.name, Track(device: device, kind: .compute), begin,
          end, "\"macs\":\(operation.macs),\"operation\":\(index)")
        if timeline.fetches.isEmpty {
          memory(operation, start)
        } else {
          levels(operation, start, timeline.fetches[index], end)
        }
      }
    }
    for (device, end) in timeline.beginnings.enumerated() where end > 0 {
      slice(
        "once a pass", Track(device: device, kind: .compute), 0, end, "")
    }
    for copy in timeline.copies {
      slice(
        copy.delivery < 0 ? "copy out" : "copy in",
        Track(device: copy.device, kind: .staging), copy.start, copy.end,
        "\"bytes\":\(copy.bytes)")
    }
    for load in timeline.loads {
      slice(
        "next block", Track(device: load.device, kind: .offChip), load.start,
        load.end, "\"bytes\":\(load.bytes)")
    }
  }

  /// What an operation moves through a hierarchy of memories: from off the
  /// chip, from the memory on it, and while it computes.
  private mutating func levels(
    _ operation: Trace.Operation, _ start: Double,
    _ fetch: (offChip: Double, onChip: Double), _ end: Double
  ) {
    let device = Int(operation.device)
    let bytes = operation.weightBytes + operation.keptBytes
    if fetch.offChip > start {
      slice(
        "wait for weights", Track(device: device, kind: .offChip), start,
        fetch.offChip, "\"weight_bytes\":\(operation.weightBytes)")
    }
    if fetch.onChip > fetch.offChip {
      slice(
        "weights and kept values", Track(device: device, kind: .onChip),
        fetch.offChip, fetch.onChip, "\"bytes\":\(bytes)")
    }
    if end > fetch.onChip {
      slice(
        operation.kernel.name, Track(device: device, kind: .near),
        fetch.onChip, end,
        "\"bytes\":\(operation.weightBytes + operation.activationBytes)")
    }
  }

  private mutating func memory(_ operation: Trace.Operation, _ start: Double) {
    let index = Int(operation.device)
    let track = Track(device: index, kind: .memory)
    let levels = [
      (
        DeviceModel.Contents.weights, operation.weightBytes,
        costs.memory.weightBytes[index]
      ),
      (
        .activations, operation.activationBytes,
        costs.memory.ramPeakBytes[index]
      ),
    ]
    var at = start
    for (what, bytes, stored) in levels where bytes > 0 {
      let home = devices[index].home(of: stored, what)
      let end = at + Double(bytes) / home.bandwidth.value
      slice("\(what) (\(home.name))", track, at, end, "\"bytes\":\(bytes)")
      at = end
    }
  }

  private mutating func message(
    _ message: Trace.Message, from sender: Int, _ start: Double, _ end: Double
  ) {
    let timeline = costs.timeline
    let counted =
      message.purpose == .activations || timeline.accounting.countsControl
    guard counted else { return }
    let what = message.purpose == .control ? "control" : "message"
    let bytes = "\"payload_bytes\":\(message.payloadBytes)"
    let lane = slice(
      what, Track(device: sender, kind: .transmit), start, end, bytes)
    for delivery in trace.deliveries(of: message) {
      let receiver = Int(trace.deliveries[delivery].receiver)
      let lost = trace.deliveries[delivery].lostBytes
      let (from, to) = (
        timeline.receptions[delivery],
        timeline.landings.isEmpty
          ? timeline.arrivals[delivery] : timeline.landings[delivery]
      )
      let into = slice(
        "\(what) from \(sender)", Track(device: receiver, kind: .receive), from,
        to, bytes + ",\"lost_bytes\":\(lost)")
      lines.append(arrow("s", delivery, sender, lane, start))
      lines.append(arrow("f", delivery, receiver, into, to))
    }
  }

  private func arrow(
    _ phase: String, _ id: Int, _ device: Int, _ thread: Int, _ time: Double
  ) -> String {
    "{\"ph\":\"\(phase)\",\"name\":\"delivery\",\"cat\":\"message\","
      + "\"id\":\(id),\"pid\":\(device),\"tid\":\(thread),"
      + "\"ts\":\(time * 1e6)\(phase == "f" ? ",\"bp\":\"e\"" : "")}"
  }

  /// Writes a slice into the first lane of its track that is free; returns
  /// the thread.
  @discardableResult
  private mutating func slice(
    _ name: String, _ track: Track, _ start: Double, _ end: Double,
    _ arguments: String
  ) -> Int {
    var free = lanes[track] ?? []
    // Neighbours may touch in rounding.
    let slack = 1e-12 + 1e-12 * abs(start)
    let lane = free.firstIndex { $0 <= start + slack } ?? free.count
    if lane == free.count {
      free.append(end)
      if lane > 0 {
        lines.append(
          threadName(
            track.device, track.kind.rawValue + lane,
            "\(track.kind) \(lane + 1)"))
      }
    } else {
      free[lane] = end
    }
    lanes[track] = free
    let thread = track.kind.rawValue + lane
    lines.append(
      "{\"ph\":\"X\",\"name\":\"\(name)\",\"pid\":\(track.device),"
        + "\"tid\":\(thread),\"ts\":\(start * 1e6),"
        + "\"dur\":\((end - start) * 1e6),\"args\":{\(arguments)}}")
    return thread
  }

  private mutating func counters() {
    var samples: [(time: Double, device: Int, bytes: Int)] = []
    let timeline = costs.timeline
    _ = MemoryProfile(of: trace) { operation, device, bytes in
      let time =
        operation < timeline.starts.count
        ? timeline.starts[operation] : timeline.latency.value
      samples.append((time, device, bytes))
    }
    for sample in samples {
      lines.append(
        "{\"ph\":\"C\",\"name\":\"RAM\",\"pid\":\(sample.device),"
          + "\"ts\":\(sample.time * 1e6),\"args\":{\"bytes\":\(sample.bytes)}}")
    }
  }
}
