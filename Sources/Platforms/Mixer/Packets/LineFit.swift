/// A line through points, y ~ slope x + intercept, by least squares.
public struct LineFit: Equatable, Sendable {
  /// The rise for one of x.
  public let slope: Double
  /// The value at 0.
  public let intercept: Double
  /// The farthest that a point lies from the line.
  public let deviation: Double

  /// The line nearest to the points.
  ///
  /// - Throws: ``MixerPacketError/line(sizes:)`` if all x are the same.
  public init(_ points: [(x: Double, y: Double)]) throws {
    let sizes = Set(points.map(\.x)).count
    guard sizes >= 2 else { throw MixerPacketError.line(sizes: sizes) }
    let count = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / count
    let meanY = points.reduce(0) { $0 + $1.y } / count
    var (spread, common) = (0.0, 0.0)
    for (x, y) in points {
      spread += (x - meanX) * (x - meanX)
      common += (x - meanX) * (y - meanY)
    }
    let slope = common / spread
    let intercept = meanY - slope * meanX
    self.slope = slope
    self.intercept = intercept
    deviation = points.reduce(0) {
      max($0, abs($1.y - slope * $1.x - intercept))
    }
  }

  /// The line's value.
  public func callAsFunction(_ x: Double) -> Double { slope * x + intercept }
}

/// Mixer rounds of several sizes as lines over G: what a model needs that
/// counts slots and plays no packets.
public struct MixerFit: Equatable, Sendable {
  /// Mean slots until a node is complete.
  public let completion: LineFit
  /// Mean slots until the last node is complete.
  public let roundCompletion: LineFit
  /// Mean slots with a node's radio on.
  public let radioOn: LineFit
  /// The share of these that a node sends in, over all sizes.
  public let sendingShare: Double

  /// Lines through measurements of rounds that differ in G only.
  ///
  /// Rounds that no node completes have no completion, and do not count
  /// where it is asked for.
  /// - Throws: ``MixerPacketError/line(sizes:)`` if fewer than two sizes
  ///   remain.
  public init(_ statistics: [MixerStatistics]) throws {
    func line(_ value: (MixerStatistics) -> Double?) throws -> LineFit {
      try LineFit(
        statistics.compactMap { one in
          value(one).map { (x: Double(one.messages), y: $0) }
        })
    }
    completion = try line(\.completion.mean)
    roundCompletion = try line(\.roundCompletion.mean)
    radioOn = try line(\.radioOnSlots)
    let on = statistics.reduce(0) { $0 + $1.radioOnSlots }
    let sending = statistics.reduce(0) { $0 + $1.sendingSlots }
    sendingShare = sending / on
  }
}
