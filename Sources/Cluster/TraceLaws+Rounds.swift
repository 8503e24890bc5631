extension Trace {
  /// The first message whose round is wrong, if any: rounds are numbered in
  /// program order without gaps, no message waits, however indirectly, for one
  /// of its own round, and all of a round share the medium alike.
  ///
  /// Else a network that carries a round as a whole would wait for ever.
  ///
  /// - Complexity: O(operations + dependencies).
  func roundViolation() -> Violation? {
    /// The last round that each computation, and each device, waits for.
    var awaited = ContiguousArray<Int32>(repeating: -1, count: operations.count)
    var latest = [Int32](repeating: -1, count: devices)
    var round: Int32 = -1
    for (index, operation) in operations.enumerated() {
      var last = operation.isMessage ? -1 : latest[Int(operation.device)]
      let first = Int(operation.firstDependency)
      for dependency in dependencies[
        first..<first + Int(operation.dependencyCount)]
      {
        let before = operations[Int(dependency.operation)]
        last = max(
          last,
          before.isMessage
            ? messages[Int(before.message)].round
            : awaited[Int(dependency.operation)])
      }
      guard operation.isMessage else {
        awaited[index] = last
        latest[Int(operation.device)] = last
        continue
      }
      let own = messages[Int(operation.message)].round
      guard own == round || own == round + 1, own >= 0, last < own else {
        return .round(message: Int(operation.message))
      }
      if own == round, !sharesAccess(Int(operation.message)) {
        return .round(message: Int(operation.message))
      }
      round = own
    }
    return nil
  }

  /// Whether a message goes in the same way as the one before, with as many
  /// values.
  private func sharesAccess(_ index: Int) -> Bool {
    guard index > 0 else { return true }
    let (before, own) = (messages[index - 1], messages[index])
    return before.access == own.access && before.values == own.values
  }

  /// The first message whose collective is wrong, if any: collectives are
  /// numbered in program order without gaps, and hold whole rounds.
  ///
  /// - Complexity: O(messages).
  func collectiveViolation() -> Violation? {
    var (round, collective): (Int32, Int32) = (-1, -1)
    for (index, message) in messages.enumerated() {
      let isNext = message.collective == collective + 1
      guard
        message.round == round
          ? message.collective == collective
          : isNext || message.collective == collective && index > 0
      else { return .collective(message: index) }
      (round, collective) = (message.round, message.collective)
    }
    return nil
  }
}
