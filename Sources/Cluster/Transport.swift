import Tensors

/// Cuts one message into packets, loses and repeats them, and counts.
struct Transport {
  let elements: Int
  let packing: Packing
  let packetBytes: Int?
  let retries: Int
  let loss: (any LossModel)?
  let sample: Int
  let round: Int

  struct Outcome {
    var message: Trace.Message
    var deliveries: [Trace.Delivery]
    /// For each receiver the element ranges that arrived; `nil` for all.
    var kept: [[Range<Int>]?]
  }

  func send(from sender: Int, to receivers: [Int], purpose: Trace.Purpose)
    -> Outcome
  {
    let bytes = packing.bytes(elements)
    let stride =
      packetBytes.map {
        min(elements, max(1, packing.elements(in: $0)))
      } ?? elements
    let packets = (elements + stride - 1) / stride
    var message = Trace.Message(
      purpose: purpose, round: 0, collective: 0, payloadBytes: bytes,
      paddingBits: packing.padding(elements),
      packets: packets,
      broadcastBytes: bytes, broadcastPackets: packets, firstDelivery: 0,
      receivers: Int32(receivers.count))
    guard let loss else {
      let deliveries = receivers.map {
        Trace.Delivery(
          receiver: UInt16($0), attempts: 1, sentBytes: bytes,
          sentPackets: packets, deliveredBytes: bytes, lostBytes: 0)
      }
      return Outcome(
        message: message, deliveries: deliveries,
        kept: receivers.map { _ in nil })
    }
    var deliveries: [Trace.Delivery] = []
    var kept: [[Range<Int>]?] = []
    // A broadcast repeats a packet until the last receiver has it.
    var repeats = [Int](repeating: 1, count: packets)
    for receiver in receivers {
      var ranges: [Range<Int>] = []
      var delivery = Trace.Delivery(
        receiver: UInt16(receiver), attempts: 1, sentBytes: 0, sentPackets: 0,
        deliveredBytes: 0, lostBytes: 0)
      for packet in 0..<packets {
        let range = packet * stride..<min(elements, (packet + 1) * stride)
        let size = size(of: range)
        let tries = attempts(loss, sender, receiver, packet)
        repeats[packet] = max(repeats[packet], tries.count)
        delivery.attempts = max(delivery.attempts, Int32(tries.count))
        delivery.sentPackets += tries.count
        delivery.sentBytes += tries.count * size
        if tries.arrived {
          delivery.deliveredBytes += size
          ranges.append(range)
        } else {
          delivery.lostBytes += size
        }
      }
      deliveries.append(delivery)
      kept.append(delivery.lostBytes == 0 ? nil : ranges)
    }
    message.broadcastPackets = repeats.reduce(0, +)
    message.broadcastBytes = repeats.indices.reduce(0) { sum, packet in
      let range = packet * stride..<min(elements, (packet + 1) * stride)
      return sum + repeats[packet] * size(of: range)
    }
    return Outcome(message: message, deliveries: deliveries, kept: kept)
  }

  /// Bytes of a packet; packets add up to the message whatever is rounded.
  private func size(of range: Range<Int>) -> Int {
    packing.bytes(range.upperBound) - packing.bytes(range.lowerBound)
  }

  private func attempts(
    _ loss: any LossModel, _ sender: Int, _ receiver: Int, _ packet: Int
  ) -> (count: Int, arrived: Bool) {
    for attempt in 0...retries {
      let transmission = Transmission(
        sample: sample, round: round, sender: sender, receiver: receiver,
        packet: packet, attempt: attempt)
      if !loss.loses(transmission) { return (attempt + 1, true) }
    }
    return (retries + 1, false)
  }
}
