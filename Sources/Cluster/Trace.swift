import Tensors

/// What happened in a run: who computed what, who sent what to whom, what was
/// held in memory, and what waited for what.
///
/// Operations stand in program order, which is a topological order: nothing
/// depends on something later. On one device computations run one after
/// another; that dependency is implied, all others are listed. A trace holds
/// bytes and counts but no times: a platform gives those.
public struct Trace: Equatable, Sendable {
  /// How many devices took part.
  public let devices: Int
  /// How many runs alike, each with weights and kept values of its own, make
  /// the whole model: more than 1 for one block that stands for several.
  public internal(set) var repeats = 1
  /// Computations and messages in program order.
  public internal(set) var operations: ContiguousArray<Operation> = []
  /// Messages, in program order.
  public internal(set) var messages: ContiguousArray<Message> = []
  /// Deliveries, message by message.
  public internal(set) var deliveries: ContiguousArray<Delivery> = []
  /// What operations wait for; see ``Operation``.
  public internal(set) var dependencies: ContiguousArray<Dependency> = []
  /// Everything that was held in memory.
  public internal(set) var buffers: ContiguousArray<Buffer> = []

  /// A computation on one device, or a message from it.
  public struct Operation: Equatable, Sendable {
    /// Who computes, or who sends.
    public var device: UInt16
    /// The kind of computation; `copy` for messages.
    public var kernel: Kernel
    /// The half of a block that it belongs to.
    public var part: Part
    /// The block that it belongs to, or -1.
    public var block: Int32
    /// Rows that share what is multiplied with them (see
    /// ``Tensors/Work/rows``).
    public var rows: Int32
    /// Index into ``Trace/messages``, or -1 for a computation.
    public var message: Int32
    /// Where its entries in ``Trace/dependencies`` begin.
    public var firstDependency: Int32
    /// How many they are.
    public var dependencyCount: Int32
    /// Multiply-accumulates (see ``Tensors/Work/macs``).
    public var macs: Int
    /// Bytes of weights that it reads.
    public var weightBytes: Int
    /// Bytes of activations that it reads and writes.
    public var activationBytes: Int
    /// Of these, bytes of kept values that it reads, such as a KV cache.
    public var keptBytes: Int
    /// Elements that its steps hand on (see ``Tensors/Work/inner``).
    public var inner: Int

    /// Whether it is a message.
    public var isMessage: Bool { message >= 0 }
  }

  /// Which half of a block something belongs to, for devices that run both at
  /// different speeds.
  public enum Part: UInt8, CaseIterable, Sendable, Codable {
    /// Neither: embedding, head, and what no scheme said more about.
    case other
    /// Attention: its norm, projections, scores and output layer.
    case attention
    /// The feed-forward part with its norm.
    case feedForward

    /// The name in platform files.
    public var name: String {
      switch self {
      case .feedForward: "feed-forward"
      default: "\(self)"
      }
    }
  }

  /// Something that has to be over before an operation begins.
  public struct Dependency: Equatable, Sendable {
    /// The operation that is waited for; always an earlier one.
    public var operation: Int32
    /// Which delivery of it, if it is a message; else -1.
    public var delivery: Int32

    /// The pair of both.
    @inline(__always)
    public init(operation: Int32, delivery: Int32) {
      self.operation = operation
      self.delivery = delivery
    }
  }

  /// Bytes from one device to one or more others.
  public struct Message: Equatable, Sendable {
    /// What it carries.
    public var purpose: Purpose
    /// Messages that belong to one step of a collective share the number; the
    /// numbers ascend in program order from 0 without gaps.
    public var round: Int32
    /// Messages of all steps of one collective share the number, numbered like
    /// rounds; a message by itself is a collective by itself.
    public var collective: Int32
    /// Bytes that each receiver should get.
    public var payloadBytes: Int
    /// Bits of the last of these bytes that carry nothing, 0 to 7.
    public var paddingBits: Int
    /// Packets that the payload is cut into.
    public var packets: Int
    /// Bytes sent if one transmission reaches all receivers, repeats included.
    public var broadcastBytes: Int
    /// Packets sent if one transmission reaches all receivers.
    public var broadcastPackets: Int
    /// Where its entries in ``Trace/deliveries`` begin.
    public var firstDelivery: Int32
    /// How many receivers it has.
    public var receivers: Int32
    /// How it shares the medium.
    public var access = Access.link
    /// Values that it carries, where a server adds them up; else 0.
    public var values = 0

    /// Bits that each receiver should get.
    public var payloadBits: Int { 8 * payloadBytes - paddingBits }
  }

  /// What a message carries.
  public enum Purpose: UInt8, Sendable, Codable {
    /// Activations or partial sums: what the papers count.
    case activations
    /// Token numbers and other small change that a real run needs too.
    case control
  }

  /// The part of a message that concerns one receiver.
  public struct Delivery: Equatable, Sendable {
    /// Who receives.
    public var receiver: UInt16
    /// The largest number of times that one packet was sent.
    public var attempts: Int32
    /// Bytes sent to this receiver if each receiver is served alone.
    public var sentBytes: Int
    /// Packets sent to this receiver if each receiver is served alone.
    public var sentPackets: Int
    /// Payload bytes that arrived.
    public var deliveredBytes: Int
    /// Payload bytes that never arrived.
    public var lostBytes: Int
  }

  /// Something held in a device's memory.
  public struct Buffer: Equatable, Sendable {
    /// Who holds it.
    public var device: UInt16
    /// Why.
    public var kind: Kind
    /// Its size.
    public var bytes: Int
    /// The operation that makes it.
    public var first: Int32
    /// The last operation that uses it.
    public var last: Int32

    /// Why something is held.
    public enum Kind: UInt8, Sendable, Codable {
      /// Between the operation that makes it and the last that uses it.
      case activation
      /// From then on, such as a KV cache.
      case kept
      /// Always.
      case weights
      /// Kept since passes before this trace, such as the KV cache of a text
      /// that goes on.
      case earlier

      /// Whether it stays until the end and is no weight.
      public var isKept: Bool { self == .kept || self == .earlier }
    }
  }

  /// An empty trace of `devices` devices.
  public init(devices: Int, repeats: Int = 1) {
    self.devices = devices
    self.repeats = repeats
  }

  /// Where the deliveries of `message` stand in ``deliveries``.
  @inline(__always)
  public func deliveries(of message: Message) -> Range<Int> {
    let first = Int(message.firstDelivery)
    return first..<first + Int(message.receivers)
  }
}
