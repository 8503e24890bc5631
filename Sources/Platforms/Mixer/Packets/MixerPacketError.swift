import Cluster
import Diagnostics

/// What can be wrong with a request for a packet-level Mixer round.
public enum MixerPacketError: Error, Equatable {
  /// No nodes, or more than a cluster may have.
  case nodes(Int)
  /// A corridor that so few nodes cannot fill.
  case hops(Int, nodes: Int)
  /// A link quality that is no probability.
  case quality(Double)
  /// A table of qualities that is not nodes x nodes.
  case table(rows: Int, columns: Int)
  /// A list of messages for another number of devices.
  case devices(Int, nodes: Int)
  /// A device with a negative number of fragments.
  case fragments(Int, device: Int)
  /// More messages than the head of a packet can name.
  case messages(Int)
  /// A round without slots, or one that never ends.
  case slots(Int)
  /// No rounds to measure.
  case rounds(Int)
  /// A sending rule with a parameter out of range.
  case rule(String, Double, expected: String)
  /// Measurements at fewer than two sizes: no line goes through them.
  case line(sizes: Int)
}

extension MixerPacketError: Diagnosable {
  /// The fact in words.
  public var diagnosis: Diagnosis {
    switch self {
    case .nodes(let count):
      usage("\(count) nodes", "1 to \(Cluster.deviceLimit) nodes")
    case .hops(let hops, let nodes):
      usage(
        "a corridor of \(counted(hops, "hop")) with "
          + counted(nodes, "node"),
        "1 to \(max(1, nodes - 1)) hops: a node in each of hops + 1 groups",
        "take more devices or fewer hops")
    case .quality(let value):
      usage("a link quality of \(value)", "a probability, 0 to 1")
    case .table(let rows, let columns):
      usage(
        "a table of link qualities with \(counted(rows, "row")), one of "
          + counted(columns, "column"),
        "a row and a column for each node")
    case .devices(let count, let nodes):
      usage(
        "messages of \(counted(count, "device")) among "
          + counted(nodes, "node"),
        "a number of fragments for each node")
    case .fragments(let count, let device):
      usage("device \(device) has \(count) fragments", "0 or more")
    case .messages(let count):
      usage(
        "\(count) messages in a round",
        "at most \(MixerRound.messageLimit), what a packet's head can name",
        "send larger payloads")
    case .slots(let count):
      usage("a round of \(count) slots", "1 to \(MixerRound.slotLimit)")
    case .rounds(let count):
      usage("\(count) rounds to measure", "1 or more")
    case .rule(let name, let value, let expected):
      usage("the sending rule's \(name) is \(value)", expected)
    case .line(let sizes):
      usage(
        "a line through measurements at \(counted(sizes, "size"))",
        "2 or more sizes", "measure rounds of other numbers of messages")
    }
  }

  private func usage(
    _ problem: String, _ expected: String, _ remedy: String? = nil
  ) -> Diagnosis {
    Diagnosis(problem, expected: expected, remedy: remedy, exit: .usage)
  }
}
