/// Draws points that lie far from their neighbours towards them.
///
/// The running median follows a step, so steps stay where they are; wild
/// points keep a little influence only.
public struct Winsoriser: Sendable {
  /// How many points to either side the running median looks at.
  public var reach = 4
  /// How far a point may lie from the running median, in standard deviations.
  public var clip = 2.5

  /// The usual settings.
  public init() {}

  /// The values, none further than `clip` deviations from the median of its
  /// neighbourhood.
  ///
  /// The deviation is that of the distances from the running median, which no
  /// step inflates. Where most of them are zero there is nothing to measure
  /// wildness by, and the values come back as they are.
  ///
  /// - Complexity: O(n x reach log reach).
  public func clipped(_ values: [Double]) -> [Double] {
    let middle = Robust.runningMedian(values, reach: reach)
    let most =
      clip * Robust.scale(ofResiduals: zip(values, middle).map { $0 - $1 })
    guard most > 0 else { return values }
    return zip(values, middle).map { value, middle in
      min(max(value, middle - most), middle + most)
    }
  }
}
