import Cluster
import Models
import Schemes
import Tensors

extension Instance {
  /// What a run gives.
  struct Outcome {
    /// Scores of each pass; empty without values.
    var scores: [[Float]] = []
    /// Their shapes.
    var shapes: [Shape] = []
    /// What happened.
    var trace: Trace

    /// The scores as bits, so that NaN is NaN.
    var bits: [[UInt32]] { scores.map { $0.map(\.bitPattern) } }
  }

  /// Its model, with random weights or by shapes alone.
  func model(_ scheme: any Scheme, values: Bool) throws -> Transformer {
    let model =
      values
      ? try randomModel(shape, seed: seed) : try Transformer(shapesOnly: shape)
    model.sent = try scheme.sentColumns(of: model, devices: devices, prune: 0)
    model.additions = try scheme.additions(
      to: shape, devices: devices, options: options.scheme
    ).map {
      values ? try Additions($0, random: seed) : try Additions(shapesOnly: $0)
    }
    return model
  }

  /// Runs it by `scheme`, with values or for costs alone.
  func run(_ scheme: any Scheme, values: Bool = true) throws -> Outcome {
    let model = try model(scheme, values: values)
    let cluster = try Cluster(devices: devices, options: options)
    let memory = isCached ? DecodingMemory() : nil
    var input = Input(for: shape, seed: seed)
    var outcome = Outcome(trace: Trace(devices: devices))
    for step in steps {
      let pass = try input.pass(
        step, memory: memory, values: values, scoresAll: scoresAll)
      let scores = try scheme.forward(pass, through: model, on: cluster)
      memory?.advance(by: step)
      outcome.shapes.append(scores.shape)
      if values { outcome.scores.append(try scores.values()) }
    }
    outcome.trace = cluster.trace
    return outcome
  }
}

/// Random tokens or vectors, as a model takes them.
struct Input {
  private let shape: ModelShape
  private var random: RandomStream
  private var text: [Int] = []

  init(for shape: ModelShape, seed: UInt64) {
    self.shape = shape
    random = RandomStream(seed: seed &+ 1)
  }

  /// Elements of a position; `nil` for tokens.
  private var elements: Int? {
    switch shape.input {
    case .vectors(let elements, _): elements
    case .states: shape.width
    case .tokens, .trigrams: nil
    }
  }

  /// The next `count` positions; without a memory all tokens before them too.
  mutating func pass(
    _ count: Int, memory: DecodingMemory?, values: Bool, scoresAll: Bool
  ) throws -> Pass {
    if let elements {
      return values
        ? Pass(
          vectors: try random.tensor(Shape(count, elements)), memory: memory)
        : shape.blankPass(count: count, memory: memory)
    }
    let new = (0..<count).map { _ in random.int(0...shape.vocabulary - 1) }
    text += new
    let tokens = memory == nil ? text : new
    return values
      ? Pass(tokens, memory: memory, scoresAll: scoresAll)
      : Pass(count: tokens.count, memory: memory, scoresAll: scoresAll)
  }

  /// `samples` of `count` positions: in one pass, and a pass for each.
  mutating func batch(_ samples: Int, of count: Int) throws -> (
    Pass, [Pass]
  ) {
    if let elements {
      let all = try random.tensor(Shape(samples, count, elements))
      return (
        Pass(vectors: all),
        try (0..<samples).map {
          Pass(vectors: try all.rows($0 * count..<($0 + 1) * count))
        }
      )
    }
    let texts = (0..<samples).map { _ in
      (0..<count).map { _ in random.int(0...shape.vocabulary - 1) }
    }
    return (
      try Pass(texts: texts), texts.map { Pass($0, scoresAll: true) }
    )
  }
}
