@testable import Cluster
import Tensors
import TestSupport
import Testing

struct PacketTests {
  /// One message of ones from device 0 to all others.
  private func message(
    _ elements: Int, devices: Int, loss: Double, seed: UInt64,
    packet: Int?, retries: Int = 0, format: ElementFormat = .fp32
  ) throws -> (received: [[Float]], trace: Trace) {
    var options = ClusterOptions()
    options.loss = IndependentLoss(probability: loss, seed: seed)
    options.packetBytes = packet
    options.retries = retries
    options.formats.messages = format
    let cluster = try Cluster(devices: devices, options: options)
    let ones = try Tensor(
      Shape(elements), [Float](repeating: 1, count: elements))
    let received = try cluster.send(
      ones, from: cluster.root, to: Array(cluster.devices.dropFirst()))
    return (try received.map { try $0.values() }, cluster.trace)
  }

  @Test(arguments: 0..<UInt64(40))
  func lossIsByWholePackets(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let elements = random.int(1...200)
    let format = random.pick(ElementFormat.allCases)
    let packet = random.int(4...90)
    let run = try message(
      elements, devices: 4, loss: 0.4, seed: seed, packet: packet,
      format: format)
    let step = format.elements(in: packet)
    #expect(format.bytes(step) <= packet)
    let packets = (elements + step - 1) / step
    #expect(run.trace.messages[0].packets == packets)
    for (values, delivery) in zip(run.received, run.trace.deliveries) {
      var lost = 0
      for start in stride(from: 0, to: elements, by: step) {
        let end = min(elements, start + step)
        // All of a packet is there or none of it.
        let there = values[start] != 0
        #expect(values[start..<end].allSatisfy { ($0 != 0) == there })
        if !there { lost += format.bytes(end) - format.bytes(start) }
      }
      #expect(delivery.lostBytes == lost)
      #expect(delivery.deliveredBytes + lost == format.bytes(elements))
      #expect(delivery.sentPackets == packets)
    }
    #expect(run.trace.violation() == nil)
  }

  @Test func withoutPacketsAMessageIsLostWhole() throws {
    var seen: Set<Int> = []
    for seed in 0..<UInt64(30) {
      let run = try message(
        50, devices: 2, loss: 0.5, seed: seed, packet: nil)
      seen.insert(run.received[0].filter { $0 == 1 }.count)
    }
    #expect(seen == [0, 50])
  }

  /// More tries lose less and send more; the expected shares are known.
  @Test func retriesCostBytesAndSaveThem() throws {
    let (loss, elements) = (0.5, 20_000)
    var before = (lost: Int.max, sent: 0)
    for retries in 0...3 {
      let run = try message(
        elements, devices: 2, loss: loss, seed: 6, packet: 4,
        retries: retries)
      let delivery = run.trace.deliveries[0]
      #expect(delivery.lostBytes < before.lost)
      #expect(delivery.sentBytes > before.sent)
      before = (delivery.lostBytes, delivery.sentBytes)
      var left = 1.0
      var sent = 0.0
      for _ in 0...retries {
        sent += left
        left *= loss
      }
      let payload = Double(4 * elements)
      #expect(abs(Double(delivery.lostBytes) / payload - left) < 0.02)
      #expect(abs(Double(delivery.sentBytes) / payload - sent) < 0.04)
      #expect(delivery.attempts == retries + 1)
      #expect(run.trace.violation() == nil)
    }
  }

  /// A broadcast repeats a packet until the last receiver has it: as often as
  /// the worst receiver needs, packet by packet.
  @Test(arguments: 0..<UInt64(20))
  func broadcastRepeatsForTheWorst(seed: UInt64) throws {
    let loss = IndependentLoss(probability: 0.4, seed: seed)
    let run = try message(
      10, devices: 4, loss: 0.4, seed: seed, packet: 8, retries: 4)
    var total = 0
    for packet in 0..<5 {
      let tries = (1...3).map { receiver in
        1
          + ((0..<4).first { attempt in
            !loss.loses(
              Transmission(
                sample: 0, round: 0, sender: 0, receiver: receiver,
                packet: packet, attempt: attempt))
          } ?? 4)
      }
      total += tries.max() ?? 0
    }
    #expect(run.trace.messages[0].broadcastPackets == total)
    #expect(run.trace.messages[0].broadcastBytes == 8 * total)
  }

  @Test(arguments: ElementFormat.allCases)
  func messagesAreRoundedToTheirFormat(_ format: ElementFormat) throws {
    var options = ClusterOptions()
    options.formats.messages = format
    let meeting = try Meeting(
      devices: 2, shape: Shape(70), seed: 1, options: options)
    let devices = meeting.cluster.devices
    let received = try meeting.cluster.send(
      meeting.parts.parts[0], from: devices[0], to: [devices[1]])[0]
    let expected = format.roundTrip(meeting.parts.parts[0])
    #expect(try received.values() == expected.values())
    #expect(
      meeting.cluster.trace.messages[0].payloadBytes == format.bytes(70))
  }
}
