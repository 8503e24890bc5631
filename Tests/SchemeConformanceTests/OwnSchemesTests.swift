import Cluster
import Models
import SchemeConformance
import Schemes
import Tensors
import Testing

/// All schemes of shardbench keep the laws.
struct OwnSchemesTests {
  @Test(arguments: schemes.map { type(of: $0).name })
  func laws(_ name: String) throws {
    let found = scheme(named: name)
    let scheme = try #require(found)
    var options = SchemeOptions()
    options["astra.entries"] = .integer(4)
    try checkLaws(
      of: scheme, options: options)
  }

  /// A scheme of one device is told of, unless that is what it is.
  @Test func oneDeviceIsNoProof() throws {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Lonely(), seeds: 0..<6)
    }
    #expect(error?.broken.map(\.law) == [.check])
    try checkLaws(of: Lonely(), seeds: 0..<6, needsSeveralDevices: false)
  }

  @Test func noCaseIsNoProof() {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Voltage(), seeds: 0..<0)
    }
    #expect(error?.broken.map(\.law) == [.check])
  }
}

/// Takes one device alone.
private struct Lonely: Scheme {
  static let name = "lonely"
  static let summary = "a scheme of these tests"

  func check(_ model: ModelShape, devices: Int) throws {
    guard devices == 1 else {
      throw ModelError.split(
        scheme: Self.name, model: model.name, devices: devices, limit: 1,
        part: "devices")
    }
  }

  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    try Single().forward(pass, through: model, on: cluster)
  }
}
