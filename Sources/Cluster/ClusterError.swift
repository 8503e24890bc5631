import Diagnostics

/// What can be wrong with a cluster.
public enum ClusterError: Error, Equatable {
  /// No devices, or too many.
  case deviceCount(Int)
  /// A tree whose groups cannot shrink.
  case groupSize(Int)
  /// Too many tries, or a negative number.
  case retries(Int)
  /// A packet too small for one element.
  case packetSize(Int)
  /// Gradients of a run that is for evaluation alone.
  case gradients
  /// A stored trace that is damaged.
  case trace(String)
}

extension ClusterError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .deviceCount(let count):
      Diagnosis(
        "\(count) devices",
        expected: "1 to \(Cluster.deviceLimit) devices", exit: .usage)
    case .groupSize(let size):
      Diagnosis(
        "a tree all-reduce with groups of \(size) never ends",
        expected: "groups of 2 or more", remedy: "set group=4", exit: .usage)
    case .retries(let count):
      Diagnosis(
        "\(count) retries", expected: "0 to 255", exit: .usage)
    case .packetSize(let bytes):
      Diagnosis(
        "a packet of \(bytes) bytes holds no element",
        expected: "room for at least one element", exit: .usage)
    case .gradients:
      Diagnosis(
        "stale messages, norms over all columns and int8 give no gradients",
        expected: "lost: zeros, norms: survivors, arithmetic: fp32",
        remedy: "train with these, and evaluate with the others", exit: .usage)
    case .trace(let problem):
      Diagnosis(
        "the stored trace is damaged: \(problem)",
        remedy: "write it again with 'shardbench trace --format shardbench'",
        exit: .data)
    }
  }
}
