import Tensors
import TestSupport
import Testing

@testable import Cluster

/// Whole messages lost by link, receiver and sender.
struct MessageDropoutTests {
  private static let causes: [MessageDropout.Causes] = [
    .all, .links, .receivers, .senders, [.links, .senders],
    [.receivers, .senders], [],
  ]

  /// What `loss` says about each transmission, `receivers x senders`.
  private func asked(
    _ loss: any LossModel, sample: Int, round: Int, devices: Int
  ) -> [Float] {
    (0..<devices).flatMap { receiver in
      (0..<devices).map { sender -> Float in
        let transmission = Transmission(
          sample: sample, round: round, sender: sender, receiver: receiver,
          packet: 0, attempt: 0)
        return sender == receiver || !loss.loses(transmission) ? 1 : 0
      }
    }
  }

  private func heard(
    _ loss: any LossModel, sample: Int, round: Int, devices: Int
  ) -> [Float] {
    var heard: [Float] = []
    loss.heard(sample: sample, round: round, devices: devices, into: &heard)
    return heard
  }

  @Test func hearingIsAskingForEachTransmission() {
    var random = RandomStream(seed: 41)
    for _ in 0..<400 {
      let (seed, q) = (random.next(), Double(random.int(0...10)) / 10)
      let losses: [any LossModel] = [
        MessageDropout(
          probability: q, causes: random.pick(Self.causes), seed: seed),
        IndependentLoss(probability: q, seed: seed),
      ]
      let sample = random.int(0...1_000_000)
      let round = random.int(0...400)
      let devices = random.int(1...20)
      for loss in losses {
        // What is there already stays.
        var found: [Float] = [7]
        loss.heard(
          sample: sample, round: round, devices: devices, into: &found)
        let expected = asked(
          loss, sample: sample, round: round, devices: devices)
        #expect(
          found == [7] + expected, "\(loss), \(devices) devices, \(sample)")
      }
    }
  }

  /// Within five deviations: (1 - q)^n for n causes. Links of one receiver
  /// or sender share their fate, so whole gathers are what is counted.
  @Test(arguments: [0.01, 0.1, 0.3, 0.7])
  func aLinkLivesIfNoCauseStrikes(probability: Double) {
    for causes in Self.causes {
      let count =
        (causes.rawValue & 1) + (causes.rawValue >> 1 & 1)
        + (causes.rawValue >> 2)
      let expected = (0..<count).reduce(1.0) { share, _ in
        share * (1 - probability)
      }
      let loss = MessageDropout(
        probability: probability, causes: causes, seed: 12)
      let shares = (0..<4000).map { gather -> Double in
        let all = heard(
          loss, sample: gather / 7, round: gather % 7, devices: 5)
        return Double(all.reduce(0, +) - 5) / 20
      }
      let mean = shares.reduce(0, +) / 4000
      let variance =
        shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
      #expect(
        abs(mean - expected) <= 5 * (variance / 4000).squareRoot() + 1e-12,
        "\(causes)")
    }
  }

  /// A receiver hears all or nobody; a sender is heard by all or by nobody.
  @Test func receiversAndSendersLoseTheirRowOrColumn() {
    var lost = [0, 0]
    for sample in 0..<300 {
      let devices = 2 + sample % 9
      for (cause, other) in [(0, 1), (1, 0)] {
        let loss = MessageDropout(
          probability: 0.3, causes: cause == 0 ? .receivers : .senders,
          seed: 5)
        let all = heard(loss, sample: sample, round: 3, devices: devices)
        for one in 0..<devices {
          let line = (0..<devices).filter { $0 != one }.map {
            all[cause < other ? one * devices + $0 : $0 * devices + one]
          }
          #expect(Set(line).count <= 1)
          if line.first == 0 { lost[cause] += 1 }
        }
      }
    }
    #expect(lost.allSatisfy { $0 > 300 })
  }

  /// Together the causes take what each takes alone: they are drawn apart.
  @Test func causesAddUp() {
    for sample in 0..<100 {
      let parts = [MessageDropout.Causes.links, .receivers, .senders].map {
        heard(
          MessageDropout(probability: 0.2, causes: $0, seed: 9),
          sample: sample, round: 1, devices: 7)
      }
      let all = heard(
        MessageDropout(probability: 0.2, seed: 9), sample: sample, round: 1,
        devices: 7)
      #expect(
        all == all.indices.map { parts[0][$0] * parts[1][$0] * parts[2][$0] })
    }
  }

  @Test func noneAndAll() {
    for devices in [1, 2, 7, 20] {
      let own = (0..<devices * devices).map {
        $0 / devices == $0 % devices ? Float(1) : 0
      }
      let ones = own.map { _ in Float(1) }
      for causes in Self.causes {
        for (q, expected) in [(0.0, ones), (1.0, causes == [] ? ones : own)] {
          let loss = MessageDropout(probability: q, causes: causes, seed: 3)
          for sample in 0..<20 {
            #expect(
              heard(loss, sample: sample, round: 5, devices: devices)
                == expected)
          }
        }
      }
      let independent = IndependentLoss(probability: 1, seed: 3)
      #expect(
        heard(independent, sample: 0, round: 0, devices: devices) == own)
    }
  }

  /// A repetition and another packet have luck of their own; another seed
  /// and another round too.
  @Test func everyPartOfTheKeyCounts() {
    let base = Transmission(
      sample: 0, round: 0, sender: 2, receiver: 1, packet: 0, attempt: 0)
    let parts: [WritableKeyPath<Transmission, Int>] = [
      \.sample, \.round, \.sender, \.receiver, \.packet, \.attempt,
    ]
    let loss = MessageDropout(probability: 0.2, seed: 6)
    for part in parts {
      var differ = 0
      for number in 0..<2000 {
        var a = base
        a.sample = 10 * number
        var b = a
        b[keyPath: part] += 4
        if loss.loses(a) != loss.loses(b) { differ += 1 }
      }
      #expect(differ > 200)
    }
    let other = MessageDropout(probability: 0.2, seed: 7)
    let differ = (0..<2000).filter { sample in
      var a = base
      a.sample = sample
      return loss.loses(a) != other.loses(a)
    }
    #expect(differ.count > 200)
  }
}
