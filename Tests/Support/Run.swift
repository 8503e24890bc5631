import Cluster
import Models
import Schemes
import Tensors

/// One way to run one model: what laws are tested over.
package struct Run: CustomStringConvertible, Sendable {
  /// Names the weights, the tokens and the case itself.
  package var seed: UInt64
  /// The sizes.
  package var shape: ModelShape
  /// The scheme's name.
  package var scheme: String
  /// How many devices.
  package var devices: Int
  /// Tokens of each pass: prompts, then single ones.
  package var steps: [Int]
  /// Whether a KV cache is kept; else each pass begins at the first token.
  package var isCached: Bool
  /// Whether scores are wanted for all tokens.
  package var scoresAll: Bool
  /// What the cluster does besides.
  package var options: ClusterOptions

  /// What a run gives.
  package struct Outcome {
    /// Scores of each pass; empty without values.
    package var scores: [[Float]]
    /// Their shapes.
    package var shapes: [Shape]
    /// What happened.
    package var trace: Trace
  }

  /// The case of this seed; nothing is lost in it.
  package init(seed: UInt64) {
    var random = RandomStream(seed: seed)
    self.seed = seed
    let shape = random.modelShape()
    self.shape = shape
    // Some schemes take no language models.
    scheme = random.pick(
      schemes.filter { (try? $0.check(shape, devices: 1)) != nil }
        .map { type(of: $0).name })
    let most =
      switch scheme {
      case "single": 1
      case "tensor-parallel":
        shape.heads == 1
          ? min(7, shape.hidden) : min(shape.keyValueHeads, shape.hidden)
      case "galaxy": min(shape.keyValueHeads, shape.hidden)
      case "one-shot":
        shape.hidden < shape.keyValueHeads ? 1 : shape.keyValueHeads
      case "detransformer": shape.keyValueHeads
      case "pipeline": shape.blocks
      default: 7
      }
    // Heads are shared equally, or as they come.
    let isEqual = ["one-shot", "detransformer"].contains(scheme)
    devices = isEqual ? most : random.int(min(2, most)...most)
    let prompts = (0..<random.int(1...2)).map { _ in random.int(1...9) }
    steps = prompts + [Int](repeating: 1, count: random.int(0...4))
    isCached = random.pick([true, false])
    scoresAll = random.pick([true, false])
    options = ClusterOptions()
    options.scheme["prism.compression"] = .integer(1)
    options.scheme["astra.entries"] = .integer(random.int(2...9))
    options.allReduce = random.pick([
      .ring, .star, .fullMesh, .tree(group: random.int(2...5)),
    ])
  }

  /// Whether its scheme gives the single device's output; means of one row
  /// do.
  package var isExact: Bool {
    if scheme == Prism.name { return true }
    return Schemes.scheme(named: scheme).map { type(of: $0).isExact } ?? false
  }

  /// The same run with losses, drawn from its seed.
  package func withLoss(_ probability: Double, retries: Int = 0) -> Run {
    var run = self
    run.options.loss = IndependentLoss(probability: probability, seed: seed)
    run.options.retries = retries
    run.options.packetBytes = 16 + Int(seed % 64)
    return run
  }

  /// The same run on one device.
  package var alone: Run {
    var run = self
    (run.scheme, run.devices) = ("single", 1)
    return run
  }

  /// Runs it, with values or for costs alone.
  package func callAsFunction(values: Bool = true) throws -> Outcome {
    let model =
      values
      ? try randomModel(shape, seed: seed) : try Transformer(shapesOnly: shape)
    model.additions = try known(scheme).additions(
      to: shape, devices: devices, options: options.scheme
    ).map {
      values
        ? try Additions($0, random: seed) : try Additions(shapesOnly: $0)
    }
    let cluster = try Cluster(devices: devices, options: options)
    let memory = isCached ? DecodingMemory() : nil
    var random = RandomStream(seed: seed &+ 1)
    var text: [Int] = []
    var outcome = Outcome(
      scores: [], shapes: [], trace: Trace(devices: devices))
    for step in steps {
      let new = (0..<step).map { _ in random.int(0...shape.vocabulary - 1) }
      text += new
      let tokens = isCached ? new : text
      let pass =
        values
        ? Pass(tokens, memory: memory, scoresAll: scoresAll)
        : Pass(count: tokens.count, memory: memory, scoresAll: scoresAll)
      let scores = try known(scheme).forward(pass, through: model, on: cluster)
      memory?.advance(by: step)
      outcome.shapes.append(scores.shape)
      if values { outcome.scores.append(try scores.values()) }
    }
    outcome.trace = cluster.trace
    return outcome
  }

  /// What to type to see it again.
  package var description: String {
    "Run(seed: \(seed)): \(scheme) on \(devices), \(options.allReduce), "
      + "steps \(steps), cache \(isCached), all scores \(scoresAll), "
      + "width \(shape.width), heads \(shape.heads)/\(shape.keyValueHeads), "
      + "blocks \(shape.blocks), hidden \(shape.hidden)"
  }
}

/// A scheme that is not in the registry.
package struct UnknownScheme: Error {
  /// Its name.
  package var name: String
}

/// The scheme called `name`, which must be there.
package func known(_ name: String) throws -> any Scheme {
  guard let found = scheme(named: name) else { throw UnknownScheme(name: name) }
  return found
}
