import Cluster
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// Repeats the fits that the Raspberry Pi files name: the constants marked
/// `fitted` are the least-squares solution over the published times, each
/// weighted by its own size.
struct RaspberryPiFitTests {
  /// One unknown: how to read it from a platform and to write it there. The
  /// time of a trace is linear in each.
  struct Unknown: Sendable {
    var name: String
    /// What a file writes: the unknown itself, or one over it.
    var isInverse: Bool
    var get: @Sendable (Platform) -> Double
    var set: @Sendable (inout Platform, Double) -> Void
  }

  static let bandwidth = Unknown(
    name: "memory bandwidth", isInverse: true,
    get: { 1 / $0.device.memory[0].bandwidth.value },
    set: { $0.device.memory[0].bandwidth.quantity.value = 1 / $1 })
  static let head = Unknown(
    name: "head rate", isInverse: true,
    get: { 1 / ($0.device.rates?[.head].value ?? .nan) },
    set: { $0.device.rates?[.head].quantity.value = 1 / $1 })
  static let overhead = Unknown(
    name: "overhead", isInverse: false,
    get: { $0.device.overheads.standard.value },
    set: { $0.device.overheads.standard.quantity.value = $1 })
  static let latency = Unknown(
    name: "latency", isInverse: false,
    get: { $0.accountings[0].network.latency.value },
    set: { $0.accountings[0].network.latency.quantity.value = $1 })

  struct Fit: Sendable, CustomTestStringConvertible {
    var platform: String
    var unknowns: [Unknown]
    var points: [PublishedTime]
    var testDescription: String { platform }
  }

  static let fits = [
    Fit(
      platform: PublishedTime.pi5,
      unknowns: [bandwidth, head, latency], points: PublishedTime.onPi5),
    Fit(
      platform: PublishedTime.pi4, unknowns: [bandwidth, overhead, latency],
      points: PublishedTime.onPi4),
  ]

  @Test(arguments: fits)
  func constantsAreTheFit(_ fit: Fit) throws {
    let platform = try Platform(named: fit.platform)
    #expect(platform.accountings[0].name == "paper")
    let system = try LinearTimes(fit, near: platform)
    let solution = system.solution
    for (unknown, value) in zip(fit.unknowns, solution) {
      let written = unknown.get(platform)
      let (a, b) =
        unknown.isInverse ? (1 / written, 1 / value) : (written, value)
      #expect(
        rounded(a) == rounded(b), "\(unknown.name): fitted \(b), written \(a)")
    }
    // Times are linear as long as the same things bind: they still do.
    var fitted = platform
    for (unknown, value) in zip(fit.unknowns, solution) {
      unknown.set(&fitted, value)
    }
    let times = try system.times(on: fitted)
    for (index, error) in system.errors(of: solution).enumerated() {
      let published = fit.points[index].milliseconds / 1000
      #expect(abs(times[index] / published - 1 - error) < 1e-9)
      #expect(abs(error) < 0.08)
    }
  }

  /// Constants that were chosen to meet the times say so.
  @Test func fittedConstantsAreMarked() throws {
    let pi4 = try Platform(named: PublishedTime.pi4)
    let pi5 = try Platform(named: PublishedTime.pi5)
    for platform in [pi4, pi5] {
      #expect(platform.device.memory[0].bandwidth.evidence == .fitted)
      #expect(platform.accountings[0].network.latency.evidence == .fitted)
    }
    #expect(pi4.device.overheads.standard.evidence == .fitted)
    #expect(pi5.device.rates?[.head].evidence == .fitted)
  }

  /// The six times of the Raspberry Pi 5 do not tell the overhead: with it as
  /// a fourth unknown it would be negative. So it is that of the 4B, at the
  /// clock of the 5.
  @Test func theOverheadOfThePi5IsThatOfThe4B() throws {
    let platform = try Platform(named: PublishedTime.pi5)
    let fit = Fit(
      platform: PublishedTime.pi5,
      unknowns: [Self.bandwidth, Self.head, Self.latency, Self.overhead],
      points: PublishedTime.onPi5)
    let free = try LinearTimes(fit, near: platform).solution
    #expect(free[3] < 0)
    let older = try Platform(named: PublishedTime.pi4).device
      .overheads.standard
    let overhead = platform.device.overheads.standard
    let microseconds = (older.value * 1.5 / 2.4 * 1e6).rounded()
    #expect(isClose(overhead.value, microseconds * 1e-6))
    #expect(overhead.evidence == .assumed)
  }

  /// A number with three digits, as the files write it.
  private func rounded(_ x: Double) -> String { String(format: "%.2e", x) }
}

/// The published points as a linear system in the unknowns.
///
/// Coefficients are differences of costed traces, which are exact where the
/// time is linear. Rows are divided by the published time, so that errors are
/// relative.
private struct LinearTimes {
  private let traces: [Trace]
  private var matrix: [[Double]] = []
  private var right: [Double] = []

  init(_ fit: RaspberryPiFitTests.Fit, near platform: Platform) throws {
    traces = try fit.points.map { try $0.trace(on: platform) }
    let base = try times(on: platform)
    let slopes = try fit.unknowns.map { unknown in
      var changed = platform
      let step = unknown.get(platform) * 0.01
      unknown.set(&changed, unknown.get(platform) + step)
      return zip(try times(on: changed), base).map { ($0 - $1) / step }
    }
    for (index, point) in fit.points.enumerated() {
      let published = point.milliseconds / 1000
      let row = slopes.map { $0[index] }
      let known = zip(row, fit.unknowns).reduce(base[index]) {
        $0 - $1.0 * $1.1.get(platform)
      }
      matrix.append(row.map { $0 / published })
      right.append(1 - known / published)
    }
  }

  func times(on platform: Platform) throws -> [Double] {
    try traces.map {
      try Costs(of: $0, on: platform, accounting: "paper")
        .timeline.latency.value
    }
  }

  /// The unknowns that leave the smallest sum of squared errors.
  var solution: [Double] { leastSquares(matrix, right) }

  /// The relative error of each point.
  func errors(of unknowns: [Double]) -> [Double] {
    zip(matrix, right).map { row, right in
      zip(row, unknowns).reduce(-right) { $0 + $1.0 * $1.1 }
    }
  }
}

/// x that minimises |matrix x - right|², by the normal equations.
private func leastSquares(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  let count = matrix[0].count
  // Columns scaled to one, so that units do not spoil the elimination.
  let scale = (0..<count).map { j in
    matrix.reduce(0) { $0 + $1[j] * $1[j] }.squareRoot()
  }
  var a = [[Double]](
    repeating: Array(repeating: 0, count: count + 1), count: count)
  for (row, right) in zip(matrix, right) {
    for i in 0..<count {
      let scaled = row[i] / scale[i]
      for j in 0..<count { a[i][j] += scaled * row[j] / scale[j] }
      a[i][count] += scaled * right
    }
  }
  for i in 0..<count {
    let pivot = (i..<count).max { abs(a[$0][i]) < abs(a[$1][i]) } ?? i
    a.swapAt(i, pivot)
    for row in 0..<count where row != i {
      let factor = a[row][i] / a[i][i]
      for j in i...count { a[row][j] -= factor * a[i][j] }
    }
  }
  return (0..<count).map { a[$0][count] / a[$0][$0] / scale[$0] }
}
