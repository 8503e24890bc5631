import Cluster
import Models
import Schemes
import Tensors

/// A model that learns or is judged through a scheme: the same forward pass
/// that is costed, with what is lost in it.
struct SchemeRun {
  let model: Transformer
  let scheme: any Scheme
  let devices: Int
  /// Formats, collective and loss; no trace.
  let options: ClusterOptions
  let data: any LearningData

  init(
    model: Transformer, scheme: any Scheme, devices: Int,
    options: ClusterOptions, data: any LearningData
  ) {
    self.model = model
    self.scheme = scheme
    self.devices = devices
    self.options = ReferenceTexts.silent(options)
    self.data = data
  }

  /// Whether a batch loses what its samples lose one by one.
  private var takesBatches: Bool {
    switch type(of: scheme).batches {
    case .any: true
    case .lossless: options.loss == nil
    case .none: false
    }
  }

  /// Calls `body` with batches of `samples`, as large as the scheme takes
  /// them, and what the model tells of each.
  ///
  /// - Parameters:
  ///   - numbers: keys the losses of a sample.
  ///   - draw: what is drawn at random for these samples while training.
  func forEach(
    _ samples: [Int], of part: LearningPart, key: EpochKey? = nil,
    numbers: (Int) -> Int, draw: (([Int]) -> TrainingDraw)? = nil,
    on tape: Tape? = nil,
    _ body: ([Int], Examples, _ told: Tensor, Cluster) throws -> Void
  ) throws {
    let groups = takesBatches ? [samples] : samples.map { [$0] }
    for group in groups {
      let cluster = try Cluster(devices: devices, options: options, tape: tape)
      cluster.begin(samples: group.map(numbers))
      var examples = try data.examples(group, of: part, key: key)
      if !takesBatches { examples.pass = examples.pass.ofOneSample }
      examples.pass.draw = draw?(group)
      let told = try scheme.forward(examples.pass, through: model, on: cluster)
      try body(group, examples, told, cluster)
    }
  }
}

extension Pass {
  /// The same pass for its only sample, without a batch.
  fileprivate var ofOneSample: Pass {
    guard batch == 1 else { return self }
    var pass = self
    pass.batch = nil
    if case .vectors(let vectors) = input, vectors.shape.rank == 3,
      let flat = try? vectors.reshaped(
        Shape(vectors.shape[1], vectors.shape[2]))
    {
      pass.input = .vectors(flat)
    }
    return pass
  }
}

/// A ``SchemeRun`` that is trained.
///
/// A sample loses other messages in each epoch; validation has losses of its
/// own, the same each time.
struct SchemeTask: TrainingTask {
  let run: SchemeRun
  let identity: String
  /// The share of elements that dropout leaves out.
  let dropout: Double
  /// Training samples at most.
  let sampleLimit: Int?
  /// Validation samples at most.
  let validationLimit: Int?
  let workers: Int
  /// The seed of what a scheme fits to samples.
  let seed: UInt64

  var parameters: [Parameter] { run.model.parameters }

  var sampleCount: Int {
    let count = run.data.count(.train)
    return sampleLimit.map { min($0, count) } ?? count
  }

  func loss(of samples: [Int], key: EpochKey, on tape: Tape) throws -> Tensor {
    let count = run.data.count(.train)
    var terms: [Tensor] = []
    try run.forEach(
      samples, of: .train, key: key, numbers: { key.epoch * count + $0 },
      draw: { samples in
        TrainingDraw(
          dropout: Float(dropout), seed: key.seed, epoch: key.epoch,
          samples: samples)
      }, on: tape
    ) { _, examples, told, cluster in
      terms.append(
        try Tensor.sum([examples.loss(told)] + cluster.penalties))
    }
    return terms.count == 1
      ? terms[0]
      : try Tensor.sum(terms).scaled(by: 1 / Float(terms.count))
  }

  /// Lets the scheme see samples that are spread evenly over those that it
  /// learns from.
  func beginEpoch(_ epoch: Int) throws {
    guard run.model.additions != nil else { return }
    let count = min(Self.seenSamples, sampleCount)
    let samples = (0..<count).map { $0 * sampleCount / count }
    let passes = try stride(from: 0, to: count, by: 32).map { first in
      try run.data.examples(
        Array(samples[first..<min(count, first + 32)]), of: .train, key: nil
      ).pass
    }
    try run.scheme.adapt(
      run.model, to: passes, options: run.options.scheme, epoch: epoch,
      seed: seed)
  }

  /// How many samples a scheme sees before an epoch.
  private static let seenSamples = 256

  func evaluate() throws -> Double {
    let metric: LearningMetric =
      run.data.metrics.contains(.mse) ? .mse : .crossEntropy
    return try Evaluation(run: run, part: .validation, workers: workers)
      .values(limit: validationLimit)[metric] ?? .nan
  }
}
