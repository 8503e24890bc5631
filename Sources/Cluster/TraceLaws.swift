extension Trace {
  /// A law that a trace breaks.
  public enum Violation: Error, Equatable {
    /// An operation waits for one that does not come before it.
    case order(operation: Int, waitsFor: Int)
    /// Bytes of a message are neither delivered nor lost, or both.
    case conservation(message: Int, receiver: Int)
    /// A device sends to itself, or a device does not exist.
    case device(operation: Int)
    /// A buffer ends before it begins, or is made before the one before it.
    case lifetime(buffer: Int)
    /// The rounds of messages are not numbered in program order, or a message
    /// waits for one of its own round.
    case round(message: Int)
    /// The collectives of messages are not numbered in program order, or a
    /// round belongs to two of them.
    case collective(message: Int)
    /// An index points outside of its table.
    case index(operation: Int)
  }

  /// The first broken law, if any: every byte sent is delivered or lost, to
  /// each receiver; nothing waits for the future, no message for its own round;
  /// collectives hold whole rounds; all indices hold.
  ///
  /// - Complexity: O(operations + deliveries + buffers).
  public func violation() -> Violation? {
    // Each operation has the dependencies behind those of the one before it.
    var linked = 0
    for (index, operation) in operations.enumerated() {
      guard Int(operation.device) < devices else {
        return .device(operation: index)
      }
      guard Int(operation.firstDependency) == linked else {
        return .index(operation: index)
      }
      linked += Int(operation.dependencyCount)
      if let violation = orderViolation(index, operation) { return violation }
      guard operation.isMessage else { continue }
      if let violation = messageViolation(index, operation) {
        return violation
      }
    }
    guard linked == dependencies.count else {
      return .index(operation: operations.count - 1)
    }
    return lifetimeViolation() ?? roundViolation() ?? collectiveViolation()
  }

  /// Buffers stand in the order in which they are made.
  private func lifetimeViolation() -> Violation? {
    var made: Int32 = 0
    for (index, buffer) in buffers.enumerated() {
      guard buffer.first >= made, buffer.last >= buffer.first,
        Int(buffer.last) <= operations.count, Int(buffer.device) < devices
      else { return .lifetime(buffer: index) }
      made = buffer.first
    }
    return nil
  }

  private func orderViolation(_ index: Int, _ operation: Operation)
    -> Violation?
  {
    let first = Int(operation.firstDependency)
    let count = Int(operation.dependencyCount)
    guard first >= 0, count >= 0, first + count <= dependencies.count else {
      return .index(operation: index)
    }
    for dependency in dependencies[first..<first + count] {
      guard (0..<Int32(index)).contains(dependency.operation) else {
        return .order(operation: index, waitsFor: Int(dependency.operation))
      }
      let awaited = operations[Int(dependency.operation)]
      if awaited.isMessage {
        let delivery = Int(dependency.delivery)
        guard deliveries(of: messages[Int(awaited.message)]).contains(delivery),
          deliveries[delivery].receiver == operation.device
        else { return .index(operation: index) }
      } else if dependency.delivery >= 0 {
        return .index(operation: index)
      }
    }
    return nil
  }

  private func messageViolation(_ index: Int, _ operation: Operation)
    -> Violation?
  {
    guard Int(operation.message) < messages.count else {
      return .index(operation: index)
    }
    let message = messages[Int(operation.message)]
    let first = Int(message.firstDelivery)
    let count = Int(message.receivers)
    guard first >= 0, count >= 0, first + count <= deliveries.count else {
      return .index(operation: index)
    }
    for delivery in deliveries[first..<first + count] {
      guard Int(delivery.receiver) < devices,
        delivery.receiver != operation.device
      else { return .device(operation: index) }
      guard
        delivery.deliveredBytes + delivery.lostBytes == message.payloadBytes,
        delivery.lostBytes >= 0, delivery.deliveredBytes >= 0,
        delivery.sentBytes >= message.payloadBytes,
        delivery.sentBytes <= message.payloadBytes * Int(delivery.attempts)
      else {
        return .conservation(
          message: Int(operation.message), receiver: Int(delivery.receiver))
      }
    }
    return nil
  }
}
