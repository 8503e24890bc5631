import Cluster
import Models
import Schemes
import Tensors
import TestSupport

/// A random language model in fp32 and in int8, and a text that goes in.
struct Int8Case: CustomStringConvertible {
  let seed: UInt64
  let shape: ModelShape
  /// The model in fp32.
  let plain: Transformer
  /// The same in int8, with scales from a text of its own.
  let int8: Transformer
  /// Tokens of each pass.
  let passes: [[Int]]

  init(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    self.seed = seed
    let shape = random.modelShape()
    self.shape = shape
    plain = try randomModel(shape, seed: seed)
    func text(_ counts: [Int]) -> [[Int]] {
      counts.map { count in
        (0..<count).map { _ in random.int(0...shape.vocabulary - 1) }
      }
    }
    passes = text([random.int(1...9), 1, random.int(1...4), 1])
    let log = Int8Log()
    _ = try Self.run(
      plain.watched(by: log), text([5, 5, 1]), "single", devices: 1)
    int8 = try plain.int8(log.calibration)
  }

  /// The most devices that tensor parallelism splits it over, at most 7.
  var mostDevices: Int {
    shape.heads == 1
      ? min(7, shape.hidden) : min(shape.keyValueHeads, shape.hidden)
  }

  /// What one device computes in int8.
  func alone() throws -> Outcome {
    try Self.run(int8, passes, "single", devices: 1, Self.options(.int32))
  }

  /// What `devices` compute in int8.
  func split(
    over devices: Int, by collective: AllReduceAlgorithm = .ring,
    messages: ElementFormat
  ) throws -> Outcome {
    var options = Self.options(messages)
    options.allReduce = collective
    return try Self.run(
      int8, passes, "tensor-parallel", devices: devices, options)
  }

  /// int8 arithmetic, as settings make it.
  static func options(_ messages: ElementFormat) -> ClusterOptions {
    var options = ClusterOptions()
    options.gathers.arithmetic = .int8
    options.formats = ElementFormats(
      weights: .int8, activations: .int8, messages: messages)
    return options
  }

  struct Outcome {
    /// All scores, pass after pass; none of shapes alone.
    var scores: [Float] = []
    var trace: Trace
    /// The bits of the scores.
    var bits: [UInt32] { scores.map(\.bitPattern) }
  }

  static func run(
    _ model: Transformer, _ passes: [[Int]], _ scheme: String, devices: Int,
    _ options: ClusterOptions = .init(), values: Bool = true
  ) throws -> Outcome {
    let cluster = try Cluster(devices: devices, options: options)
    let memory = DecodingMemory()
    var outcome = Outcome(trace: Trace(devices: devices))
    for tokens in passes {
      let pass =
        values
        ? Pass(tokens, memory: memory, scoresAll: true)
        : Pass(count: tokens.count, memory: memory, scoresAll: true)
      let scores = try known(scheme).forward(pass, through: model, on: cluster)
      memory.advance(by: tokens.count)
      if values { outcome.scores += try scores.values() }
    }
    outcome.trace = cluster.trace
    return outcome
  }

  /// What to type to see it again.
  var description: String {
    "Int8Case(seed: \(seed)): width \(shape.width), heads "
      + "\(shape.heads)/\(shape.keyValueHeads), hidden \(shape.hidden), blocks "
      + "\(shape.blocks), \(shape.feedForward)"
  }
}

/// The root mean square of `found - expected` over that of `expected`.
func deviation(_ found: [Float], _ expected: [Float]) -> Double {
  guard found.count == expected.count else { return .infinity }
  var (difference, size) = (0.0, 0.0)
  for (x, y) in zip(found, expected) {
    difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
    size += Double(y) * Double(y)
  }
  return (difference / size).squareRoot()
}
