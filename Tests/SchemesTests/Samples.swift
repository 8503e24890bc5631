import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Some samples of one length, for a batch or one by one.
enum Samples {
  /// Texts for a model of tokens.
  case texts([[Int]])
  /// `samples x positions x elements`.
  case vectors(Tensor)

  /// Random ones that `shape` takes in.
  init(
    _ count: Int, positions: Int, for shape: ModelShape,
    _ random: inout RandomStream
  ) throws {
    let elements: Int? =
      switch shape.input {
      case .vectors(let elements, _): elements
      case .states: shape.width
      case .tokens, .trigrams: nil
      }
    if let elements {
      self = .vectors(
        try random.tensor(Shape(count, positions, elements)))
      return
    }
    var texts: [[Int]] = []
    for _ in 0..<count {
      texts.append(
        (0..<positions).map { _ in random.int(0...shape.vocabulary - 1) })
    }
    self = .texts(texts)
  }

  /// How many.
  var count: Int {
    switch self {
    case .texts(let texts): texts.count
    case .vectors(let vectors): vectors.shape[0]
    }
  }

  /// All in one pass, or a pass each.
  func passes(batched: Bool) throws -> [Pass] {
    switch self {
    case .texts(let texts):
      return batched
        ? [try Pass(texts: texts)] : texts.map { Pass($0, scoresAll: true) }
    case .vectors(let vectors):
      if batched { return [Pass(vectors: vectors)] }
      let (rows, columns) = (vectors.shape[1], vectors.shape[2])
      return try (0..<count).map {
        Pass(vectors: try vectors.rows($0 * rows..<($0 + 1) * rows))
          .checked(Shape(rows, columns))
      }
    }
  }
}

extension Pass {
  fileprivate func checked(_ shape: Shape) -> Pass {
    if case .vectors(let vectors) = input { #expect(vectors.shape == shape) }
    return self
  }
}

/// A scheme on some devices.
struct Split: CustomStringConvertible {
  var scheme: String
  var devices: Int
  var options = ClusterOptions()

  var description: String { "\(scheme) on \(devices)" }

  /// Whether it takes a batch.
  func takesBatches() throws -> Bool {
    type(of: try known(scheme)).batches != .none
  }

  /// What the model tells about `samples`, a row after the other.
  func callAsFunction(
    _ samples: Samples, through model: Transformer, batched: Bool,
    tape: Tape? = nil
  ) throws -> Tensor {
    let cluster = try Cluster(devices: devices, options: options, tape: tape)
    let told = try samples.passes(batched: batched).map {
      try known(scheme).forward($0, through: model, on: cluster)
    }
    let rows = told.reduce(0) { $0 + $1.shape.rows }
    return try Tensor.assembled(
      told, as: Shape(rows, told[0].shape.columns))
  }

  /// Output and cross-entropy of `targets`, and the tape that they left.
  func learn(
    _ targets: [Int], _ samples: Samples, through model: Transformer,
    batched: Bool
  ) throws -> (output: [Float], loss: Float, tape: Tape) {
    let tape = Tape()
    let output = try self(samples, through: model, batched: batched, tape: tape)
    let loss = try output.crossEntropy(targets)
    try tape.backward(from: loss)
    return (try output.values(), try loss.values()[0], tape)
  }
}
