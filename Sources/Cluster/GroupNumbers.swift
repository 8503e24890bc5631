/// Numbers groups of messages in the order of their first messages, from 0
/// without gaps.
struct GroupNumbers {
  /// How messages get their numbers.
  var mode = Mode.each
  private var count: Int32 = 0

  /// Which group the next message belongs to.
  enum Mode {
    /// Each message is a group of its own.
    case each
    /// The next message opens a group for all that follow.
    case opening
    /// Messages join the group that is open.
    case joining
  }

  /// The number of the next message's group.
  mutating func next() -> Int32 {
    if mode != .joining { count += 1 }
    if mode == .opening { mode = .joining }
    return count - 1
  }
}
