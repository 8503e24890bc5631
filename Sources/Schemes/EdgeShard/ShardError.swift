import Diagnostics

/// What keeps blocks from being planned onto devices.
public enum ShardError: Error, Equatable {
  /// A profile with too many or too few of something.
  case extent(what: String, count: Int, expected: Int)
  /// A profile with numbers that are none.
  case value(what: String)
  /// No choice of devices has room for all blocks.
  case noRoom
  /// Devices of so many kinds that all plans are too many.
  case kinds(Int)

  /// States of the search at most: some tenths of a second of work.
  static let stateLimit = 1 << 20
}

extension ShardError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .extent(let what, let count, let expected):
      Diagnosis(
        "a profile for edgeshard with \(count) \(what)",
        expected: "\(expected)", exit: .usage)
    case .value(let what):
      Diagnosis(
        "a profile for edgeshard with \(what) that cannot be added",
        expected: "finite numbers, 0 or more", exit: .usage)
    case .noRoom:
      Diagnosis(
        "edgeshard finds no devices with room for all blocks",
        remedy: "use more devices, or some with more memory", exit: .usage)
    case .kinds(let kinds):
      Diagnosis(
        "edgeshard cannot try all plans for devices of \(kinds) kinds",
        remedy: "use fewer devices, or more of them alike", exit: .usage)
    }
  }
}
