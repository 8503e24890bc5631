import Cluster

/// The rounds of a trace while a timeline is made: which messages make one,
/// and how many of them are not ready yet.
struct Rounds {
  /// The operation of each message.
  private let operations: ContiguousArray<Int32>
  private var rounds: ContiguousArray<Round> = []

  private struct Round {
    var first: Int32
    var count: Int32 = 0
    var missing: Int32 = 0
  }

  init(of trace: Trace, countsControl: Bool) {
    var operations = ContiguousArray<Int32>(
      repeating: -1, count: trace.messages.count)
    for (index, operation) in trace.operations.enumerated()
    where operation.isMessage {
      operations[Int(operation.message)] = Int32(index)
    }
    self.operations = operations
    for (number, message) in trace.messages.enumerated() {
      // Rounds are numbered in program order without gaps.
      if message.round >= rounds.count {
        rounds.append(Round(first: Int32(number)))
      }
      rounds[rounds.count - 1].count += 1
      if message.purpose != .control || countsControl {
        rounds[rounds.count - 1].missing += 1
      }
    }
  }

  /// The operation of message `number`.
  func operation(of number: Int) -> Int { Int(operations[number]) }

  /// Notes that a message is ready; gives the messages of its round if it was
  /// the last of them.
  mutating func ready(_ message: Trace.Message) -> Range<Int>? {
    let index = Int(message.round)
    rounds[index].missing -= 1
    guard rounds[index].missing == 0 else { return nil }
    let first = Int(rounds[index].first)
    return first..<first + Int(rounds[index].count)
  }
}
