import Cluster
import Experiments
import Models
import Schemes
import Tensors

/// The first device does everything, under another name.
struct Alone: Scheme {
  static let name = "alone"
  static let summary = "a scheme of these tests"
  static let settings = [
    SchemeSetting("pause", .integer(0...9), "nothing", changesTraining: false)
  ]

  func check(_ model: ModelShape, devices: Int) throws {}

  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try Single().forward(pass, through: model, on: cluster)
  }
}

/// A scheme with a name that is taken.
struct SecondCats: Scheme {
  static let name = "cats"
  static let summary = "another"
  func check(_ model: ModelShape, devices: Int) throws {}
  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try Single().forward(pass, through: model, on: cluster)
  }
}

/// The square of a setting plus the seed, without any model.
struct Squares: MetricSource {
  static let name = "squares"
  static let settings = [
    SchemeSetting("of", .integer(0...9), "a number (2)"),
    SchemeSetting("word", .text, "a word"),
  ]
  static let metrics = [
    Metric("square", unit: "", "its square, plus the seed"),
    Metric("square_word", unit: "", "in words"),
    Metric("square_nothing", unit: "", "never there"),
  ]

  func values(of point: Point, metrics: [String]) throws -> PointValues {
    let number = point.settings["squares.of"]?.int ?? 2
    return PointValues(
      ["square": Double(number * number + point.seed), "latency_s": 1],
      texts: ["square_word": "\(number) squared"])
  }
}

/// A metric source with a metric that is taken.
struct SecondLatency: MetricSource {
  static let name = "seconds"
  static let settings: [SchemeSetting] = []
  static let metrics = [Metric("latency_s", unit: "s", "another")]
  func values(of point: Point, metrics: [String]) throws -> PointValues { [:] }
}

/// A metric source whose settings would stand among others.
struct SecondTraining: MetricSource {
  static let name = "train"
  static let settings: [SchemeSetting] = []
  static let metrics = [Metric("gain", unit: "", "a metric")]
  func values(of point: Point, metrics: [String]) throws -> PointValues { [:] }
}

/// Sums that grow from device to device.
struct Chain: Collective {
  static let name = "chain"
  static let summary = "a collective of these tests"

  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded {
    var (sum, holder) = (parts[cluster.root], cluster.root)
    for device in cluster.devices.dropFirst() {
      sum =
        try cluster.send(sum, from: holder, to: [device])[0] + parts[device]
      holder = device
    }
    return try cluster.broadcast(sum, from: holder)
  }
}

/// A collective with a name that is taken.
struct SecondRing: Collective {
  static let name = "ring"
  static let summary = "another"
  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded { parts }
}

/// A scheme whose settings would stand in the group `train`.
struct Dotted: Scheme {
  static let name = "train.x"
  static let summary = "a scheme of these tests"
  func check(_ model: ModelShape, devices: Int) throws {}
  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try Single().forward(pass, through: model, on: cluster)
  }
}

/// A metric source with a metric that claims would take for a difference.
struct Dashed: MetricSource {
  static let name = "dashed"
  static let settings: [SchemeSetting] = []
  static let metrics = [Metric("my-rate", unit: "", "a metric")]
  func values(of point: Point, metrics: [String]) throws -> PointValues { [:] }
}

/// A collective whose name is two words.
struct Spaced: Collective {
  static let name = "my chain"
  static let summary = "a collective of these tests"
  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded { parts }
}

/// A metric source with a name that options would not take.
struct Upper: MetricSource {
  static let name = "Rates"
  static let settings: [SchemeSetting] = []
  static let metrics = [Metric("rate", unit: "", "a metric")]
  func values(of point: Point, metrics: [String]) throws -> PointValues { [:] }
}
