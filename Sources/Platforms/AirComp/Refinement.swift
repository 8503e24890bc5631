/// Descent on a smoothed log alpha(G), from any start.
///
/// Steps along `ZeroForcingCost.gradient(at:sharpness:into:)` are taken only
/// if the true, unsmoothed alpha falls; the step then grows by 1.6, else it
/// halves. So the result is never worse than the start.
public struct Refinement: Equatable, Sendable {
  /// Steps that are tried.
  public var iterations = 80
  /// The power that smooths the maximum over devices.
  public var sharpness = 30.0
  /// The first step, relative to a G of unit norm.
  public var firstStep = 0.3
  /// Ends when no longer step helps.
  public var shortestStep = 1e-6

  /// The settings that the tables of this repository use.
  public init() {}

  /// A beamformer that is at least as good as `start`, `[N_r, L]`, and has
  /// unit norm.
  func callAsFunction(
    _ start: ComplexMatrix, _ cost: ZeroForcingCost
  ) -> ComplexMatrix {
    let count = cost.rows * cost.streams
    let (here, there) = (
      ZeroForcingCost.Scratch(count), ZeroForcingCost.Scratch(count)
    )
    let slope = ZeroForcingCost.Scratch(count)
    for (index, entry) in start.entries.enumerated() {
      here.base[index] = entry
    }
    normalize(here.base, count)
    var least = cost.worst(here.base)
    if least.isFinite {
      var step = firstStep
      cost.gradient(at: here.base, sharpness: sharpness, into: slope.base)
      for _ in 0..<iterations where step > shortestStep {
        for i in 0..<count {
          there.base[i] = here.base[i] - step * slope.base[i]
        }
        normalize(there.base, count)
        let found = cost.worst(there.base)
        if found < least {
          least = found
          here.base.update(from: there.base, count: count)
          cost.gradient(at: here.base, sharpness: sharpness, into: slope.base)
          step *= 1.6
        } else {
          step /= 2
        }
      }
    }
    return ComplexMatrix(rows: cost.rows, columns: cost.streams) {
      here.base[$0 + $1 * cost.rows]
    }
  }

  /// Scales to unit norm; zeros stay zeros.
  private func normalize(_ g: UnsafeMutablePointer<Complex>, _ count: Int) {
    var norm = 0.0
    for i in 0..<count { norm += g[i].squaredMagnitude }
    guard norm > 0 else { return }
    let factor = 1 / norm.squareRoot()
    for i in 0..<count { g[i] = factor * g[i] }
  }
}
