import Cluster
import Tensors

/// Works through a trace in the order of time and fills a timeline.
struct Scheduler {
  let trace: Trace
  private let accounting: Platform.Accounting
  var channels: Channels
  /// The medium of Mixer, on a network of that kind.
  var medium: MixerMedium?
  /// Steps of collectives, on a network whose devices do them together.
  var steps: Steps?
  /// Memories that are filled from one another, on devices that have such.
  var staged: StagedMemory?
  /// What is charged of collectives, where each is charged once.
  var charges: CollectiveCharges?
  /// Copies to and from host memory, on a network that needs them.
  var staging: Staging?
  let arithmetic: Arithmetic
  /// By half of a block and kernel.
  private let secondsPerMAC: [Double]
  private let kernels = Kernel.allCases.count
  /// By kernel.
  let overhead: [Double]
  /// By kernel, 1 for those that take time and 0 for the others.
  let isTimed: [Double]
  /// By device, how much longer than by the constants its computing takes.
  let slowness: [Double]
  private let secondsPerWeightByte: [Double]
  private let secondsPerActivationByte: [Double]
  /// What each operation still waits for.
  private var pending: ContiguousArray<Int32>
  /// The earliest time that each operation may begin, as known so far.
  private var ready: ContiguousArray<Double>
  /// The delivery that `ready` is due to, or -1.
  private var awaited: ContiguousArray<Int32>
  /// The next computation on the same device, or -1.
  private var following: ContiguousArray<Int32>
  /// Who waits for an operation, as runs of `waiting` that begin here.
  private var firstWaiting: ContiguousArray<Int32>
  private var waiting: ContiguousArray<Trace.Dependency>
  /// When each device finished its latest computation.
  private var idleSince: [Double]
  /// Until when each device does what it does once a pass.
  private var beginnings: [Double]
  private var queue: EventQueue

  init(
    _ trace: Trace, _ devices: [DeviceModel],
    _ accounting: Platform.Accounting, _ memory: MemoryProfile,
    mixer: MixerPlan?
  ) {
    let device = devices[0]
    self.trace = trace
    self.accounting = accounting
    channels = Channels(
      accounting.network, devices: trace.devices,
      reachesAll: accounting.exchanges == .once)
    if accounting.exchanges == .once {
      charges = CollectiveCharges(of: trace)
    }
    staging = accounting.network.staging.map {
      Staging($0, devices: trace.devices)
    }
    if let mixer, let radio = accounting.network.radio {
      medium = MixerMedium(
        mixer, radio, device.power, trace,
        countsControl: accounting.countsControl)
    }
    if accounting.network.isSynchronous {
      steps = Steps(
        rounds: Rounds(of: trace, countsControl: accounting.countsControl))
    }
    staged = device.hierarchy.map {
      StagedMemory(trace, device, $0, hidesLoads: accounting.hidesLoads)
    }
    arithmetic = device.arithmetic
    secondsPerMAC = Trace.Part.allCases.flatMap { part in
      Kernel.allCases.map { device.arithmetic.secondsPerMAC($0, part) }
    }
    overhead = Kernel.allCases.map { device.overheads[$0].value }
    isTimed = Kernel.allCases.map { accounting.free.contains($0) ? 0 : 1 }
    slowness = devices.map { 1 / $0.speed }
    secondsPerWeightByte = zip(devices, memory.weightBytes).map {
      1 / $0.home(of: $1, .weights).bandwidth.value
    }
    secondsPerActivationByte = zip(devices, memory.ramPeakBytes).map {
      1 / $0.home(of: $1, .activations).bandwidth.value
    }
    let count = trace.operations.count
    pending = ContiguousArray(repeating: 0, count: count)
    ready = ContiguousArray(repeating: 0, count: count)
    awaited = ContiguousArray(repeating: -1, count: count)
    following = awaited
    firstWaiting = ContiguousArray(repeating: 0, count: count + 1)
    waiting = ContiguousArray(
      repeating: Trace.Dependency(operation: 0, delivery: -1),
      count: trace.dependencies.count)
    beginnings = slowness.map { device.perPass.value * $0 }
    idleSince = beginnings
    queue = EventQueue(capacity: 4 * trace.devices + 16)
    link()
  }

