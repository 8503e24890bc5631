import Foundation
import Testing

@testable import Platforms

/// Both solvers against each other, their duals and finite differences.
struct RelaxationTests {
  /// Primal = dual and CSDP = barrier within 1e-6.
  @Test(arguments: [0.0, 3], [1, 2, 4, 8])
  func solversAgree(_ factor: Double, _ devices: Int) throws {
    let problem = try block(1, devices: devices, factor: factor)
    let csdp = try Relaxation(of: problem, by: .csdp)
    let barrier = try Relaxation(of: problem, by: .barrier)
    for found in [csdp, barrier] {
      #expect(abs(found.primalValue / found.dualValue - 1) < 1e-6)
      let sum = zip(problem.weights, found.multiplierTraces).reduce(0) {
        $0 + $1.0 * $1.1
      }
      #expect(abs(sum / found.dualValue - 1) < 1e-6)
    }
    #expect(abs(csdp.dualValue / barrier.dualValue - 1) < 1e-6)
    for (a, b) in zip(csdp.multiplierTraces, barrier.multiplierTraces) {
      #expect(abs(a - b) < 1e-5 * barrier.dualValue)
    }
  }

  /// The same with gains and weights over three decades, and Q keeps every
  /// condition.
  @Test(arguments: 0..<UInt64(40))
  func solversAgreeOnUnevenDevices(_ seed: UInt64) throws {
    let problem = try randomProblem(seed, allStreams: true)
    let csdp = try Relaxation(of: problem, by: .csdp)
    let barrier = try Relaxation(of: problem, by: .barrier)
    #expect(abs(csdp.dualValue / barrier.dualValue - 1) < 1e-6)
    #expect(abs(barrier.primalValue / barrier.dualValue - 1) < 1e-6)
    for (found, slack) in [(csdp, 1e-5), (barrier, 1e-10)] {
      for (channel, weight) in zip(problem.channels, problem.weights) {
        let received = channel.adjoint * found.primal * channel
        let least = try received.hermitianEigen().values[0]
        #expect(least >= weight * (1 - slack))
      }
    }
  }

  /// tr Y_n = d alpha / d w_n, to five digits.
  @Test(arguments: [0.0, 3], [2, 4])
  func multipliersAreDerivatives(_ factor: Double, _ devices: Int) throws {
    let problem = try block(2, devices: devices, factor: factor)
    let found = try Relaxation(of: problem, by: .barrier)
    for device in 0..<devices {
      func optimum(_ change: Double) throws -> Double {
        var weights = problem.weights
        weights[device] += change
        return try Relaxation(problem.channels, weights).dualValue
      }
      let step = 1e-3
      let slope = (try optimum(step) - optimum(-step)) / (2 * step)
      #expect(
        abs(slope - found.multiplierTraces[device])
          < 1e-5 * max(slope, found.dualValue))
    }
  }

  /// With weights doubled the optimum doubles; with channels doubled it is a
  /// quarter.
  @Test(arguments: 0..<UInt64(10))
  func optimumScales(_ seed: UInt64) throws {
    let problem = try randomProblem(seed, allStreams: true)
    let optimum = try Relaxation(of: problem, by: .barrier).dualValue
    let scaled = try Relaxation(
      problem.channels.map { 2e3 * $0 }, problem.weights.map { 8e6 * $0 })
    #expect(abs(scaled.dualValue / optimum / 2 - 1) < 1e-7)
  }

  /// One device: Q = w H (H^H H)^-2 H^H, so tr Q = w sum 1 / sigma_i^2.
  @Test(arguments: SemidefiniteSolver.allCases)
  func oneDeviceInClosedForm(_ solver: SemidefiniteSolver) throws {
    let problem = try block(3, devices: 1, factor: 3)
    let values = try problem.channels[0].singularValues().values
    let expected = values.reduce(0) { $0 + 1 / ($1 * $1) }
    let found = try Relaxation(of: problem, by: solver)
    #expect(abs(found.dualValue / expected - 1) < 1e-7)
  }
}
