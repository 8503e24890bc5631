import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What `cats` computes: without loss the single device, with loss what each
/// device makes of what it has heard.
struct CatsTests {
  private static let seeds = 0..<UInt64(200)

  @Test func withoutLossItIsTheSingleDevice() throws {
    var kinds: Set<String> = []
    for seed in Self.seeds {
      let test = try CatsCase(seed: seed)
      let found = try test.tell(Cats()).told
      let expected = try test.tell(Single(), devices: 1).told
      #expect(found.shape == expected.shape, "\(test)")
      #expect(
        relativeError(try found.values(), try expected.values()) < 1e-4,
        "\(test)")
      kinds.insert(test.kind)
    }
    // Class tokens, masks, heads: 3 x 2 x 4.
    #expect(kinds.count == 24)
  }

  @Test func withoutLossGradientsAreTheSingleDevices() throws {
    for seed in Self.seeds.prefix(120) {
      let test = try CatsCase(seed: seed)
      let found = Tape()
      let expected = Tape()
      let error = worstError(
        try test.gradients(test.tell(Cats(), tape: found).told, found),
        try test.gradients(
          test.tell(Single(), devices: 1, tape: expected).told, expected))
      #expect(error < 1e-3, "\(test)")
    }
  }

  /// Also where messages are lost: a sample loses what it would lose alone.
  @Test func aBatchIsItsSamples() throws {
    for seed in Self.seeds {
      let test = try CatsCase(seed: seed, ownNorms: true)
      for loss in [nil, test.loss] {
        let batch = try test.tell(Cats(), loss: loss).told.values()
        let alone = try test.samples.indices.flatMap {
          try test.tell(Cats(), loss: loss, sample: $0).told.values()
        }
        #expect(relativeError(batch, alone) < 1e-5, "\(test)")
      }
    }
  }

  @Test func itIsWhatEachDeviceMakesOfWhatItHears() throws {
    var changed = 0
    for seed in Self.seeds {
      let test = try CatsCase(seed: seed, ownNorms: true)
      let found = Tape()
      let told = try test.tell(Cats(), loss: test.loss, tape: found).told
      let expected = Tape()
      let reference = CatsReference(
        test.model, devices: test.devices, loss: test.loss,
        samples: test.samples, tape: expected)
      let plain = try reference.tell(test.vectors).reshaped(told.shape)
      #expect(
        relativeError(try told.values(), try plain.values()) < 1e-4, "\(test)")
      let error = worstError(
        try test.gradients(told, found), try test.gradients(plain, expected))
      #expect(error < 2e-3, "\(test)")
      if try test.tell(Cats()).told.values() != told.values() { changed += 1 }
    }
    // Losses reach the values wherever there are several devices.
    #expect(changed > 140)
  }

  /// With nothing heard a device's outputs depend on its own columns alone.
  @Test func whoHearsNothingHasItsOwnColumns() throws {
    for seed in Self.seeds.prefix(60) {
      let test = try CatsCase(seed: seed, ownNorms: true)
      let losses: [any LossModel] = [
        IndependentLoss(probability: 1, seed: seed),
        MessageDropout(probability: 1, seed: seed),
        Deaf(),
      ]
      let told = try losses.map {
        try test.tell(Cats(), loss: $0).told.values()
      }
      #expect(told[0] == told[1] && told[1] == told[2], "\(test)")
      let tape = Tape()
      let plain = try CatsReference(
        test.model, devices: test.devices, loss: Deaf(),
        samples: test.samples, tape: tape
      ).tell(test.vectors)
      #expect(relativeError(told[0], try plain.values()) < 1e-4, "\(test)")
    }
  }

  private struct Deaf: LossModel {
    func loses(_ transmission: Transmission) -> Bool { true }
  }

  /// The same samples and the same seed: the same bits, with a trace or
  /// without; another seed loses other messages.
  @Test func runsRepeat() throws {
    var changed = 0
    for seed in Self.seeds.prefix(80) {
      let test = try CatsCase(seed: seed, ownNorms: true)
      let first = try test.tell(Cats(), loss: test.loss)
      let second = try test.tell(Cats(), loss: test.loss)
      let silent = try test.tell(
        Cats(), loss: test.loss, recordsTrace: false)
      #expect(first.trace == second.trace, "\(test)")
      let bits = try first.told.values().map(\.bitPattern)
      #expect(try second.told.values().map(\.bitPattern) == bits, "\(test)")
      #expect(try silent.told.values().map(\.bitPattern) == bits, "\(test)")
      #expect(silent.trace.operations.isEmpty, "\(test)")
      let other = try test.tell(
        Cats(), loss: MessageDropout(probability: 0.3, seed: seed &+ 1000))
      if try other.told.values().map(\.bitPattern) != bits { changed += 1 }
    }
    #expect(changed > 50)
  }
}
