import Cluster
import Models
import Schemes
import Tensors
import Testing

@testable import SchemeConformance

/// Each flaw is caught by the law that it breaks.
struct BrokenSchemesTests {
  @Test(arguments: [
    (Flaw.dropsMessage, Law.exactness), (.wrongSum, .exactness),
    (.forgetsPart, .exactness), (.random, .determinism),
    (.unrecorded, .conservation), (.peeks, .shapes), (.ignoresLoss, .loss),
    (.acceptsAll, .check), (.badBatch, .batches), (.badCache, .decoding),
    (.noGradient, .gradients),
  ])
  func caught(_ flaw: Flaw, _ law: Law) throws {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Flawed(flaw: flaw))
    }
    let broken = try #require(
      error?.broken.first { $0.law == law }, "\(error?.description ?? "")")
    // It says what to look at.
    #expect(broken.example.contains("seed "))
    #expect(!broken.expected.isEmpty && !broken.found.isEmpty)
    #expect(error?.description.contains("'flawed' breaks") == true)
  }

  /// Nothing else is.
  @Test func nothingWrong() throws { try checkLaws(of: Flawed(flaw: .nothing)) }

  /// What is wrong with values alone breaks no law of traces.
  @Test(arguments: [Flaw.wrongSum, .forgetsPart])
  func onlyValues(_ flaw: Flaw) {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Flawed(flaw: flaw))
    }
    let laws = Set(error?.broken.map(\.law) ?? [])
    #expect(laws.isDisjoint(with: [.conservation, .shapes, .replay, .check]))
  }
}

struct CostLawTests {
  /// What is stored costs what was run; a storage that loses it all breaks the
  /// law of replay and no other.
  @Test func replay() throws {
    let instance = try #require(
      Instance(seed: 3, for: Voltage(), options: SchemeOptions()))
    let outcome = try instance.run(Voltage())
    var honest = LawChecker(Voltage(), SchemeOptions())
    honest.checkCosts(instance, outcome)
    #expect(honest.broken.isEmpty)
    var lossy = LawChecker(Voltage(), SchemeOptions())
    lossy.checkCosts(instance, outcome) { _ in
      Trace(devices: instance.devices)
    }
    #expect(lossy.broken.keys.map(\.rawValue) == ["replay"])
  }
}

/// Is not exact, and something else than the model on one device too.
private struct NeverRight: Scheme {
  static let name = "never-right"
  static let summary = "a scheme of these tests"
  static let isExact = false
  let factor: Float

  func check(_ model: ModelShape, devices: Int) throws {}

  func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let right = try Voltage().forward(pass, through: model, on: cluster)
    return cluster.devices.count == 1 ? try right.scaled(by: factor) : right
  }
}

struct OneDeviceTests {
  /// On one device every scheme is the single device.
  @Test func one() throws {
    try checkLaws(of: NeverRight(factor: 1), seeds: 0..<12)
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: NeverRight(factor: 1.1), seeds: 0..<12)
    }
    #expect(error?.broken.map(\.law) == [.exactness])
  }
}

/// All parts go to the root, which forgets the last one.
private struct Forgetful: Collective {
  static let name = "forgetful"
  static let summary = "a collective of these tests"
  let forgets: Bool

  func sum(_ parts: Sharded, on cluster: Cluster) throws -> Sharded {
    var terms = [parts[cluster.root]]
    try cluster.asOneRound {
      for device in cluster.devices.dropFirst() {
        terms += try cluster.send(
          parts[device], from: device, to: [cluster.root])
      }
    }
    if forgets { terms.removeLast() }
    return try cluster.broadcast(Tensor.sum(terms), from: cluster.root)
  }
}

struct CollectiveLawTests {
  @Test func right() throws { try checkLaws(of: Forgetful(forgets: false)) }

  @Test func wrong() {
    let error = #expect(throws: BrokenLaws.self) {
      try checkLaws(of: Forgetful(forgets: true))
    }
    #expect(error?.scheme == "forgetful")
    #expect(error?.broken.contains { $0.law == .exactness } == true)
  }
}
