import Testing

@testable import Platforms

/// Nothing beats the lower bound, and the best of two ways is near it.
struct LowerBoundTests {
  /// LB <= best of (centroid, relaxation + randomisation), refined, <= 1.3 LB
  /// in every draw; randomisation alone never beats LB either.
  @Test(arguments: [0.0, 3], [2, 4, 8])
  func bestOfTwoIsNear(_ factor: Double, _ devices: Int) throws {
    for draw in 0..<UInt64(6) {
      let problem = try block(draw, devices: devices, factor: factor, seed: 11)
      let bound = try LowerBound(of: problem)
      #expect(bound.primalValue >= bound.alpha * (1 - 1e-12))
      #expect(bound.primalValue <= bound.alpha * (1 + 1e-6))
      var options = TransceiverDesign.Options()
      options.solver = .barrier
      options.block = draw
      let alphas = try [
        TransceiverDesign.centroidRefined, .relaxationRefined, .relaxation,
        .differenceOfConvex, .zhuHuang, .random,
      ].map { try $0(problem, options).alpha }
      for alpha in alphas { #expect(alpha >= bound.alpha * (1 - 1e-7)) }
      #expect(min(alphas[0], alphas[1]) <= 1.3 * bound.alpha, "\(draw)")
    }
  }

  /// One device alone can reach it: `(w / L) (sum 1 / sigma_i)^2`.
  @Test(arguments: 0..<UInt64(10))
  func oneDeviceInClosedForm(_ draw: UInt64) throws {
    let problem = try block(draw, devices: 1, factor: 3)
    let bound = try LowerBound(of: problem).alpha
    let closed = try UncodedFDMA(of: problem).alpha
    let refined = try TransceiverDesign.centroidRefined(problem).alpha
    #expect(abs(bound / closed - 1) < 1e-7)
    #expect(abs(refined / closed - 1) < 1e-3)
  }

  /// Where devices differ by orders of magnitude, too.
  @Test(arguments: 0..<UInt64(40))
  func holdsOnUnevenDevices(_ seed: UInt64) throws {
    let problem = try randomProblem(seed, allStreams: true)
    let bound = try LowerBound(of: problem)
    #expect(bound.primalValue >= bound.alpha * (1 - 1e-12))
    #expect(bound.primalValue <= bound.alpha * (1 + 1e-5))
    let refined = try TransceiverDesign.centroidRefined(problem).alpha
    #expect(refined >= bound.alpha * (1 - 1e-7))
    // Never below what the worst device would need alone.
    let alone = try UncodedFDMA(of: problem).alphas.max() ?? 0
    #expect(bound.alpha >= alone * (1 - 1e-7))
  }
}
