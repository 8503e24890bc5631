import Cluster
import Diagnostics
import Models
import Schemes
import TestSupport
import Testing

struct SplitTests {
  struct TooMany: Sendable {
    var scheme: String
    var model: String
    var devices: Int
    var limit: Int
    var part: String
  }

  static let table = [
    TooMany(
      scheme: "tensor-parallel", model: "stories260k", devices: 5, limit: 4,
      part: "key-value heads"),
    TooMany(
      scheme: "tensor-parallel", model: "llama2-70b", devices: 9, limit: 8,
      part: "key-value heads"),
    TooMany(
      scheme: "galaxy", model: "stories260k", devices: 5, limit: 4,
      part: "key-value heads"),
    TooMany(
      scheme: "pipeline", model: "stories260k", devices: 6, limit: 5,
      part: "blocks"),
    TooMany(
      scheme: "pipeline", model: "llama2-7b", devices: 33, limit: 32,
      part: "blocks"),
  ]

  @Test(arguments: table)
  func saysHowManyFit(_ case: TooMany) throws {
    let c = `case`
    let shape = try ModelFile(file: modelFile(c.model)).shape
    let model = try Transformer(shapesOnly: shape)
    let scheme = try known(c.scheme)
    let expected = ModelError.split(
      scheme: c.scheme, model: c.model, devices: c.devices, limit: c.limit,
      part: c.part)
    #expect(throws: expected) {
      try scheme.check(shape, devices: c.devices)
    }
    let cluster = try Cluster(devices: c.devices)
    #expect(throws: expected) {
      try scheme.forward(Pass(count: 1), through: model, on: cluster)
    }
    #expect(cluster.trace.operations.isEmpty)
    // The limit itself works.
    try scheme.check(shape, devices: c.limit)
    let fitting = try Cluster(devices: c.limit)
    _ = try scheme.forward(Pass(count: 1), through: model, on: fitting)
    #expect(!fitting.trace.operations.isEmpty)
  }

  @Test func theTextNamesTheLimitAndTheRemedy() throws {
    let shape = try ModelFile(file: modelFile("stories260k")).shape
    let error = #expect(throws: ModelError.self) {
      try TensorParallel().check(shape, devices: 5)
    }
    #expect(
      error?.diagnosis.text == """
        error: tensor-parallel cannot split 'stories260k' over 5 devices
          expected: at most 4, one for each of its key-value heads
          remedy: use at most 4 devices, or another scheme
        """)
    #expect(error?.diagnosis.exit == .usage)
  }

  @Test func voltageTakesAnyNumber() throws {
    let shape = try ModelFile(file: modelFile("stories260k")).shape
    for devices in [1, 8, 64] {
      try Voltage().check(shape, devices: devices)
    }
  }

  @Test func schemesAreFoundByName() {
    let names = schemes.map { type(of: $0).name }
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(scheme(named: name).map { type(of: $0).name } == name)
    }
    for name in [
      "single", "tensor-parallel", "pipeline", "voltage", "prism", "galaxy",
      "detransformer", "edgeshard", "one-shot",
    ] {
      #expect(names.contains(name))
    }
    #expect(scheme(named: "nothing") == nil)
    #expect(schemes.allSatisfy { !type(of: $0).summary.isEmpty })
  }
}
