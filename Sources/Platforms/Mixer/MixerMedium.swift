import Cluster

/// The medium of Mixer while a timeline is made: rounds, one at a time.
///
/// A round begins when all its messages are ready and the medium has been free
/// for the window; rounds go in the order in which they get ready.
struct MixerMedium {
  let plan: MixerPlan
  let activity: MixerActivity
  let header: Int
  private let window: Double
  /// The operation of each message.
  private let operations: ContiguousArray<Int32>
  /// The messages of each round, and how many of them are not ready yet.
  private var rounds: ContiguousArray<Round>
  /// When the latest round ended, and an operation in it, or -1.
  private var free = -Double.infinity
  private var blocker: Int32 = -1
  /// Rounds that are over.
  private(set) var finished = 0

  private struct Round {
    var first: Int32
    var count: Int32 = 0
    var missing: Int32 = 0
  }

  /// A round on the medium.
  struct Passage {
    let start: Double
    let end: Double
    /// Its messages.
    let messages: Range<Int>
    /// The operation that it waited for last, if that was another round.
    let blocker: Int32
  }

  init(
    _ plan: MixerPlan, _ radio: MixerRadio, _ power: DeviceModel.PowerStates,
    _ trace: Trace, countsControl: Bool
  ) {
    self.plan = plan
    activity = MixerActivity(plan, on: radio, power)
    header = Int(radio.header.value)
    window = radio.window.value
    var operations = ContiguousArray<Int32>(
      repeating: -1, count: trace.messages.count)
    for (index, operation) in trace.operations.enumerated()
    where operation.isMessage {
      operations[Int(operation.message)] = Int32(index)
    }
    self.operations = operations
    var rounds: ContiguousArray<Round> = []
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
    self.rounds = rounds
  }

  /// The operation of message `number`.
  func operation(of number: Int) -> Int { Int(operations[number]) }

  /// Notes that a message is ready; gives its round if it was the last.
  mutating func ready(_ message: Trace.Message, at time: Double) -> Passage? {
    let index = Int(message.round)
    rounds[index].missing -= 1
    guard rounds[index].missing == 0 else { return nil }
    let first = Int(rounds[index].first)
    let start = max(time, free + window)
    let passage = Passage(
      start: start, end: start + plan.stepTime.value,
      messages: first..<first + Int(rounds[index].count),
      blocker: start > time ? blocker : -1)
    free = passage.end
    blocker = operations[first]
    finished += 1
    return passage
  }

  /// How long rounds were on the medium.
  var busy: Seconds { plan.stepTime * Double(finished) }
}
