import Cluster

/// Links and media while a timeline is made: who occupies them until when.
struct Channels {
  let network: NetworkModel
  private let devices: Int
  private let secondsPerByte: Double
  private let latency: Double
  private let header: Int
  private let overhead: Double
  /// Links of a device, side by side; more than 1 only at a switch.
  private let ports: Int
  /// Whether each device has a link of its own that reaches all others.
  private let reachesAll: Bool
  /// When each channel is free again; see `channel(_:_:)`.
  private var free: ContiguousArray<Double>
  /// How long each channel was in use.
  private(set) var busy: ContiguousArray<Double>
  /// Bytes that went over each channel.
  private(set) var bytes: ContiguousArray<Int>
  /// The operation that used each channel last.
  private var user: ContiguousArray<Int32>

  /// One transmission, to one receiver.
  struct Transfer {
    /// When it begins to leave the sender.
    var departure: Double
    /// When the sender's side is done.
    var sent: Double
    /// When it begins to reach the receiver.
    var reception: Double
    /// When the receiver has it.
    var arrival: Double
    /// Bytes on the channel, headers and repeats included.
    var bytes: Int
    /// Time on the channel.
    var airtime: Double
    /// Whose use of a channel it waited for, or -1.
    var blocker: Int32
  }

  init(_ network: NetworkModel, devices: Int, reachesAll: Bool = false) {
    self.network = network
    self.reachesAll = reachesAll
    self.devices = devices
    secondsPerByte = 8 / network.bandwidth.value
    latency = network.latency.value
    header = Int(network.header.value.rounded(.up))
    overhead = network.overhead.value
    ports = network.kind == .star ? Int(network.ports.value) : 1
    let count =
      switch network.kind {
      case _ where reachesAll: devices
      case .pointToPoint: devices * devices
      case .star: 2 * devices * Int(network.ports.value)
      case .sharedUnicast, .sharedBroadcast, .mixer, .airComp: 1
      }
    free = ContiguousArray(repeating: 0, count: count)
    busy = free
    bytes = ContiguousArray(repeating: 0, count: count)
    user = ContiguousArray(repeating: -1, count: count)
  }

  /// Bytes on the channel for a payload of `bytes` in `packets`.
  @inline(__always)
  private func bytesOnAir(_ bytes: Int, _ packets: Int) -> Int {
    header == 0
      ? bytes : bytes + header * network.packets(bytes, atLeast: packets)
  }

  /// Bytes of a delivery on the channel, and the seconds that they take.
  func size(_ delivery: Trace.Delivery) -> (bytes: Int, airtime: Double) {
    let bytes = bytesOnAir(delivery.sentBytes, delivery.sentPackets)
    return (
      bytes,
      Double(bytes) * secondsPerByte + overhead * Double(delivery.attempts)
    )
  }

  /// Sends `charged` once from `sender` to all; nothing of it is charged of
  /// what is not there.
  mutating func exchange(
    _ charged: Trace.Message?, attempts: Int32, from sender: Int,
    ready: Double, operation: Int32
  ) -> Transfer {
    guard let charged else {
      return occupy(sender, ready, 0, 0, 0, operation)
    }
    let bytes = bytesOnAir(charged.broadcastBytes, charged.broadcastPackets)
    let padding = Double(charged.paddingBits) / 8
    return occupy(
      sender, ready, bytes,
      (Double(bytes) - padding) * secondsPerByte + overhead * Double(attempts),
      latency * Double(attempts), operation)
  }

  /// Sends to one receiver.
  @inline(__always)
  mutating func send(
    _ delivery: Trace.Delivery, from sender: Int, ready: Double,
    operation: Int32
  ) -> Transfer {
    let (bytes, airtime) = size(delivery)
    let delay = latency * Double(delivery.attempts)
    let receiver = Int(delivery.receiver)
    switch network.kind {
    case .pointToPoint:
      return occupy(
        sender * devices + receiver, ready, bytes, airtime, delay, operation)
    case .sharedUnicast, .sharedBroadcast, .mixer, .airComp:
      return occupy(0, ready, bytes, airtime, delay, operation)
    case .star:
      // The switch passes bits on as they come, unless the receiver's link is
      // busy; then it stores them.
      var transfer = occupy(
        port(sender), ready, bytes, airtime, delay, operation)
      let down = port(devices + receiver)
      transfer.reception = transfer.departure
      if free[down] > transfer.departure {
        transfer.reception = free[down]
        transfer.blocker = user[down]
      }
      free[down] = transfer.reception + airtime
      busy[down] += airtime
      self.bytes[down] += bytes
      user[down] = operation
      transfer.arrival = free[down] + delay
      return transfer
    }
  }

  /// The link of a side of a device that is free first.
  @inline(__always)
  private func port(_ side: Int) -> Int {
    var best = side * ports
    for lane in best..<best + ports where free[lane] < free[best] {
      best = lane
    }
    return best
  }

  /// Sends once to all receivers.
  mutating func broadcast(
    _ message: Trace.Message, attempts: Int32, ready: Double, operation: Int32
  ) -> Transfer {
    let bytes = bytesOnAir(message.broadcastBytes, message.broadcastPackets)
    return occupy(
      0, ready, bytes,
      Double(bytes) * secondsPerByte + overhead * Double(attempts),
      latency * Double(attempts), operation)
  }

  /// A sum of parts that go together.
  mutating func sum(
    bytes: Int, airtime: Double, ready: Double, operation: Int32
  ) -> Transfer {
    occupy(0, ready, bytes, airtime, 0, operation)
  }

  @inline(__always)
  private mutating func occupy(
    _ channel: Int, _ ready: Double, _ bytes: Int, _ airtime: Double,
    _ delay: Double, _ operation: Int32
  ) -> Transfer {
    let departure = max(ready, free[channel])
    let blocker = free[channel] > ready ? user[channel] : -1
    free[channel] = departure + airtime
    busy[channel] += airtime
    self.bytes[channel] += bytes
    user[channel] = operation
    return Transfer(
      departure: departure, sent: departure + airtime, reception: departure,
      arrival: departure + airtime + delay, bytes: bytes, airtime: airtime,
      blocker: blocker)
  }

  /// Every channel that was used, in order of its number.
  var links: [Timeline.Link] {
    bytes.indices.filter { bytes[$0] > 0 }.map {
      Timeline.Link(
        name: name($0), bytes: bytes[$0], busy: Seconds(busy[$0]))
    }
  }

  private func starName(_ side: Int, lane: Int) -> String {
    let name =
      side < devices ? "\(side)-switch" : "switch-\(side - devices)"
    return lane == 0 ? name : "\(name) (\(lane + 1))"
  }

  private func name(_ channel: Int) -> String {
    switch network.kind {
    case _ where reachesAll: "\(channel)-all"
    case .pointToPoint: "\(channel / devices)-\(channel % devices)"
    case .star: starName(channel / ports, lane: channel % ports)
    case .sharedUnicast, .sharedBroadcast, .mixer, .airComp: "medium"
    }
  }
}
