@testable import Cluster
import Tensors
import TestSupport
import Testing

struct LossTests {
  private func transmissions(_ count: Int) -> [Transmission] {
    (0..<count).map {
      Transmission(
        sample: $0 / 1000, round: $0 / 100 % 10, sender: $0 % 3,
        receiver: 3 + $0 / 3 % 4, packet: $0 % 100, attempt: $0 % 2)
    }
  }

  /// Within five deviations of a binomial count.
  @Test(arguments: [0.01, 0.1, 0.5, 0.9])
  func lossHasTheAskedRate(probability: Double) {
    let loss = IndependentLoss(probability: probability, seed: 77)
    let count = 40_000
    let lost = transmissions(count).filter(loss.loses).count
    let mean = Double(count) * probability
    let deviation = (mean * (1 - probability)).squareRoot()
    #expect(abs(Double(lost) - mean) < 5 * deviation)
  }

  /// Each part of the key matters, and two receivers lose independently.
  @Test func everyPartOfTheKeyCounts() {
    let loss = IndependentLoss(probability: 0.5, seed: 5)
    let base = Transmission(
      sample: 0, round: 0, sender: 0, receiver: 1, packet: 0, attempt: 0)
    let parts: [WritableKeyPath<Transmission, Int>] = [
      \.sample, \.round, \.sender, \.receiver, \.packet, \.attempt,
    ]
    for (number, part) in parts.enumerated() {
      var both = [[0, 0], [0, 0]]
      for packet in 0..<4000 {
        var a = base
        if number == 4 { a.round = packet } else { a.packet = packet }
        var b = a
        b[keyPath: part] += 2
        both[loss.loses(a) ? 1 : 0][loss.loses(b) ? 1 : 0] += 1
      }
      // Independent fair coins: each pair comes about 1,000 times.
      for count in both.flatMap({ $0 }) { #expect(abs(count - 1000) < 140) }
    }
  }

  @Test func lossDependsOnTheKeyAlone() {
    let all = transmissions(2000)
    let first = IndependentLoss(probability: 0.3, seed: 8)
    let second = IndependentLoss(probability: 0.3, seed: 8)
    let other = IndependentLoss(probability: 0.3, seed: 9)
    let forward = all.map(first.loses)
    let backward = Array(all.reversed().map(second.loses).reversed())
    #expect(forward == backward)
    #expect(forward != all.map(other.loses))
  }

  @Test func zeroLosesNothingAndOneLosesAll() throws {
    for (probability, survives) in [(0.0, true), (1.0, false)] {
      var options = ClusterOptions()
      options.loss = IndependentLoss(probability: probability, seed: 1)
      options.packetBytes = 12
      options.retries = 2
      let meeting = try Meeting(
        devices: 3, shape: Shape(4, 5), seed: 2, options: options)
      let devices = meeting.cluster.devices
      let received = try meeting.cluster.send(
        meeting.parts.parts[0], from: devices[0],
        to: [devices[1], devices[2]])
      for tensor in received {
        let zeros = [Float](repeating: 0, count: 20)
        #expect(
          try tensor.values() == (survives ? meeting.values[0] : zeros))
      }
      #expect(try meeting.parts.parts[0].values() == meeting.values[0])
      let trace = meeting.cluster.trace
      #expect(trace.deliveries.allSatisfy { $0.attempts == (survives ? 1 : 3) })
      #expect(
        trace.deliveries.allSatisfy { $0.sentBytes == (survives ? 80 : 240) })
      #expect(
        trace.deliveries.map(\.lostBytes) == [
          survives ? 0 : 80, survives ? 0 : 80,
        ])
    }
  }

  /// A receiver that hears nobody in some rounds: loss with a common cause.
  struct DeafReceiver: LossModel {
    var receiver: Int
    var rounds: Range<Int>
    func loses(_ t: Transmission) -> Bool {
      t.receiver == receiver && rounds.contains(t.round)
    }
  }

  @Test func correlatedLossIsAnotherModel() throws {
    var options = ClusterOptions()
    options.loss = DeafReceiver(receiver: 1, rounds: 0..<3)
    options.retries = 3
    let meeting = try Meeting(
      devices: 3, shape: Shape(2, 2), seed: 3, options: options)
    func total(_ d: [Int], _ i: Int) -> Float {
      d.reduce(0) { $0 + meeting.values[$1][i] }
    }
    let sums = try meeting.cluster.allReduce(meeting.parts, by: .fullMesh)
    #expect(try sums.parts[1].values() == meeting.values[1])
    #expect(try sums.parts[0].values() == (0..<4).map { total([0, 1, 2], $0) })
    #expect(try sums.parts[2].values() == sums.parts[0].values())
    // Afterwards it hears again.
    let later = try meeting.cluster.allReduce(meeting.parts, by: .fullMesh)
    #expect(try later.parts[1].values() == sums.parts[0].values())
    #expect(meeting.cluster.trace.violation() == nil)
    // A new inference begins with round 0.
    meeting.cluster.begin(sample: 1)
    let again = try meeting.cluster.allReduce(meeting.parts, by: .fullMesh)
    #expect(try again.parts[1].values() == meeting.values[1])
  }

  @Test func controlMessagesAreNeverLost() throws {
    var options = ClusterOptions()
    options.loss = IndependentLoss(probability: 1, seed: 1)
    let cluster = try Cluster(devices: 4, options: options)
    _ = cluster.announce(tokens: 3)
    #expect(cluster.trace.deliveries.allSatisfy { $0.lostBytes == 0 })
    #expect(cluster.trace.deliveries.count == 3)
  }
}
