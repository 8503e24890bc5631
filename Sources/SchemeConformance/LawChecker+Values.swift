import Cluster
import Models
import Schemes
import Tensors

/// How far values may be off, relative to the largest.
private let tolerance = 1e-4

// Laws about what comes out.
extension LawChecker {
  /// Exact schemes on several devices.
  mutating func checkExactness(
    _ instance: Instance, _ outcome: Instance.Outcome
  ) {
    let alone = instance.alone
    guard instance.devices > 1,
      let right = attempt(.exactness, alone, { try alone.run(Single()) })
    else { return }
    compare(.exactness, instance, outcome, right)
  }

  /// One device is the single device, whatever the scheme.
  mutating func checkOneDevice(_ instance: Instance) {
    let (scheme, alone) = (scheme, instance.alone)
    guard Instance.accepted(scheme, instance.shape, options).contains(1),
      let right = attempt(.exactness, alone, { try alone.run(Single()) }),
      let one = attempt(.exactness, alone, { try alone.run(scheme) })
    else { return }
    compare(.exactness, alone, one, right)
  }

  /// With a cache, the last scores of each pass are those without.
  mutating func checkDecoding(_ instance: Instance) {
    guard instance.shape.keepsKeys else { return }
    let scheme = scheme
    var cached = instance
    (cached.isCached, cached.scoresAll) = (true, false)
    if cached.steps.count == 1 { cached.steps += [1, 1] }
    var whole = cached
    whole.isCached = false
    guard let found = attempt(.decoding, cached, { try cached.run(scheme) }),
      let right = attempt(.decoding, whole, { try whole.run(scheme) })
    else { return }
    compare(.decoding, cached, found, right)
  }

  /// A batch of three gives what its samples give.
  mutating func checkBatches(_ instance: Instance) {
    guard type(of: scheme).batches != .none else { return }
    let (scheme, count) = (scheme, instance.steps[0])
    let pair = attempt(.batches, instance) {
      let model = try instance.model(scheme, values: true)
      var input = Input(for: instance.shape, seed: instance.seed)
      let (batch, samples) = try input.batch(3, of: count)
      func scores(_ passes: [Pass]) throws -> [Float] {
        let cluster = try Cluster(
          devices: instance.devices, options: instance.options)
        return try passes.flatMap {
          try scheme.forward($0, through: model, on: cluster).values()
        }
      }
      return (try scores([batch]), try scores(samples))
    }
    guard let (found, right) = pair else { return }
    let error = relativeError(found, right)
    if !(error < tolerance) {
      oddBatches += 1
      // What codes values may change a code by a rounding, but rarely, and
      // then some values alone.
      guard isExact || oddBatches > 1 || !(error < 0.5) else { return }
      note(
        .batches, instance,
        expected: "the scores of three samples one by one, to \(tolerance)",
        found: "as a batch they are \(error) off")
    }
  }

  /// Gradients of all weights of the model.
  mutating func checkGradients(_ instance: Instance) {
    guard instance.seed % 3 == 0, instance.steps.count == 1,
      !instance.isCached, instance.shape.head != .states
    else { return }
    let scheme = scheme
    let pair = attempt(.gradients, instance) {
      (try instance.gradients(scheme), try instance.alone.gradients(Single()))
    }
    guard let (found, right) = pair else { return }
    // A gradient that nearly cancels out is as exact as the largest is.
    let top = right.joined().joined().reduce(0) { max($0, abs(Double($1))) }
    for (own, right) in zip(found, right) {
      let error = relativeError(
        own.joined().map { $0 }, right.joined().map(Double.init),
        floor: max(1e-6, 1e-3 * top))
      if !(error < 1e-3) {
        note(
          .gradients, instance,
          expected: "the single device's gradients, to 0.001",
          found: "those of one weight are \(error) off")
      }
    }
  }

  private mutating func compare(
    _ law: Law, _ instance: Instance, _ found: Instance.Outcome,
    _ right: Instance.Outcome
  ) {
    for (pass, (own, right)) in zip(found.scores, right.scores).enumerated() {
      let error = relativeError(own, right)
      if !(error < tolerance) {
        note(
          law, instance,
          expected: law == .decoding
            ? "the scores of the whole text, to \(tolerance)"
            : "the scores of one device, to \(tolerance)",
          found: "those of pass \(pass) are \(error) off")
      }
    }
  }
}

extension Instance {
  /// The gradients of a loss, by weight of the model; empty where a weight has
  /// none.
  fileprivate func gradients(_ scheme: any Scheme) throws -> [[[Float]]] {
    let model = try model(scheme, values: true)
    let tape = Tape()
    let cluster = try Cluster(devices: devices, options: options, tape: tape)
    var input = Input(for: shape, seed: seed)
    let scores = try scheme.forward(
      input.pass(steps[0], memory: nil, values: true, scoresAll: scoresAll),
      through: model, on: cluster)
    var random = RandomStream(seed: seed &+ 2)
    let targets = (0..<scores.shape.rows).map { _ in
      random.int(0...scores.shape.columns - 1)
    }
    try tape.backward(from: scores.crossEntropy(targets))
    return try model.ownParameters.map {
      [try tape.gradient(of: $0)?.values() ?? []]
    }
  }
}
