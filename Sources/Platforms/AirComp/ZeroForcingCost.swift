import Foundation

/// The cost alpha(G) of a beamformer and its gradient, without allocations:
/// the innermost loop of every design.
///
/// Keeps, from the last evaluation, M_n = H_n^H G and P_n = (M_n^H M_n)^-1.
/// Use from one thread at a time.
final class ZeroForcingCost {
  let rows: Int
  let antennas: Int
  let streams: Int
  let devices: Int
  private let channels: Scratch
  private let projected: Scratch
  private let inverses: Scratch
  private let work: Scratch
  private let weights: [Double]
  /// v_n of the last evaluation; infinite where a stream vanishes.
  private(set) var costs: [Double]
  private var traces: [Double]
  private var portions: [Double]

  /// Complex numbers that one object owns.
  final class Scratch {
    let base: UnsafeMutablePointer<Complex>
    init(_ count: Int) {
      base = .allocate(capacity: max(1, count))
      base.initialize(repeating: .zero, count: max(1, count))
    }
    deinit { base.deallocate() }
  }

  init(_ problem: AggregationProblem) {
    rows = problem.serverAntennas
    antennas = problem.deviceAntennas
    streams = problem.streams
    devices = problem.devices
    weights = problem.weights
    channels = Scratch(devices * rows * antennas)
    projected = Scratch(devices * antennas * streams)
    inverses = Scratch(devices * streams * streams)
    work = Scratch(streams * streams + antennas * streams)
    costs = Array(repeating: 0, count: devices)
    traces = costs
    portions = costs
    for (device, channel) in problem.channels.enumerated() {
      let first = channels.base + device * rows * antennas
      for (index, entry) in channel.entries.enumerated() {
        first[index] = entry
      }
    }
  }

  /// The largest v_n(G), `G[rows, streams]` of unit trace; infinite if the
  /// streams of a device cannot be told apart.
  func worst(_ g: UnsafePointer<Complex>) -> Double {
    var worst = 0.0
    for device in 0..<devices {
      project(g, device)
      traces[device] = invert(device)
      costs[device] = weights[device] / Double(streams) * traces[device]
      // A cost that is no number counts as infinite, too.
      if !(costs[device] <= worst) { worst = costs[device] }
    }
    return worst.isFinite ? worst : .infinity
  }

  /// alpha(G) of a beamformer of any scale; infinite for zeros.
  func alpha(_ g: ComplexMatrix) -> Double {
    let norm = g.squaredNorm
    guard norm > 0, norm.isFinite else { return .infinity }
    return g.entries.withUnsafeBufferPointer {
      $0.baseAddress.map { norm * worst($0) } ?? .infinity
    }
  }

  /// M_n = H_n^H G.
  private func project(_ g: UnsafePointer<Complex>, _ device: Int) {
    let h = channels.base + device * rows * antennas
    let m = projected.base + device * antennas * streams
    for j in 0..<streams {
      for i in 0..<antennas {
        let left = h + i * rows
        let right = g + j * rows
        var (re, im) = (0.0, 0.0)
        for r in 0..<rows {
          let (a, b) = (left[r], right[r])
          re += a.real * b.real + a.imaginary * b.imaginary
          im += a.real * b.imaginary - a.imaginary * b.real
        }
        m[i + j * antennas] = Complex(re, im)
      }
    }
  }

  /// P_n = (M_n^H M_n)^-1 by Cholesky; its trace, or infinity.
  private func invert(_ device: Int) -> Double {
    let size = streams
    let m = projected.base + device * antennas * size
    let p = inverses.base + device * size * size
    let factor = work.base
    for j in 0..<size {
      for i in j..<size {
        var sum = Complex.zero
        for k in 0..<antennas {
          sum += m[k + i * antennas].conjugate * m[k + j * antennas]
        }
        let unreduced = sum.real
        for k in 0..<j {
          sum -= factor[i + k * size] * factor[j + k * size].conjugate
        }
        if i > j {
          factor[i + j * size] = 1 / factor[j + j * size].real * sum
        } else {
          guard sum.real > 1e-13 * unreduced, sum.real > 1e-300 else {
            return .infinity
          }
          factor[j + j * size] = Complex(sum.real.squareRoot())
        }
      }
    }
    invertFactor(factor)
    var trace = 0.0
    for j in 0..<size {
      for i in 0...j {
        var sum = Complex.zero
        for k in j..<size {
          sum += factor[k + i * size].conjugate * factor[k + j * size]
        }
        p[i + j * size] = sum
        p[j + i * size] = sum.conjugate
      }
      trace += p[j + j * size].real
    }
    return trace
  }

  /// A lower triangular matrix becomes its inverse.
  private func invertFactor(_ factor: UnsafeMutablePointer<Complex>) {
    let size = streams
    for j in 0..<size {
      factor[j + j * size] = Complex(1 / factor[j + j * size].real)
      for i in stride(from: j + 1, to: size, by: 1) {
        var sum = Complex.zero
        for k in j..<i { sum -= factor[i + k * size] * factor[k + j * size] }
        factor[i + j * size] = 1 / factor[i + i * size].real * sum
      }
    }
  }

  /// Half the gradient, with respect to conj G, of the smoothed logarithm of
  /// alpha at the G that was evaluated last, into `d`:
  ///
  ///     D = G - sum_n a_n R_n G P_n^2 / tr(P_n),  a_n ~ v_n^sharpness
  ///
  /// The true maximum is the limit of infinite sharpness.
  func gradient(
    at g: UnsafePointer<Complex>, sharpness: Double,
    into d: UnsafeMutablePointer<Complex>
  ) {
    weigh(sharpness)
    d.update(from: g, count: rows * streams)
    for device in 0..<devices where portions[device] > 1e-12 {
      descend(device, portions[device] / traces[device], d)
    }
  }

  /// a_n, by logarithms so that no power overflows.
  private func weigh(_ sharpness: Double) {
    let worst = costs.max() ?? 1
    var sum = 0.0
    for device in 0..<devices {
      portions[device] = exp(sharpness * log(costs[device] / worst))
      sum += portions[device]
    }
    for device in 0..<devices { portions[device] /= sum }
  }

  /// `D -= factor H_n M_n P_n^2`.
  private func descend(
    _ device: Int, _ factor: Double, _ d: UnsafeMutablePointer<Complex>
  ) {
    let size = streams
    let h = channels.base + device * rows * antennas
    let m = projected.base + device * antennas * size
    let p = inverses.base + device * size * size
    let square = work.base
    let mixed = work.base + size * size
    for j in 0..<size {
      for i in 0..<size {
        var sum = Complex.zero
        for k in 0..<size { sum += p[i + k * size] * p[k + j * size] }
        square[i + j * size] = factor * sum
      }
    }
    for j in 0..<size {
      for i in 0..<antennas {
        var sum = Complex.zero
        for k in 0..<size { sum += m[i + k * antennas] * square[k + j * size] }
        mixed[i + j * antennas] = sum
      }
    }
    for j in 0..<size {
      let column = d + j * rows
      for i in 0..<antennas {
        let value = mixed[i + j * antennas]
        let left = h + i * rows
        for r in 0..<rows { column[r] -= left[r] * value }
      }
    }
  }
}
