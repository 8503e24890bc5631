extension Cluster {
  /// What `body` computes and sends belongs to this half of a block.
  ///
  /// A device may need other times for the two halves, and may load weights
  /// block by block; schemes say where they are. The inner one of two counts.
  ///
  ///     let y = try cluster.within(.attention, of: 3) { ... }
  ///
  /// - Parameters:
  ///   - part: the half of the block.
  ///   - block: the number of the block; by default that of the call around it.
  ///   - body: runs at once.
  /// - Returns: what `body` returns.
  public func within<Result>(
    _ part: Trace.Part, of block: Int? = nil, _ body: () throws -> Result
  ) rethrows -> Result {
    let outer = (recorder.writer.part, recorder.writer.block)
    recorder.writer.part = part
    if let block { recorder.writer.block = Int32(block) }
    defer { (recorder.writer.part, recorder.writer.block) = outer }
    return try body()
  }

  /// The messages that `body` sends are one step of a collective: none of
  /// them waits for another, and a network may carry them together.
  ///
  /// Collectives do this for each of their steps. Inside another step `body`
  /// belongs to that one, outside of any collective it is one by itself.
  ///
  /// - Returns: what `body` returns.
  public func asOneRound<Result>(_ body: () throws -> Result) rethrows
    -> Result
  {
    guard recorder.writer.rounds.mode == .each else { return try body() }
    recorder.writer.rounds.mode = .opening
    defer { recorder.writer.rounds.mode = .each }
    return try asOneCollective(body)
  }

  /// The messages that `body` sends are one collective, whatever its steps: an
  /// accounting may charge them together.
  ///
  /// Collectives do this for themselves. Inside another collective `body`
  /// belongs to that one.
  ///
  /// - Returns: what `body` returns.
  public func asOneCollective<Result>(_ body: () throws -> Result) rethrows
    -> Result
  {
    guard recorder.writer.collectives.mode == .each else { return try body() }
    recorder.writer.collectives.mode = .opening
    defer { recorder.writer.collectives.mode = .each }
    return try body()
  }
}
