import Cluster
import Models
import Schemes
import Tensors
import TestSupport

/// A random model with samples, to be run by ASTRA.
struct AstraCase: CustomStringConvertible {
  let seed: UInt64
  var shape: ModelShape
  let samples: Samples
  let positions: Int
  let devices: Int
  var options: SchemeOptions

  init(seed: UInt64, samples count: Int? = nil) throws {
    self.seed = seed
    var random = RandomStream(seed: seed)
    shape = seed % 3 == 0 ? random.modelShape() : random.encoderShape()
    positions = random.int(2...9)
    samples = try Samples(
      count ?? random.int(1...3), positions: positions, for: shape, &random)
    devices = random.int(2...6)
    let width = shape.width
    let divisors = (1...width).filter { width % $0 == 0 }
    options = [
      "astra.groups": .integer(random.pick(divisors)),
      "astra.class_tokens": .word(random.pick(["distributed", "one"])),
      "astra.codebooks": .word(random.pick(["shared", "keys-values"])),
    ]
    if random.pick([true, false]) {
      let shares = (0..<devices).map { _ in "\(random.int(1...4))" }
      options["astra.token_shares"] = .word(shares.joined(separator: ":"))
    }
  }

  var description: String {
    "seed \(seed), \(devices) devices, \(positions) positions, "
      + "\(samples.count) samples, class token \(shape.classToken), \(options)"
  }

  /// The model; with one codebook entry for each state of the samples, so that
  /// codes take nothing away.
  func model(isPerfect: Bool) throws -> Transformer {
    let model = try randomModel(shape, seed: seed)
    let passes = try samples.passes(batched: true)
    let states = samples.count * model.positions(of: passes[0])
    var options = options
    options["astra.entries"] = .integer(max(2, isPerfect ? states : 4))
    let scheme = Astra()
    model.additions = try scheme.additions(
      to: shape, devices: devices, options: options
    ).map { try Additions($0, random: seed) }
    if isPerfect {
      try scheme.adapt(
        model, to: passes, options: options, epoch: 0, seed: seed)
    }
    return model
  }

  /// ASTRA on the devices, with the entries of ``model(isPerfect:)``.
  func split(isPerfect: Bool, of model: Transformer) throws -> Split {
    var options = ClusterOptions()
    options.scheme = self.options
    let states =
      samples.count
      * model.positions(of: try samples.passes(batched: true)[0])
    options.scheme["astra.entries"] = .integer(
      max(2, isPerfect ? states : 4))
    return Split(scheme: "astra", devices: devices, options: options)
  }

  static let alone = Split(scheme: "single", devices: 1)
}
