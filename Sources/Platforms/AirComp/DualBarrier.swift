import COpenBLAS
import Foundation

/// A barrier method for the dual programs of ``DualObjective``.
///
/// For falling mu, damped Newton steps maximise
/// `f(Y) / mu + logdet S + sum_n logdet Y_n`, `S = I - sum_n H_n Y_n H_n^H`.
/// There are N N_t^2 real unknowns however many antennas the server has. At
/// the maximum `Q = mu S^-1` has `tr Q - f = mu (N_r + N N_t)`.
struct DualBarrier {
  /// Dual point and primal point, both feasible.
  struct Solution {
    /// f(Y): no more than the optimum.
    var dual: Double
    /// Y_n.
    var multipliers: [ComplexMatrix]
    /// Q, feasible: tr Q is no less than the optimum.
    var primal: ComplexMatrix
  }

  /// Where to stop: the gap relative to the dual value.
  var tolerance = 1e-9
  /// The gap beyond which a result is an error.
  var acceptedGap = 1e-5

  private let objective: DualObjective
  private let basis: HermitianBasis
  private let weights: [Double]
  private let channels: [ComplexMatrix]
  /// All channels side by side, `[N_r, N N_t]`.
  private let stacked: ComplexMatrix
  private let (weightScale, channelScale): (Double, Double)
  private var unknowns: Int { weights.count * basis.count }
  private var antennas: Int { basis.size }

  /// Scales the data so that weights and channels are about 1.
  init(
    _ objective: DualObjective, channels: [ComplexMatrix], weights: [Double]
  ) {
    let (rows, columns) = (channels[0].rows, channels[0].columns)
    let energy = channels.reduce(0) { $0 + $1.squaredNorm }
    let channelScale = (energy / Double(channels.count * columns)).squareRoot()
    let weightScale = weights.reduce(0, +) / Double(weights.count)
    self.objective = objective
    self.weights = weights.map { $0 / weightScale }
    self.channels = channels.map { (1 / channelScale) * $0 }
    (self.weightScale, self.channelScale) = (weightScale, channelScale)
    basis = HermitianBasis(size: columns)
    stacked = ComplexMatrix(rows: rows, columns: columns * channels.count) {
      (1 / channelScale) * channels[$1 / columns][$0, $1 % columns]
    }
  }

  /// A point with what the barrier needs of it.
  private struct Point {
    var y: [ComplexMatrix]
    var value: Double
    var logDeterminants: Double
    var slackInverse: ComplexMatrix
    var inverses: [ComplexMatrix]
  }

  /// Solves the program.
  ///
  /// - Throws: ``AirCompError/barrier(relativeGap:)``, `TensorError.noBLAS`.
  func solve() throws -> Solution {
    // Half of each device's least-norm share of the unit matrix: S is well
    // inside, however badly the channels are conditioned.
    let start = try channels.enumerated().map { device, channel in
      let gram = channel.adjoint * channel
      guard let inverse = try gram.positiveInverse()?.inverse else {
        throw AirCompError.singular(device: device)
      }
      return 0.5 / Double(channels.count) * inverse
    }
    let barriers = Double(stacked.rows + stacked.columns)
    guard var point = try point(start) else {
      throw AirCompError.barrier(relativeGap: .infinity)
    }
    var mu = point.value / barriers
    var best = point
    var (primal, least) = (ComplexMatrix(rows: 0, columns: 0), Double.infinity)
    // Small mu makes the dual exact, but rounding then spoils Q: the best of
    // either counts.
    while true {
      try center(&point, mu)
      if point.value > best.value { best = point }
      let q = try feasible(mu * point.slackInverse)
      if q.realTrace < least { (primal, least) = (q, q.realTrace) }
      if mu * barriers <= tolerance * point.value { break }
      mu /= 10
    }
    let gap = least / best.value - 1
    guard gap < acceptedGap else {
      throw AirCompError.barrier(relativeGap: gap)
    }
    let scale = channelScale * channelScale
    return Solution(
      dual: best.value * weightScale / scale,
      multipliers: best.y.map { (1 / scale) * $0 },
      primal: weightScale / scale * primal)
  }

