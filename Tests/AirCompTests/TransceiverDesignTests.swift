import Diagnostics
import Tensors
import Testing

@testable import Platforms

/// Laws that every algorithm keeps.
struct TransceiverDesignTests {
  private func options(_ seed: UInt64) -> TransceiverDesign.Options {
    var options = TransceiverDesign.Options()
    options.solver = .barrier
    options.seed = seed
    options.randomizations = 20
    return options
  }

  @Test(arguments: TransceiverDesign.allCases, 0..<UInt64(12))
  func designsRepeatAndAreFinite(
    _ design: TransceiverDesign, _ seed: UInt64
  ) throws {
    let problem = try randomProblem(seed, allStreams: true)
    let found = try design(problem, options(seed))
    #expect(found.alpha > 0 && found.alpha.isFinite)
    #expect(found.aggregation.isFinite)
    #expect(found.precoders.allSatisfy { $0.isFinite })
    let again = try design(problem, options(seed))
    #expect(again.aggregation == found.aggregation)
    // Its own A, taken as a beamformer, costs the same.
    let cost = ZeroForcingCost(problem).alpha(found.aggregation)
    #expect(abs(cost / found.alpha - 1) < 1e-9)
  }

  /// Refinement only improves.
  @Test(arguments: 0..<UInt64(40))
  func refinedIsNeverWorse(_ seed: UInt64) throws {
    let problem = try randomProblem(seed, allStreams: true)
    for (plain, refined) in [
      (TransceiverDesign.centroid, TransceiverDesign.centroidRefined),
      (.relaxation, .relaxationRefined),
    ] {
      let before = try plain(problem, options(seed)).alpha
      let after = try refined(problem, options(seed)).alpha
      #expect(after <= before * (1 + 1e-12))
    }
  }

  /// More randomisations contain fewer.
  @Test func moreRandomizationsAreNoWorse() throws {
    let problem = try block(4, devices: 8, factor: 3)
    var options = options(9)
    var before = Double.infinity
    for count in [0, 10, 100, 1000] {
      options.randomizations = count
      let alpha = try TransceiverDesign.relaxation(problem, options).alpha
      #expect(alpha <= before)
      before = alpha
    }
  }

  /// Difference-of-convex rounds start from the relaxation and do not lose.
  @Test(arguments: 0..<UInt64(6))
  func differenceOfConvexBeatsItsStart(_ draw: UInt64) throws {
    let problem = try block(draw, devices: 4, factor: 0, seed: 3)
    var none = options(1)
    none.randomizations = 0
    let start = try TransceiverDesign.relaxation(problem, none).alpha
    let found = try TransceiverDesign.differenceOfConvex(problem).alpha
    #expect(found <= start * (1 + 1e-9))
  }

  /// Twice the weights or half the gain: twice the error; and turning a
  /// device's antennas changes nothing.
  @Test(arguments: [TransceiverDesign.centroidRefined, .zhuHuang, .relaxation])
  func alphaScales(_ design: TransceiverDesign) throws {
    let problem = try block(5, devices: 3, factor: 0)
    let alpha = try design(problem, options(1)).alpha
    let dear = try AggregationProblem(
      channels: problem.channels, weights: [2, 2, 2], streams: 4)
    let weak = try AggregationProblem(
      channels: problem.channels.map { 0.5.squareRoot() * $0 },
      weights: problem.weights, streams: 4)
    for other in [dear, weak] {
      let found = try design(other, options(1)).alpha
      #expect(abs(found / alpha / 2 - 1) < 1e-3)
    }
    let random = randomMatrix(4, 4, seed: 8)
    let turn = try (random + random.adjoint).hermitianEigen().vectors
    let turned = try AggregationProblem(
      channels: problem.channels.map { $0 * turn }, weights: problem.weights,
      streams: 4)
    let found = try design(turned, options(1)).alpha
    #expect(abs(found / alpha - 1) < 1e-3)
  }

  /// Algorithms without a relaxation take fewer streams, which on average
  /// cost less each.
  @Test func fewerStreams() throws {
    var before = 0.0
    for streams in 1...4 {
      var sum = 0.0
      for draw in 0..<UInt64(20) {
        let all = try block(draw, devices: 4, factor: 0)
        let problem = try AggregationProblem(
          channels: all.channels, weights: all.weights, streams: streams)
        let found = try TransceiverDesign.centroidRefined(problem)
        #expect(found.precoders[0].columns == streams)
        sum += found.errorPerEntry(noisePower: 1)
      }
      #expect(sum > before)
      before = sum
    }
  }

  @Test func names() throws {
    for design in TransceiverDesign.allCases {
      #expect(try TransceiverDesign(named: design.rawValue) == design)
    }
    for assignment in ModelAssignment.allCases {
      #expect(try ModelAssignment(named: assignment.rawValue) == assignment)
    }
  }
}
