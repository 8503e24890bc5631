import Tensors

/// Devices that run a scheme together.
///
/// Everything a device computes and every message goes through the cluster:
/// it moves the values (and loses some), and writes the ``Trace``.
///
///     let cluster = try Cluster(devices: 4)
///     let parts = try cluster.map { try block.attention(x[$0], ...) }
///     let sums = try cluster.allReduce(parts)
public final class Cluster {
  /// The devices, by number. There is at least one.
  public let devices: [Device]
  /// What was asked for.
  public let options: ClusterOptions
  /// The samples that are running, one or a batch; they key the random
  /// numbers.
  public private(set) var samples = [0]
  /// Messages sent in this inference so far; keys the random numbers.
  private(set) var round = 0
  let recorder: Recorder
  private let tape: Tape?
  /// What a scheme adds to the loss while it is trained, one element each.
  public private(set) var penalties: [Tensor] = []
  /// Whole weights as they are stored, for what computes for all devices.
  private var wholes: [ObjectIdentifier: (parameter: Parameter, Tensor)] = [:]

  /// The most devices a cluster can have.
  public static let deviceLimit = 1024

  /// A cluster of `devices` devices.
  ///
  /// - Parameters:
  ///   - count: how many devices, 1 or more.
  ///   - options: formats, losses, and what is recorded.
  ///   - tape: where gradients of the weights are wanted. They flow back
  ///     through the run as it was: what was lost carries no gradient, what was
  ///     rounded for a message or for storage carries it unchanged.
  /// - Throws: ``ClusterError`` for impossible options.
  public init(
    devices count: Int, options: ClusterOptions = .init(), tape: Tape? = nil
  ) throws {
    guard (1...Self.deviceLimit).contains(count) else {
      throw ClusterError.deviceCount(count)
    }
    guard (0...255).contains(options.retries) else {
      throw ClusterError.retries(options.retries)
    }
    if let bytes = options.packetBytes,
      options.formats.messages.elements(in: bytes) < 1
    {
      throw ClusterError.packetSize(bytes)
    }
    if case .tree(let group) = options.allReduce, group < 2 {
      throw ClusterError.groupSize(group)
    }
    guard tape == nil || options.gathers.areStandard else {
      throw ClusterError.gradients
    }
    self.options = options
    self.tape = tape
    let recorder = Recorder(
      TraceWriter(
        devices: count, formats: options.formats, repeats: options.repeats,
        isOn: options.recordsTrace))
    self.recorder = recorder
    let weightFormat = options.stored(options.formats.weights)
    devices = (0..<count).map {
      Device(
        index: $0, recorder: recorder, tape: tape, weightFormat: weightFormat)
    }
  }

  /// The device that holds inputs and results where a scheme needs one.
  public var root: Device { devices[0] }

  /// What happened so far.
  public var trace: Trace { recorder.writer.trace }

  /// The sample that is running, the first of a batch.
  public var sample: Int { samples.first ?? 0 }

  /// Begins the inference `sample`: losses are drawn for it anew.
  public func begin(sample: Int) { begin(samples: [sample]) }

  /// Begins a batch: a sample loses what it would lose alone.
  public func begin(samples: [Int]) {
    self.samples = samples
    round = 0
  }

  /// The number of the next message or gather.
  func nextRound() -> Int {
    defer { round += 1 }
    return round
  }

  /// Whether gradients are wanted, so that penalties count.
  public var isTraining: Bool { tape != nil }

  /// Adds `term`, one element, to the loss of a training.
  public func penalize(_ term: Tensor) {
    penalties.append(term.placed(at: nil, handle: .none))
  }

  /// The whole of a weight in its format, at no place; as it is where int8
  /// arithmetic rounds it.
  ///
  /// - Throws: what ``Tensors/Parameter/cut(_:on:)`` throws.
  /// - Complexity: O(elements) at the first call, O(1) from then on.
  public func whole(_ parameter: Parameter) throws -> Tensor {
    if let kept = wholes[ObjectIdentifier(parameter)] { return kept.1 }
    let value = options.stored(options.formats.weights).roundTrip(
      try parameter.cut(.all, on: tape))
    wholes[ObjectIdentifier(parameter)] = (parameter, value)
    return value
  }

  /// One tensor per device, computed there by `body`.
  ///
  /// - Complexity: one call of `body` a device, one after another.
  public func map(_ body: (Device) throws -> Tensor) rethrows -> Sharded {
    Sharded(try devices.map(body))
  }

  /// Sends `tensor` from its device to each of `receivers`.
  ///
  /// What is lost on the way is zero at that receiver.
  ///
  /// - Parameters:
  ///   - tensor: of any shape; at no place it is known everywhere.
  ///   - sender: the device that holds `tensor`.
  ///   - receivers: others, each once. One transmission may reach them all.
  ///   - purpose: what the trace counts it as.
  /// - Returns: what each receiver has, in the order of `receivers`.
  /// - Throws: ``Tensors/TensorError/places(operation:)`` if another device
  ///   holds `tensor`.
  public func send(
    _ tensor: Tensor, from sender: Device, to receivers: [Device],
    purpose: Trace.Purpose = .activations
  ) throws -> [Tensor] {
    guard tensor.place == nil || tensor.place === sender else {
      throw TensorError.places(operation: "send")
    }
    guard tensor.shape.count > 0, !receivers.isEmpty else {
      return receivers.map { tensor.placed(at: $0, handle: .none) }
    }
    let format = options.formats.messages
    let transport = Transport(
      elements: tensor.shape.count, packing: format.packing,
      packetBytes: options.packetBytes, retries: options.retries,
      loss: options.loss, sample: sample, round: nextRound())
    let sent = transport.send(
      from: sender.index, to: receivers.map(\.index), purpose: purpose)
    let handles = recorder.writer.message(
      from: sender.index, payload: tensor.handle, sent.message,
      sent.deliveries,
      holding: options.formats.activations.bytes(tensor.shape.count))
    let payload = format.roundTrip(tensor)
    return receivers.indices.map { i in
      let received = sent.kept[i].map(payload.keeping) ?? payload
      return received.placed(at: receivers[i], handle: handles[i])
    }
  }

  /// Sends what no loss touches; returns a handle for each receiver.
  func sendControl(
    elements: Int, as format: ElementFormat, holding bytes: Int,
    from sender: Device, to receivers: [Device]
  ) -> [Handle] {
    let transport = Transport(
      elements: elements, packing: format.packing,
      packetBytes: options.packetBytes,
      retries: 0, loss: nil, sample: sample, round: round)
    let sent = transport.send(
      from: sender.index, to: receivers.map(\.index), purpose: .control)
    return recorder.writer.message(
      from: sender.index, payload: .none, sent.message, sent.deliveries,
      holding: bytes)
  }
}
