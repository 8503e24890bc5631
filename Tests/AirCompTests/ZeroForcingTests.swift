import Foundation
import Tensors
import Testing

@testable import Platforms

/// What zero forcing promises, and what a simulated receiver then gets.
struct ZeroForcingTests {
  /// Sends random symbols through the channels and receives them.
  private func simulatedError(
    _ transceiver: Transceiver, _ problem: AggregationProblem,
    noisePower: Double, symbols: Int, seed: UInt64
  ) -> Double {
    let draws = GaussianDraws(seed: seed, purpose: .randomization, block: 0)
    let paths = zip(problem.channels, transceiver.precoders).map { $0 * $1 }
    let (streams, rows) = (problem.streams, problem.serverAntennas)
    var (error, next) = (0.0, 0)
    func normal() -> Complex {
      next += 1
      return draws.normal(next)
    }
    for _ in 0..<symbols {
      var sum = [Complex](repeating: .zero, count: streams)
      var received = (0..<rows).map { _ in noisePower.squareRoot() * normal() }
      for path in paths {
        for stream in 0..<streams {
          let symbol = normal()
          sum[stream] += symbol
          for row in 0..<rows { received[row] += path[row, stream] * symbol }
        }
      }
      for stream in 0..<streams {
        var output = Complex.zero
        for row in 0..<rows {
          output +=
            transceiver.aggregation[row, stream].conjugate * received[row]
        }
        error += (output - sum[stream]).squaredMagnitude
      }
    }
    return error / Double(symbols * streams)
  }

  /// Within 1 % of sigma^2 alpha / L.
  @Test(arguments: [0.0, 3], [1, 4])
  func monteCarloAgrees(_ factor: Double, _ devices: Int) throws {
    let problem = try block(0, devices: devices, factor: factor, seed: 31)
    let transceiver = try TransceiverDesign.centroidRefined(problem)
    let found = simulatedError(
      transceiver, problem, noisePower: 0.7, symbols: 60_000, seed: 77)
    let expected = transceiver.errorPerEntry(noisePower: 0.7)
    #expect(abs(found / expected - 1) < 0.01, "\(found), \(expected)")
  }

  /// A^H H_n B_n is the unit matrix, no device spends more than it has, and
  /// the worst spends all: from B_n itself.
  @Test(arguments: 0..<UInt64(60))
  func energiesAndUnitResponse(_ seed: UInt64) throws {
    let problem = try randomProblem(seed)
    let transceiver = try TransceiverDesign.centroidRefined(problem)
    let receiver = transceiver.aggregation.adjoint
    var most = 0.0
    for device in 0..<problem.devices {
      let precoder = transceiver.precoders[device]
      let response = receiver * problem.channels[device] * precoder
      #expect(largest(response - .identity(problem.streams)) < 1e-9)
      let used =
        problem.weights[device] * precoder.squaredNorm / Double(problem.streams)
      #expect(used <= 1 + 1e-9)
      #expect(abs(used - transceiver.energyUse[device]) < 1e-9)
      most = max(most, used)
    }
    #expect(abs(most - 1) < 1e-9)
    let noise = transceiver.aggregation.squaredNorm
    #expect(abs(noise / transceiver.alpha - 1) < 1e-12)
  }

  /// alpha does not know the scale of G, nor a turn among the streams.
  @Test(arguments: 0..<UInt64(30))
  func alphaIsScaleFree(_ seed: UInt64) throws {
    let problem = try randomProblem(seed)
    let cost = ZeroForcingCost(problem)
    let g = randomMatrix(problem.serverAntennas, problem.streams, seed: seed)
    let alpha = cost.alpha(g)
    #expect(abs(cost.alpha(1e4 * g) / alpha - 1) < 1e-9)
    let random = randomMatrix(problem.streams, problem.streams, seed: seed + 99)
    let turn = try (random + random.adjoint).hermitianEigen().vectors
    #expect(abs(cost.alpha(g * turn) / alpha - 1) < 1e-7)
  }

  /// The refinement's direction against central differences of log alpha,
  /// smoothed as it says.
  @Test(arguments: 0..<UInt64(20))
  func gradientAgainstDifferences(_ seed: UInt64) throws {
    let problem = try randomProblem(seed)
    let cost = ZeroForcingCost(problem)
    let sharpness = 5.0
    let count = problem.serverAntennas * problem.streams
    var g = randomMatrix(problem.serverAntennas, problem.streams, seed: seed)
    g = (1 / g.squaredNorm.squareRoot()) * g
    func smoothed(_ g: ComplexMatrix) -> Double {
      let norm = g.squaredNorm
      _ = cost.alpha(g)
      let worst = cost.costs.max() ?? 0
      let sum = cost.costs.reduce(0) { $0 + pow($1 / worst, sharpness) }
      return log(norm) + log(worst) + log(sum) / sharpness
    }
    var slope = [Complex](repeating: .zero, count: count)
    _ = cost.alpha(g)
    g.entries.withUnsafeBufferPointer { at in
      slope.withUnsafeMutableBufferPointer { into in
        guard let at = at.baseAddress, let into = into.baseAddress else {
          return
        }
        cost.gradient(at: at, sharpness: sharpness, into: into)
      }
    }
    let step = 1e-6
    for index in stride(from: 0, to: count, by: 3) {
      for unit in [Complex(step), Complex(0, step)] {
        var (up, down) = (g, g)
        up.entries[index] += unit
        down.entries[index] -= unit
        let found = (smoothed(up) - smoothed(down)) / (2 * step)
        // Half the gradient with respect to the conjugate.
        let expected =
          2 * (unit.real > 0 ? slope[index].real : slope[index].imaginary)
        #expect(abs(found - expected) < 1e-4 * max(1, abs(expected)))
      }
    }
  }
}
