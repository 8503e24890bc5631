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
  private var rounds: Rounds
  /// When the latest round ended, and an operation in it, or -1.
  private var free = -Double.infinity
  private var blocker: Int32 = -1
  /// Rounds that are over.
  private(set) var finished = 0

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
    rounds = Rounds(of: trace, countsControl: countsControl)
  }

  /// The operation of message `number`.
  func operation(of number: Int) -> Int { rounds.operation(of: number) }

  /// Notes that a message is ready; gives its round if it was the last.
  mutating func ready(_ message: Trace.Message, at time: Double) -> Passage? {
    guard let messages = rounds.ready(message) else { return nil }
    let start = max(time, free + window)
    let passage = Passage(
      start: start, end: start + plan.stepTime.value,
      messages: messages, blocker: start > time ? blocker : -1)
    free = passage.end
    blocker = Int32(rounds.operation(of: messages.lowerBound))
    finished += 1
    return passage
  }

  /// How long rounds were on the medium.
  var busy: Seconds { plan.stepTime * Double(finished) }
}
