extension Cluster {
  /// What `body` computes and sends belongs to this half of a block.
  ///
  /// A device may need other times for the two halves; schemes say which one
  /// they are in. The inner one of two counts.
  ///
  ///     let y = try cluster.within(.attention) { ... }
  public func within<Result>(
    _ part: Trace.Part, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = recorder.writer.part
    recorder.writer.part = part
    defer { recorder.writer.part = outer }
    return try body()
  }

  /// The messages that `body` sends are one step of a collective: none of
  /// them waits for another, and a network may carry them together.
  ///
  /// Collectives do this for each of their steps. Inside another step `body`
  /// belongs to that one.
  public func asOneRound<Result>(_ body: () throws -> Result) rethrows
    -> Result
  {
    guard recorder.writer.rounds == .each else { return try body() }
    recorder.writer.rounds = .opening
    defer { recorder.writer.rounds = .each }
    return try body()
  }
}
