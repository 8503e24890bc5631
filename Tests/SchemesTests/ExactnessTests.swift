import Cluster
import Tensors
import TestSupport
import Testing

/// Laws 3 and 4 over random models, schemes, device counts and passes.
struct ExactnessTests {
  static let seeds = 0..<UInt64(450)

  /// With nothing lost every scheme gives the single device's scores.
  @Test func everySchemeIsTheSingleDevice() throws {
    var distributed = 0
    for seed in Self.seeds {
      let run = Run(seed: seed)
      guard run.isExact else { continue }
      let found = try run()
      let expected = try run.alone()
      distributed += run.devices > 1 ? 1 : 0
      #expect(found.shapes == expected.shapes, "\(run)")
      for (a, b) in zip(found.scores, expected.scores) {
        #expect(relativeError(a, b) < 1e-4, "\(run)")
      }
      #expect(found.trace.violation() == nil, "\(run)")
    }
    #expect(distributed >= 200)
  }

  /// With one device every scheme is the single device to the bit.
  @Test func oneDeviceIsTheSingleDevice() throws {
    for seed in Self.seeds {
      var run = Run(seed: seed)
      run.devices = 1
      let found = try run()
      let expected = try run.alone()
      #expect(found.scores == expected.scores, "\(run)")
      #expect(found.trace == expected.trace, "\(run)")
    }
  }

  /// A cache changes nothing but the work: pass by pass the last scores are
  /// those of the whole text at once.
  @Test func theCacheChangesNothing() throws {
    for seed in Self.seeds.prefix(120) {
      var run = Run(seed: seed)
      guard run.isExact else { continue }
      run.scoresAll = false
      run.isCached = true
      let cached = try run()
      run.isCached = false
      let whole = try run()
      for (a, b) in zip(cached.scores, whole.scores) {
        #expect(relativeError(a, b) < 1e-4, "\(run)")
      }
    }
  }

  /// Costs need no values: shapes alone leave the same trace.
  @Test func shapesLeaveTheSameTrace() throws {
    for seed in Self.seeds {
      let run = Run(seed: seed)
      for run in [run, run.withLoss(0.2, retries: 1)] {
        let bare = try run(values: false)
        let full = try run()
        #expect(bare.trace == full.trace, "\(run)")
        #expect(bare.shapes == full.shapes, "\(run)")
      }
    }
  }

  /// The same seed gives the same bits, lost messages included.
  @Test func runsRepeat() throws {
    var changed = 0
    for seed in Self.seeds {
      let run = Run(seed: seed)
      let lossy = run.withLoss(0.3, retries: Int(seed % 3))
      for run in [run, lossy] {
        let (first, second) = (try run(), try run())
        #expect(first.trace == second.trace, "\(run)")
        #expect(bits(first) == bits(second), "\(run)")
        #expect(first.trace.violation() == nil, "\(run)")
      }
      if try bits(run()) != bits(lossy()) { changed += 1 }
    }
    // Losses reach the values.
    #expect(changed > 80)
  }

  /// Without a trace the values are the same.
  @Test func recordingChangesNothing() throws {
    for seed in Self.seeds.prefix(60) {
      let run = Run(seed: seed).withLoss(0.1)
      var silent = run
      silent.options.recordsTrace = false
      let quiet = try silent()
      #expect(try bits(run()) == bits(quiet), "\(run)")
      #expect(quiet.trace.operations.isEmpty, "\(run)")
    }
  }

  private func bits(_ outcome: Run.Outcome) -> [[UInt32]] {
    outcome.scores.map { $0.map(\.bitPattern) }
  }
}