  /// Turns "waits for" around: who is released by whom.
  private mutating func link() {
    for dependency in trace.dependencies {
      firstWaiting[Int(dependency.operation) + 1] += 1
    }
    for index in 1..<firstWaiting.count {
      firstWaiting[index] += firstWaiting[index - 1]
    }
    var fill = firstWaiting
    var latest = [Int32](repeating: -1, count: trace.devices)
    for (index, operation) in trace.operations.enumerated() {
      let first = Int(operation.firstDependency)
      let last = first + Int(operation.dependencyCount)
      for dependency in trace.dependencies[first..<last] {
        let slot = Int(fill[Int(dependency.operation)])
        fill[Int(dependency.operation)] += 1
        waiting[slot] = Trace.Dependency(
          operation: Int32(index), delivery: dependency.delivery)
      }
      pending[index] = operation.dependencyCount
      if !operation.isMessage {
        let device = Int(operation.device)
        if latest[device] >= 0 {
          following[Int(latest[device])] = Int32(index)
          pending[index] += 1
        } else {
          ready[index] = beginnings[device]
        }
        latest[device] = Int32(index)
      }
      if pending[index] == 0 {
        queue.push(.init(time: ready[index], operation: Int32(index)))
      }
    }
    // Who computes nothing takes no part.
    for device in latest.indices where latest[device] < 0 {
      beginnings[device] = 0
    }
  }

  mutating func run(into timeline: inout Timeline) {
    timeline.beginnings = beginnings
    for device in beginnings.indices {
      timeline.devices[device].compute += Seconds(beginnings[device])
    }
    while let event = queue.pop() {
      var next: EventQueue.Event? = event
      // A device's next computation often is the next event: no queueing.
      while let event = next {
        let operation = trace.operations[Int(event.operation)]
        if operation.isMessage {
          transmit(operation, event, &timeline)
          next = nil
        } else {
          next = compute(operation, event, &timeline)
        }
      }
    }
  }

  @inline(__always)
  private mutating func compute(
    _ operation: Trace.Operation, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) -> EventQueue.Event? {
    let index = Int(event.operation)
    let device = Int(operation.device)
    let kernel = Int(operation.kernel.rawValue)
    let start = event.time
    let end: Double
    if staged == nil {
      let steps =
        Double(operation.macs)
        * secondsPerMAC[Int(operation.part.rawValue) &* kernels &+ kernel]
      let memory =
        Double(operation.weightBytes) * secondsPerWeightByte[device]
        + Double(operation.activationBytes) * secondsPerActivationByte[device]
      let factor = isTimed[kernel] * slowness[device]
      end = start + overhead[kernel] * factor + max(steps, memory) * factor
      timeline.devices[device].compute += Seconds(end - start)
      timeline.devices[device].weightBytesRead += operation.weightBytes
      timeline.devices[device].activationBytesMoved += operation.activationBytes
    } else {
      end = computeStaged(operation, event, &timeline)
    }
    timeline.starts[index] = start
    timeline.ends[index] = end
    let gap = start - idleSince[device]
    if gap > 0, awaited[index] >= 0 {
      // The part of the gap in which the awaited message was on its way.
      let reception = beginning(of: Int(awaited[index]), timeline)
      let onItsWay = start - max(idleSince[device], reception)
      timeline.devices[device].communication += Seconds(max(0, onItsWay))
    }
    idleSince[device] = end
    release(index, at: end, &timeline)
    let next = Int(following[index])
    guard next >= 0 else { return nil }
    if end >= ready[next] {
      ready[next] = end
      awaited[next] = -1
      timeline.bindings[next] = event.operation
    }
    pending[next] -= 1
    guard pending[next] == 0 else { return nil }
    let following = EventQueue.Event(
      time: ready[next], operation: Int32(next))
    if queue.isFirst(following) { return following }
    queue.push(following)
    return nil
  }

  /// Releases those that wait for the computation `index`.
  @inline(__always)
  private mutating func release(
    _ index: Int, at time: Double, _ timeline: inout Timeline
  ) {
    for slot in Int(firstWaiting[index])..<Int(firstWaiting[index + 1]) {
      release(slot, by: index, at: time, &timeline)
    }
  }

  @inline(__always)
  private mutating func release(
    _ slot: Int, by index: Int, at time: Double, _ timeline: inout Timeline
  ) {
    let waiter = Int(waiting[slot].operation)
    if time > ready[waiter] || timeline.bindings[waiter] < 0 {
      ready[waiter] = max(time, ready[waiter])
      awaited[waiter] = waiting[slot].delivery
      timeline.bindings[waiter] = Int32(index)
    }
    pending[waiter] -= 1
    if pending[waiter] == 0 {
      queue.push(.init(time: ready[waiter], operation: Int32(waiter)))
    }
  }

