import Cluster
import Models
import Schemes
import Tensors
import TestSupport

/// A random model of vectors, a batch for it, and devices for `cats`.
struct CatsCase: CustomStringConvertible {
  let seed: UInt64
  let devices: Int
  let shape: ModelShape
  let model: Transformer
  /// `samples x positions x elements`.
  let vectors: Tensor
  /// The numbers of the samples.
  let samples: [Int]

  /// - Parameter ownNorms: whether each device may have gains of its own.
  /// - Parameter prunes: whether columns are kept back.
  init(seed: UInt64, ownNorms: Bool = false, prunes: Bool = false) throws {
    var random = RandomStream(seed: seed)
    self.seed = seed
    devices = random.int(1...6)
    shape = random.catsShape(
      devices: devices,
      copies: ownNorms && random.pick([true, false]) ? devices : 1)
    model = try randomModel(shape, seed: seed)
    samples = (0..<random.int(1...4)).map { _ in random.int(0...99) }
    guard case .vectors(let elements, _) = shape.input else {
      throw ModelError.input(model: "random", expected: "vectors")
    }
    vectors = try random.tensor(
      Shape(samples.count, random.int(1...9), elements))
    guard prunes else { return }
    model.sent = try Cats().sentColumns(
      of: model, devices: devices,
      prune: Double(random.int(1...10)) / 10)
  }

  var description: String {
    "seed \(seed), \(devices) devices, \(samples.count) samples of "
      + "\(vectors.shape[1]), width \(shape.width), heads \(shape.heads), "
      + "blocks \(shape.blocks), \(shape.norm), \(shape.attends), class token "
      + "\(shape.classToken), head \(shape.head), prune "
      + "\(model.sent?.prune ?? 0)"
  }

  /// The kind of model, to see that all are met.
  var kind: String {
    let head =
      switch shape.head {
      case .classes(_, let isPooled): "classes \(isPooled)"
      case .eachPosition(_, let hidden): "each \(hidden != nil)"
      default: "none"
      }
    return "\(shape.classToken) \(shape.attends) \(head)"
  }

  /// Losses of many messages; each kind of model of loss.
  var loss: any LossModel {
    seed % 3 == 0
      ? IndependentLoss(probability: 0.3, seed: seed)
      : MessageDropout(probability: 0.15, seed: seed)
  }

  /// What a scheme tells, on `tape`.
  func tell(
    _ scheme: any Scheme, devices: Int? = nil, loss: (any LossModel)? = nil,
    sample: Int? = nil, tape: Tape? = nil, recordsTrace: Bool = true
  ) throws -> (told: Tensor, trace: Trace) {
    var options = ClusterOptions()
    options.loss = loss
    options.recordsTrace = recordsTrace
    let cluster = try Cluster(
      devices: devices ?? self.devices, options: options, tape: tape)
    var vectors = vectors
    if let sample {
      cluster.begin(sample: samples[sample])
      let rows = vectors.shape[1]
      vectors = try vectors.rows(sample * rows..<(sample + 1) * rows)
    } else {
      cluster.begin(samples: samples)
    }
    let told = try scheme.forward(
      Pass(vectors: vectors), through: model, on: cluster)
    return (told, cluster.trace)
  }

  /// The gradients of a random sum of what is told.
  func gradients(_ told: Tensor, _ tape: Tape) throws -> [[Float]] {
    var random = RandomStream(seed: seed &+ 5)
    let factors = try random.tensor(told.shape)
    try tape.backward(from: (told * factors).sum())
    return try model.parameters.map {
      try tape.gradient(of: $0)?.values()
        ?? [Float](repeating: 0, count: $0.shape.count)
    }
  }
}

/// The largest difference between gradients, relative to the largest one of
/// the same parameter, or a thousandth of the largest of all.
func worstError(_ found: [[Float]], _ expected: [[Float]]) -> Double {
  let top = expected.joined().reduce(0) { max($0, abs(Double($1))) }
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) {
    max(
      $0,
      relativeError(
        $1.0, $1.1.map(Double.init), floor: max(1e-6, 1e-3 * top)))
  }
}