  /// Q scaled until it just keeps every device's condition.
  private func feasible(_ q: ComplexMatrix) throws -> ComplexMatrix {
    let excess = try zip(channels, weights).map { channel, weight in
      try objective.excess(channel.adjoint * q * channel, weight: weight)
    }
    return (excess.max() ?? 1) * q
  }

  /// The point, or `nil` outside of the cone.
  private func point(_ y: [ComplexMatrix]) throws -> Point? {
    var slack = ComplexMatrix.identity(stacked.rows)
    var inverses: [ComplexMatrix] = []
    var (value, logarithms) = (0.0, 0.0)
    for (device, channel) in channels.enumerated() {
      guard let inverse = try y[device].positiveInverse() else { return nil }
      logarithms += inverse.logDeterminant
      inverses.append(inverse.inverse)
      value += try objective.value(y[device], weight: weights[device])
      slack = slack - channel * y[device] * channel.adjoint
    }
    guard let inverse = try slack.positiveInverse() else { return nil }
    return Point(
      y: y, value: value,
      logDeterminants: logarithms + inverse.logDeterminant,
      slackInverse: inverse.inverse, inverses: inverses)
  }

  /// Newton's method at one mu, until the squared decrement before a step is
  /// below 1e-6 (then it is about the square of that behind), or rounding
  /// stops it.
  private func center(_ point: inout Point, _ mu: Double) throws {
    for _ in 0..<60 {
      guard let (step, decrement) = try newtonStep(point, mu) else { return }
      let start = point
      var (length, found) = (1.0, height(start, mu))
      var moved = false
      while length > 1e-10 {
        let y = zip(start.y, step).map { $0 + length * $1 }
        if let next = try self.point(y) {
          let after = height(next, mu)
          // Close to the maximum Newton's step is right, but rounding hides
          // its gain. Elsewhere a step that is shorter may be better.
          if decrement < 0.05 || after > found {
            (point, found, moved) = (next, after, true)
            if decrement < 0.05 { break }
          } else if moved {
            break
          }
        }
        length /= 2
      }
      if !moved || decrement < 1e-6 { return }
    }
  }

  /// What is maximised.
  private func height(_ point: Point, _ mu: Double) -> Double {
    point.value / mu + point.logDeterminants
  }

  /// The step and the squared decrement; `nil` if rounding has made the
  /// Hessian indefinite.
  private func newtonStep(
    _ point: Point, _ mu: Double
  ) throws -> (step: [ComplexMatrix], decrement: Double)? {
    let t = stacked.adjoint * point.slackInverse * stacked
    var hessian = [Double](repeating: 0, count: unknowns * unknowns)
    var gradient: [Double] = []
    let count = basis.count
    for device in channels.indices {
      let slope = try objective.slope(
        point.y[device], weight: weights[device], basis)
      let corner = device * antennas
      let own = ComplexMatrix(rows: antennas, columns: antennas) {
        t[corner + $0, corner + $1]
      }
      let inverse = point.inverses[device]
      gradient += basis.coordinates((1 / mu) * slope.gradient - own + inverse)
      hessian.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        let column = base + device * count * unknowns
        for other in device..<channels.count {
          basis.addCongruences(
            of: t, row: other * antennas, column: corner,
            to: column + other * count, stride: unknowns)
        }
        basis.addCongruences(
          of: inverse, row: 0, column: 0, to: column + device * count,
          stride: unknowns)
        for (index, value) in (slope.curvature ?? []).enumerated() {
          let (i, j) = (index % count, index / count)
          column[device * count + i + j * unknowns] += value / mu
        }
      }
    }
    var step = gradient
    guard copenblas_dposv(Int32(unknowns), &hessian, &step) == 0 else {
      return nil
    }
    let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
    guard decrement.isFinite else { return nil }
    let matrices = channels.indices.map {
      basis.matrix(step[($0 * count)..<(($0 + 1) * count)])
    }
    return (matrices, decrement)
  }
}