  private mutating func transmit(
    _ operation: Trace.Operation, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) {
    let index = Int(event.operation)
    let message = trace.messages[Int(operation.message)]
    let range = trace.deliveries(of: message)
    timeline.starts[index] = event.time
    timeline.ends[index] = event.time
    if !isCounted(message) {
      for delivery in range {
        timeline.receptions[delivery] = event.time
        timeline.arrivals[delivery] = event.time
      }
    } else if medium != nil {
      return join(message, event, &timeline)
    } else if steps != nil {
      return step(message, event, &timeline)
    } else {
      send(message, operation, event, &timeline)
    }
    releaseReceivers(of: index, &timeline)
  }

  /// Sends a message as the network and the accounting have it.
  mutating func send(
    _ message: Trace.Message, _ operation: Trace.Operation,
    _ event: EventQueue.Event, _ timeline: inout Timeline
  ) {
    let range = trace.deliveries(of: message)
    var event = event
    stageOut(message, operation, &event, &timeline)
    if charges != nil {
      exchange(range, operation, event, &timeline)
    } else if accounting.network.kind.isBroadcast {
      broadcast(message, range, operation, event, &timeline)
    } else {
      unicast(range, operation, event, &timeline)
    }
    stageIn(message, operation, range, event, &timeline)
  }

  /// Whether a message takes time and energy at all.
  func isCounted(_ message: Trace.Message) -> Bool {
    message.purpose != .control || accounting.countsControl
  }

  /// Releases those that wait for deliveries of the message `index`.
  mutating func releaseReceivers(of index: Int, _ timeline: inout Timeline) {
    for slot in Int(firstWaiting[index])..<Int(firstWaiting[index + 1]) {
      let delivery = Int(waiting[slot].delivery)
      release(slot, by: index, at: timeline.arrivals[delivery], &timeline)
    }
  }

  private mutating func unicast(
    _ range: Range<Int>, _ operation: Trace.Operation,
    _ event: EventQueue.Event, _ timeline: inout Timeline
  ) {
    let index = Int(event.operation)
    let sender = Int(operation.device)
    for delivery in range {
      let transfer = channels.send(
        trace.deliveries[delivery], from: sender, ready: event.time,
        operation: event.operation)
      // The link to a later receiver may be free before that to the first.
      if delivery == range.lowerBound
        || transfer.departure < timeline.starts[index]
      {
        timeline.starts[index] = transfer.departure
      }
      if transfer.blocker >= 0, transfer.blocker != event.operation {
        timeline.bindings[index] = transfer.blocker
      }
      timeline.ends[index] = max(timeline.ends[index], transfer.sent)
      timeline.receptions[delivery] = transfer.reception
      timeline.arrivals[delivery] = transfer.arrival
      account(transfer, sender, &timeline)
      receive(transfer, trace.deliveries[delivery], &timeline)
    }
  }

  private mutating func broadcast(
    _ message: Trace.Message, _ range: Range<Int>,
    _ operation: Trace.Operation, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) {
    let index = Int(event.operation)
    var attempts: Int32 = 1
    for delivery in trace.deliveries[range] {
      attempts = max(attempts, delivery.attempts)
    }
    let transfer = channels.broadcast(
      message, attempts: attempts, ready: event.time,
      operation: event.operation)
    if transfer.blocker >= 0 { timeline.bindings[index] = transfer.blocker }
    timeline.starts[index] = transfer.departure
    timeline.ends[index] = transfer.sent
    account(transfer, Int(operation.device), &timeline)
    for delivery in range {
      timeline.receptions[delivery] = transfer.reception
      timeline.arrivals[delivery] = transfer.arrival
      receive(transfer, trace.deliveries[delivery], &timeline)
    }
  }

  @inline(__always)
  func account(
    _ transfer: Channels.Transfer, _ sender: Int, _ timeline: inout Timeline
  ) {
    timeline.airBytes += transfer.bytes
    timeline.transmissions += 1
    timeline.devices[sender].transmit += Seconds(transfer.airtime)
    timeline.devices[sender].sentBytes += transfer.bytes
  }

  @inline(__always)
  func receive(
    _ transfer: Channels.Transfer, _ delivery: Trace.Delivery,
    _ timeline: inout Timeline
  ) {
    let receiver = Int(delivery.receiver)
    timeline.devices[receiver].receive += Seconds(transfer.airtime)
    timeline.devices[receiver].receivedBytes += transfer.bytes
  }
}
