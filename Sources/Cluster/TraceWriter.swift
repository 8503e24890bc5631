import Tensors

/// Writes the trace of a run, operation by operation.
///
/// A value, so that a whole operation is one access to it.
struct TraceWriter {
  private(set) var trace: Trace
  let formats: ElementFormats
  let isOn: Bool
  /// The half of a block that what comes belongs to, and the block.
  var part = Trace.Part.other
  var block: Int32 = -1
  /// The numbers of messages' rounds.
  var rounds = GroupNumbers()
  /// The numbers of messages' collectives.
  var collectives = GroupNumbers()
  /// What made each buffer; operation -1 for weights and inputs.
  private var producers: ContiguousArray<Trace.Dependency> = []
  /// Whether a buffer came by a message that its device has not waited for.
  private var isUnread: ContiguousArray<Bool> = []

  init(devices: Int, formats: ElementFormats, repeats: Int, isOn: Bool) {
    trace = Trace(devices: devices, repeats: repeats)
    self.formats = formats
    self.isOn = isOn
  }

  /// A computation on up to three operands.
  mutating func compute(
    on device: Int, _ work: Work, _ a: Operand, _ b: Operand, _ c: Operand,
    elements: Int
  ) -> Handle {
    guard isOn, elements > 0 || work.macs > 0 else { return .none }
    var read = reading
    add(a, to: &read)
    add(b, to: &read)
    add(c, to: &read)
    return finish(read, device, work, elements)
  }

  /// A computation on any number of operands.
  mutating func compute(
    on device: Int, _ work: Work, _ operands: [Operand], elements: Int
  ) -> Handle {
    guard isOn, elements > 0 || work.macs > 0 else { return .none }
    var read = reading
    for operand in operands { add(operand, to: &read) }
    return finish(read, device, work, elements)
  }

  /// A computation that adds to what `target` holds, or goes on filling it:
  /// nothing new is held.
  mutating func compute(
    on device: Int, _ work: Work, _ operands: [Operand], onto target: Operand
  ) {
    guard isOn, target.handle.index >= 0 else { return }
    var read = reading
    for operand in operands { add(operand, to: &read) }
    add(target, to: &read)
    append(
      read, device, work, written: formats.activations.bytes(target.elements))
    producers[Int(target.handle.index)] = Trace.Dependency(
      operation: read.operation, delivery: -1)
  }

  /// What an operation reads, summed while its operands are visited.
  private struct Reading {
    let operation: Int32
    let firstDependency: Int32
    var weightBytes = 0
    var activationBytes = 0
    var keptBytes = 0
  }

  private var reading: Reading {
    Reading(
      operation: Int32(trace.operations.count),
      firstDependency: Int32(trace.dependencies.count))
  }

  @inline(__always)
  private mutating func add(_ operand: Operand, to read: inout Reading) {
    let index = Int(operand.handle.index)
    guard index >= 0 else {
      read.activationBytes += formats.activations.bytes(operand.elements)
      return
    }
    if trace.buffers[index].kind == .weights {
      read.weightBytes += formats.weights.bytes(operand.elements)
      return
    }
    let bytes = formats.activations.bytes(operand.elements)
    read.activationBytes += bytes
    if trace.buffers[index].kind.isKept { read.keptBytes += bytes }
    trace.buffers[index].last = read.operation
    if isUnread[index] {
      isUnread[index] = false
      trace.dependencies.append(producers[index])
    }
  }

  private mutating func finish(
    _ read: Reading, _ device: Int, _ work: Work, _ elements: Int
  ) -> Handle {
    let written = formats.activations.bytes(elements)
    append(read, device, work, written: written)
    return hold(on: device, .activation, bytes: written, from: read.operation)
  }

  private mutating func append(
    _ read: Reading, _ device: Int, _ work: Work, written: Int
  ) {
    trace.operations.append(
      Trace.Operation(
        device: UInt16(device), kernel: work.kernel, part: part, block: block,
        rows: Int32(clamping: work.rows), message: -1,
        firstDependency: read.firstDependency,
        dependencyCount: Int32(trace.dependencies.count) - read.firstDependency,
        macs: work.macs, weightBytes: read.weightBytes,
        activationBytes: read.activationBytes + written,
        keptBytes: read.keptBytes, inner: work.inner))
  }

  /// A message; returns one handle per receiver.
  mutating func message(
    from sender: Int, payload: Handle, _ message: Trace.Message,
    _ deliveries: [Trace.Delivery], holding bytes: Int
  ) -> [Handle] {
    guard isOn else { return deliveries.map { _ in .none } }
    let operation = Int32(trace.operations.count)
    let firstDependency = Int32(trace.dependencies.count)
    if payload.index >= 0 {
      let index = Int(payload.index)
      trace.buffers[index].last = max(trace.buffers[index].last, operation)
      if producers[index].operation >= 0 {
        trace.dependencies.append(producers[index])
      }
    }
    var message = message
    message.firstDelivery = Int32(trace.deliveries.count)
    message.round = rounds.next()
    message.collective = collectives.next()
    trace.operations.append(
      Trace.Operation(
        device: UInt16(sender), kernel: .copy, part: part, block: block,
        rows: 1, message: Int32(trace.messages.count),
        firstDependency: firstDependency,
        dependencyCount: Int32(trace.dependencies.count) - firstDependency,
        macs: 0, weightBytes: 0, activationBytes: 0, keptBytes: 0, inner: 0))
    trace.messages.append(message)
    trace.deliveries.append(contentsOf: deliveries)
    return deliveries.indices.map {
      hold(
        on: Int(deliveries[$0].receiver), .activation, bytes: bytes,
        from: operation, delivery: message.firstDelivery + Int32($0))
    }
  }

  /// Something held in memory from the next operation on, made by none.
  mutating func hold(on device: Int, _ kind: Trace.Buffer.Kind, bytes: Int)
    -> Handle
  {
    guard isOn || kind == .weights else { return .none }
    return append(
      Trace.Buffer(
        device: UInt16(device), kind: kind, bytes: bytes,
        first: Int32(trace.operations.count),
        last: Int32(trace.operations.count)),
      from: Trace.Dependency(operation: -1, delivery: -1))
  }

  private mutating func hold(
    on device: Int, _ kind: Trace.Buffer.Kind, bytes: Int,
    from operation: Int32, delivery: Int32 = -1
  ) -> Handle {
    append(
      Trace.Buffer(
        device: UInt16(device), kind: kind, bytes: bytes, first: operation,
        last: operation),
      from: Trace.Dependency(operation: operation, delivery: delivery))
  }

  private mutating func append(
    _ buffer: Trace.Buffer, from made: Trace.Dependency
  )
    -> Handle
  {
    let handle = Handle(Int32(trace.buffers.count))
    trace.buffers.append(buffer)
    producers.append(made)
    isUnread.append(made.delivery >= 0)
    return handle
  }
}
