/// What a run would do, point by point.
public struct RunPlan {
  /// Where a point stands.
  public enum State: Equatable {
    /// Nothing is known of it.
    case new
    /// It has results.
    case cached
    /// It failed when it was last tried, for this reason.
    case failed(JobFailure)
  }

  /// Where the points stand, in their order.
  public let states: [State]
  /// Seconds that each point is expected to take, 0 for one that has results;
  /// `nil` where nothing tells.
  public let seconds: [Double?]

  /// The number of points of which nothing is known.
  public var new: Int { states.count { $0 == .new } }
  /// The number of points that have results.
  public var cached: Int { states.count { $0 == .cached } }
  /// The number of points that failed.
  public var failed: Int { states.count - new - cached }

  /// Seconds that the points will take on `workers`, which share them evenly
  /// but do not split one; `nil` if nothing tells of one of them.
  public func expectedSeconds(workers: Int) -> Double? {
    let known = seconds.compactMap { $0 }
    guard known.count == seconds.count else { return nil }
    return max(
      known.max() ?? 0, known.reduce(0, +) / Double(max(1, workers)))
  }
}

extension ExperimentRun {
  /// What a run would do.
  ///
  /// A point is expected to take what the same point took last, with whatever
  /// code; one that was never computed, the mean of those of this plan that
  /// were.
  ///
  /// - Throws: ``RunError`` if the journal cannot be read.
  public func plan() throws -> RunPlan {
    let records = try cache.read()
    let states = try points.map { point -> RunPlan.State in
      let identity = try identity(of: point)
      if records.finished[identity] != nil { return .cached }
      return records.failed[identity].map(RunPlan.State.failed) ?? .new
    }
    let recorded = points.map { records.seconds[$0.identity] }
    let known = recorded.compactMap { $0 }
    let mean =
      known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    return RunPlan(
      states: states,
      seconds: zip(states, recorded).map { state, seconds in
        state == .cached ? 0 : seconds ?? mean
      })
  }
}
