import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Laws 1, 2 and 5 over random models, schemes, platforms and accountings.
struct CostLawTests {
  static let seeds = 0..<UInt64(200)

  private func trace(_ seed: UInt64, on platform: Platform) throws -> (
    Run, Trace
  ) {
    var run = Run(seed: seed)
    let algorithm = run.options.allReduce
    run.options = platform.options()
    if seed % 2 == 0 { run.options.allReduce = algorithm }
    if seed % 3 == 0 { run = run.withLoss(0.2, retries: Int(seed % 4)) }
    return (run, try run(values: false).trace)
  }

  @Test(arguments: Platform.names, ["paper", "physical"])
  func lawsHold(_ name: String, _ accounting: String) throws {
    let platform = try Platform(named: name)
    for seed in Self.seeds {
      let (run, trace) = try trace(seed, on: platform)
      let costs = try Costs(of: trace, on: platform, accounting: accounting)
      #expect(trace.violation() == nil, "\(run)")
      #expect(costs.brokenLaw(in: trace) == nil, "\(run)")
      let checks = IndependentChecks(trace: trace, costs: costs)
      #expect(checks.problem == nil, "\(run)")
    }
  }

  @Test(arguments: NetworkModel.Kind.links)
  func lawsHoldOnEveryNetwork(_ kind: NetworkModel.Kind) throws {
    // Slow links, so that messages queue.
    let bench = Bench(
      kind: kind, bandwidth: 1e6, latency: 1e-6, header: 9, packet: 20)
    for seed in Self.seeds {
      let (run, trace) = try trace(seed, on: bench.platform)
      let costs = try bench.costs(trace)
      #expect(costs.brokenLaw(in: trace) == nil, "\(run)")
      let checks = IndependentChecks(trace: trace, costs: costs)
      #expect(checks.problem == nil, "\(run)")
    }
  }

  /// And where collectives are charged once, or messages are copied, or
  /// devices differ and have something to do once a pass.
  @Test(arguments: NetworkModel.Kind.links, [0, 1])
  func lawsHoldOnUnequalDevices(_ kind: NetworkModel.Kind, _ once: Int) throws {
    let charged = once == 1
    let bench = Bench(
      kind: charged ? .pointToPoint : kind, bandwidth: 1e6, latency: 1e-6,
      header: 9, packet: 20, exchanges: charged ? .once : .eachMessage,
      staging: 2e5)
    var platform = bench.platform
    platform.speeds = try #require(Proportions("1:0.5:3"))
    platform.memoryShares = try #require(Proportions("1:2"))
    platform.device.perPass.quantity = Seconds(1e-3)
    platform.accountings[0].free = [.normalization, .copy]
    for seed in Self.seeds {
      let (run, trace) = try trace(seed, on: platform)
      let costs = try Costs(of: trace, on: platform, accounting: "paper")
      #expect(costs.brokenLaw(in: trace) == nil, "\(run)")
      let checks = IndependentChecks(trace: trace, costs: costs)
      #expect(checks.problem == nil, "\(run)")
    }
  }

  /// Physics is never faster and never uses fewer bytes than the paper.
  @Test(arguments: Platform.names)
  func physicsCostsMore(_ name: String) throws {
    let platform = try Platform(named: name)
    for seed in Self.seeds {
      let (run, trace) = try trace(seed, on: platform)
      let paper = try Costs(of: trace, on: platform, accounting: "paper")
      let real = try Costs(of: trace, on: platform, accounting: "physical")
      #expect(
        real.timeline.latency.value
          >= paper.timeline.latency.value * (1 - 1e-12), "\(run)")
      #expect(real.timeline.airBytes >= paper.timeline.airBytes, "\(run)")
      #expect(real.macs == paper.macs)
    }
  }

  /// Costing the same trace again gives the same costs (law 6 in memory).
  @Test func costingRepeats() throws {
    let platform = try Platform(named: Platform.names[0])
    for seed in Self.seeds.prefix(50) {
      let (run, trace) = try trace(seed, on: platform)
      let costs = try (0..<2).map { _ in
        try Costs(of: trace, on: platform, accounting: "physical")
      }
      #expect(costs[0].timeline.starts == costs[1].timeline.starts, "\(run)")
      #expect(costs[0].timeline.ends == costs[1].timeline.ends, "\(run)")
      #expect(
        costs[0].timeline.arrivals == costs[1].timeline.arrivals, "\(run)")
      #expect(costs[0].energy == costs[1].energy, "\(run)")
    }
  }

  enum Change: CaseIterable {
    case bandwidth, latency, rate, overhead, memory

    func slower(_ bench: Bench, by factor: Double) -> Bench {
      var slow = bench
      switch self {
      case .bandwidth: slow.bandwidth /= factor
      case .latency: slow.latency *= factor
      case .rate: slow.rate /= factor
      case .overhead: slow.overhead *= factor
      case .memory: slow.memory /= factor
      }
      return slow
    }
  }

  /// Whatever gets slower, no run gets faster. Where messages queue for a
  /// channel, a slower device may let another message go first, and that may
  /// save a little (the anomalies of list scheduling, Graham 1969).
  @Test(arguments: Change.allCases, NetworkModel.Kind.links)
  func costsAreMonotone(_ change: Change, _ kind: NetworkModel.Kind) throws {
    let bench = Bench(kind: kind)
    let slack = kind == .pointToPoint ? 1e-12 : 0.1
    for seed in Self.seeds.prefix(80) {
      let (run, trace) = try trace(seed, on: bench.platform)
      var before = try bench.costs(trace).timeline.latency.value
      for factor in [1.3, 2, 10] {
        let slow = change.slower(bench, by: factor)
        let after = try slow.costs(trace).timeline.latency.value
        #expect(after >= before * (1 - slack), "\(run), \(change), \(kind)")
        before = after
      }
    }
  }

  /// Time has no scale of its own: all twice as slow takes twice as long.
  @Test(arguments: NetworkModel.Kind.links)
  func allTwiceAsSlowTakesTwiceAsLong(_ kind: NetworkModel.Kind) throws {
    let bench = Bench(kind: kind)
    let slow = Change.allCases.reduce(bench) { $1.slower($0, by: 2) }
    for seed in Self.seeds {
      let (run, trace) = try trace(seed, on: bench.platform)
      let before = try bench.costs(trace).timeline
      let after = try slow.costs(trace).timeline
      #expect(after.latency.value == 2 * before.latency.value, "\(run)")
      #expect(after.airBytes == before.airBytes, "\(run)")
    }
  }
}
