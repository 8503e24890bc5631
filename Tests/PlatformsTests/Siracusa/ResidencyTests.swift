import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Where weights lie, and what waiting for them costs.
struct ResidencyTests {
  /// A device that works through blocks of weights, one product each.
  private struct Blocks: CustomStringConvertible {
    let seed: UInt64
    var bytes: [Int]
    var steps: [Int]
    var kept: Int
    var repeats: Int

    init(seed: UInt64) {
      var random = RandomStream(seed: seed)
      self.seed = seed
      let count = random.int(1...6)
      bytes = (0..<count).map { _ in 1000 * random.int(1...900) }
      steps = (0..<count).map { _ in 1000 * random.int(1...3000) }
      kept = 1000 * random.int(0...400)
      repeats = count == 1 ? random.int(1...8) : 1
    }

    var description: String { "seed \(seed): \(bytes) bytes, \(kept) kept" }

    var trace: Trace {
      get throws {
        var options = ClusterOptions()
        options.formats = ElementFormats(
          weights: .int8, activations: .int8, messages: .int8)
        options.repeats = repeats
        let cluster = try Cluster(devices: 1, options: options)
        let device = cluster.root
        if kept > 0 { device.keep(elements: kept, earlier: false) }
        for (block, (bytes, steps)) in zip(bytes, steps).enumerated() {
          try cluster.within(.feedForward, of: block) {
            let weights = Parameter("w\(block)", Tensor(Shape(bytes)))
            let part = try device.weight(weights, .all)
            _ = device.record(
              Work(.matrixVector, macs: steps),
              [Operand(part.handle, bytes)], elements: 1)
          }
        }
        return cluster.trace
      }
    }
  }

  private static let seeds = 0..<UInt64(200)

  @Test func theModeIsWhatFits() throws {
    let platform = try Platform(named: "siracusa-mipi")
    let hierarchy = try #require(platform.device.hierarchy)
    var seen: Set<Residency.Mode> = []
    for seed in Self.seeds {
      let blocks = Blocks(seed: seed)
      let residency = Residency(of: try blocks.trace, on: hierarchy)
      let kept = blocks.kept * blocks.repeats
      let all = blocks.bytes.reduce(0, +) * blocks.repeats + kept
      let two = 2 * (blocks.bytes.max() ?? 0) + kept
      let budget = 1_572_864
      let expected: Residency.Mode =
        all <= budget ? .onChip : two <= budget ? .doubleBuffered : .streamed
      #expect(residency.modes == [expected], "\(blocks)")
      seen.insert(expected)
    }
    #expect(seen.count == 3)
  }

  /// With loads that are waited for, a block begins when the one before it is
  /// done and its weights are there; they are loaded from when the block
  /// before it began. The first was loaded in the pass before.
  @Test func loadsRunBesideComputing() throws {
    for seed in Self.seeds {
      let blocks = Blocks(seed: seed)
      var platform = try Platform(named: "siracusa-mipi")
      platform.device.hierarchy?.policy = .doubleBuffered
      let work = zip(blocks.bytes, blocks.steps).map { bytes, steps in
        Double(bytes) / 8 + Double(steps) * 0.43824
      }
      let load = blocks.bytes.map { Double($0) * 58 / 38 }
      var (free, loaded) = (0.0, 0.0)
      for block in work.indices {
        let start = max(free, loaded)
        free = start + work[block]
        loaded = start + load[(block + 1) % load.count]
      }
      let trace = try blocks.trace
      let physical = try Costs(of: trace, on: platform, accounting: "physical")
      let cycles = physical.timeline.latency.value * 500e6
      #expect(isClose(cycles, max(free, loaded), 1e-9), "\(blocks)")
      #expect(physical.brokenLaw(in: trace) == nil, "\(blocks)")
      let paper = try Costs(of: trace, on: platform, accounting: "paper")
      #expect(
        isClose(
          paper.timeline.latency.value * 500e6, work.reduce(0, +), 1e-9),
        "\(blocks)")
      // Bytes from off the chip cost energy either way.
      let bytes = Double(blocks.bytes.reduce(0, +))
      #expect(
        isClose(paper.energy[0].memory.value, bytes * 104e-12, 1e-9),
        "\(blocks)")
    }
  }

  /// Streamed weights are waited for in both accountings.
  @Test func streamsAreWaitedFor() throws {
    for seed in Self.seeds {
      let blocks = Blocks(seed: seed)
      var platform = try Platform(named: "siracusa-mipi")
      platform.device.hierarchy?.policy = .streamed
      let cycles = zip(blocks.bytes, blocks.steps).reduce(0) {
        $0 + Double($1.0) * (1.0 / 8 + 58.0 / 38) + Double($1.1) * 0.43824
      }
      for accounting in ["paper", "physical"] {
        let costs = try Costs(
          of: blocks.trace, on: platform, accounting: accounting)
        #expect(
          isClose(costs.timeline.latency.value * 500e6, cycles, 1e-9),
          "\(blocks)")
      }
    }
  }

  /// What stays on the chip leaves the rest to be streamed.
  @Test func pinnedWeights() throws {
    for seed in Self.seeds {
      let blocks = Blocks(seed: seed)
      var platform = try Platform(named: "siracusa-mipi")
      platform.device.hierarchy?.policy = .pinned
      let costs = try Costs(
        of: blocks.trace, on: platform, accounting: "physical")
      let bytes = blocks.bytes.reduce(0, +)
      let share = max(
        0, 1 - 1_572_864 / Double(bytes * blocks.repeats))
      #expect(
        abs(
          Double(costs.timeline.devices[0].offChipBytes)
            - share * Double(bytes)) <= Double(blocks.bytes.count), "\(blocks)")
    }
  }

  @Test func budgetsBeyondReason() throws {
    var platform = try Platform(named: "siracusa-mipi")
    for bytes in [1, 63_999, 2_097_153] {
      #expect(throws: PlatformError.self) {
        try platform.setBudget(Bytes(Double(bytes)))
      }
    }
    try platform.setBudget(Bytes(64_000))
    #expect(platform.device.hierarchy?.budget.value == 64_000)
  }
}
