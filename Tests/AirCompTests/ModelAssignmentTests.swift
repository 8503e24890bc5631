import Tensors
import Testing

@testable import Platforms

/// The assignment of the model in the mixed-timescale test case: N = 4,
/// K = 3, P = L_0 = sigma^2 = 1, e_n s_tot = (1, 2, 3, 3.6), seed 2.
struct ModelAssignmentTests {
  private let budget: EnergyBudget
  private let fading: RicianFading
  private var settings = SuccessiveConvexApproximation()

  init() throws {
    budget = try EnergyBudget(
      devices: [1, 2, 3, 3.6].map {
        EnergyBudget.Device(totalJoules: 1, wholeLayerJoules: $0)
      }, entries: 1)
    fading = try RicianFading(
      serverAntennas: 20, deviceAntennas: 4, pathGains: [1, 0.7, 0.5, 1.2],
      factor: 3, seed: 2)
    settings.proximalWeight = 8
  }

  /// Mean optimum over `blocks` and its gradient.
  private func mean(
    _ shares: [Double], _ blocks: Range<UInt64>
  ) throws -> (optimum: Double, gradient: [Double]) {
    var (optimum, gradient) = (0.0, [0.0, 0, 0, 0])
    for block in blocks {
      let draw = try settings.draw(
        budget, fading.channels(block: block), shares, 4)
      optimum += draw.optimum / Double(blocks.count)
      for n in 0..<4 {
        gradient[n] += draw.gradient[n] / Double(blocks.count)
      }
    }
    return (optimum, gradient)
  }

  private func expect(
    _ found: [Double], near expected: [Double], within tolerance: Double
  ) {
    for (a, b) in zip(found, expected) {
      #expect(abs(a - b) < tolerance, "\(found), \(expected)")
    }
  }

  /// Against the independent prototype's path, and against the optimum of the
  /// average over 15 other channels, found here by projected gradients.
  @Test func reachesTheSampleAverageOptimum() throws {
    let path = try settings.path(for: budget, over: fading, streams: 4)
    #expect(path.shares.count == 81 && path.optima.count == 80)
    expect(path.last, near: [0.629, 0.195, 0.048, 0.129], within: 0.03)

    let blocks = UInt64(100_000)..<100_015
    let simplex = try CappedSimplex(caps: budget.largestShares)
    var shares = [0.25, 0.25, 0.25, 0.25]
    var (best, gradient) = try mean(shares, blocks)
    var step = 0.02
    while step > 1e-4 {
      let moved = simplex.projection(
        of: zip(shares, gradient).map { $0 - step * $1 })
      let next = try mean(moved, blocks)
      if next.optimum < best {
        let change = zip(moved, shares).map { abs($0 - $1) }.max() ?? 0
        (shares, best, gradient) = (moved, next.optimum, next.gradient)
        step *= 1.5
        if change < 2e-4 { break }
      } else {
        step /= 3
      }
    }
    expect(path.last, near: shares, within: 0.03)
  }

  /// Steps that suit the first draw's optimum lead to the same place.
  @Test func ownStepsLeadThereToo() throws {
    let settings = SuccessiveConvexApproximation()
    let last = try settings.path(for: budget, over: fading, streams: 4).last
    expect(last, near: [0.629, 0.195, 0.048, 0.129], within: 0.03)
  }

  /// The error falls by more than 2 from equal shares, on fresh channels.
  @Test func lowersTheError() throws {
    let errors = try ModelAssignment.allCases.map { assignment in
      let weights = try budget.weights(
        shares: assignment.shares(
          for: budget, over: fading, streams: 4, settings))
      return try (0..<UInt64(60)).reduce(0) { sum, block in
        let problem = try AggregationProblem(
          channels: fading.channels(block: 500_000 + block), weights: weights,
          streams: 4)
        return try sum + TransceiverDesign.centroidRefined(problem)
          .errorPerEntry(noisePower: 1) / 60
      }
    }
    let (uniform, inverse, optimised) = (errors[0], errors[1], errors[2])
    #expect(uniform / optimised > 2)
    #expect(uniform > inverse && inverse > optimised)
    for (found, expected) in zip(errors, [2.155, 0.968, 0.825]) {
      #expect((0.75...1.25).contains(found / expected), "\(found)")
    }
  }

  /// The gradient with respect to the shares against central differences.
  @Test func gradientAgainstDifferences() throws {
    let shares = [0.4, 0.3, 0.1, 0.2]
    let (_, gradient) = try mean(shares, 3..<4)
    for device in 0..<4 {
      func optimum(_ change: Double) throws -> Double {
        var moved = shares
        moved[device] += change
        return try mean(moved, 3..<4).optimum
      }
      let slope = (try optimum(1e-4) - optimum(-1e-4)) / 2e-4
      #expect(abs(slope - gradient[device]) < 1e-4 * (gradient.max() ?? 0))
    }
  }

  /// The optimum is convex in the shares, so that descent finds the least.
  @Test func optimumIsConvex() throws {
    var stream = RandomStream(seed: 4)
    func shares() throws -> [Double] {
      try CappedSimplex(caps: budget.largestShares).projection(
        of: (0..<4).map { _ in .random(in: 0...1, using: &stream) })
    }
    for block in 0..<UInt64(20) {
      let (a, b) = (try shares(), try shares())
      let middle = zip(a, b).map { ($0 + $1) / 2 }
      let optima = try [a, middle, b].map {
        try mean($0, block..<(block + 1)).optimum
      }
      #expect(optima[1] <= (optima[0] + optima[2]) / 2 * (1 + 1e-9))
    }
  }

  /// Projections sum to 1, keep the caps, and are nearer than other shares.
  @Test(arguments: 0..<UInt64(200))
  func projection(_ seed: UInt64) throws {
    var stream = RandomStream(seed: seed)
    let count = Int.random(in: 1...8, using: &stream)
    func numbers(_ range: ClosedRange<Double>) -> [Double] {
      (0..<count).map { _ in .random(in: range, using: &stream) }
    }
    var caps = numbers(0...1)
    caps[0] = max(caps[0], 1.0001 - caps.dropFirst().reduce(0, +))
    let simplex = try CappedSimplex(caps: caps)
    let point = numbers(-3...3)
    let nearest = simplex.projection(of: point)
    #expect(abs(nearest.reduce(0, +) - 1) < 1e-12)
    #expect(zip(nearest, caps).allSatisfy { (0...$1).contains($0) })
    // A point x is the projection iff (point - x)^T (z - x) <= 0 for all z.
    for _ in 0..<10 {
      let other = simplex.projection(of: numbers(-3...3))
      var product = 0.0
      for i in 0..<count {
        product += (point[i] - nearest[i]) * (other[i] - nearest[i])
      }
      #expect(product < 1e-9)
    }
  }
}
