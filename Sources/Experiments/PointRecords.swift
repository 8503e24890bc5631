/// What the journal tells of points.
struct PointRecords: Equatable {
  /// A finished point.
  struct Finished: Equatable {
    /// Its metrics.
    var values: PointValues
    /// Seconds that it took, if they were recorded.
    var seconds: Double?
  }

  /// Points that have results, by identity.
  private(set) var finished: [String: Finished] = [:]
  /// Why points failed that have no results, by identity.
  private(set) var failed: [String: JobFailure] = [:]
  /// Seconds that points took when they were last computed, with whatever
  /// code, by what they say (``Point/identity``).
  private(set) var seconds: [String: Double] = [:]

  /// What `rows` come to; of several on one point the last counts.
  init(_ rows: [RunLog.Row] = []) {
    for row in rows {
      if let failure = row.failure {
        // A failure takes no result away: the same point gives the same.
        if finished[row.identity] == nil { failed[row.identity] = failure }
        continue
      }
      failed[row.identity] = nil
      finished[row.identity] = Finished(
        values: row.values, seconds: row.seconds)
      if let point = row.point { seconds[point] = row.seconds }
    }
  }
}
