import Cluster
import Tensors

/// When everything in a trace happens on a platform.
///
/// Each device computes in program order; a computation begins when the
/// device is free and all messages that it reads have arrived. A message
/// begins when its payload is made and its channel is free; among messages
/// that wait for a channel the one that was ready first goes first. Sending
/// does not keep the processor.
public struct Timeline: Sendable {
  /// The platform's way of counting.
  public let accounting: Platform.Accounting
  /// When each operation begins, in seconds.
  public internal(set) var starts: ContiguousArray<Double>
  /// When each operation ends: computed, or sent.
  public internal(set) var ends: ContiguousArray<Double>
  /// When each delivery begins to reach its receiver, in seconds.
  public internal(set) var receptions: ContiguousArray<Double>
  /// When each receiver has its delivery, in seconds.
  public internal(set) var arrivals: ContiguousArray<Double>
  /// When each delivery is there, where receivers go on later than that:
  /// together, at the end of a step of a collective; else empty.
  public internal(set) var landings: ContiguousArray<Double> = []
  /// What each operation waited for last: an operation, or -1.
  public internal(set) var bindings: ContiguousArray<Int32>
  /// What each device did.
  public internal(set) var devices: [DeviceTimes]
  /// When everything is over.
  public internal(set) var latency = Seconds.zero
  /// Bytes on all channels, headers and repeats included.
  public internal(set) var airBytes = 0
  /// Transmissions: a message to several receivers counts once on a broadcast
  /// medium, else once a receiver.
  public internal(set) var transmissions = 0
  /// The setting of Mixer, on a network of that kind where something is sent.
  public let mixer: MixerPlan?
  /// What the radio does in each step of it.
  public internal(set) var activity: MixerActivity?
  /// On devices with a hierarchy of memories: by operation, when its weights
  /// were there from off the chip, and when from the memory on it, in seconds.
  public internal(set) var fetches:
    ContiguousArray<(offChip: Double, onChip: Double)> = []
  /// Weights that came from off the chip while devices computed.
  public internal(set) var loads: [Load] = []
  /// Where weights lay, on devices with a hierarchy of memories.
  public internal(set) var residency: Residency?
  /// Copies of messages to and from host memory, on a network that needs them.
  public internal(set) var copies: [Copy] = []
  /// Until when each device did what it does once a pass, in seconds.
  public internal(set) var beginnings: [Double] = []
  /// The links and media that were used.
  public internal(set) var links: [Link] = []

  /// One direction of a link, or a shared medium.
  public struct Link: Sendable {
    /// `0-3` from device 0 to 3, `0-switch`, `switch-3`, `0-all`, or
    /// `medium`.
    public let name: String
    /// Bytes that went over it, headers and repeats included.
    public let bytes: Int
    /// How long it was in use.
    public let busy: Seconds
  }

  /// Times of one device. Compute, on-chip, off-chip, communication and wait
  /// fill the latency.
  public struct DeviceTimes: Sendable {
    /// While it computes.
    public var compute = Seconds.zero
    /// While weights and kept values come from the memory on the chip, on
    /// devices with a hierarchy of memories.
    public var onChip = Seconds.zero
    /// While it waits for what comes from off the chip, on such devices.
    public var offChip = Seconds.zero
    /// While it does not compute because something is on its way to it.
    public var communication = Seconds.zero
    /// While it does nothing else.
    public var wait = Seconds.zero
    /// While it sends, perhaps besides computing.
    public var transmit = Seconds.zero
    /// While it receives, perhaps besides computing.
    public var receive = Seconds.zero
    /// While messages are copied to or from its host memory, perhaps besides
    /// computing.
    public var staging = Seconds.zero
    /// Bytes that are copied so.
    public var stagedBytes = 0
    /// Bytes that it sent, headers and repeats included.
    public var sentBytes = 0
    /// Bytes that were sent to it, headers and repeats included.
    public var receivedBytes = 0
    /// Bytes between the chip and the memory off it, on devices with a
    /// hierarchy of memories.
    public var offChipBytes = 0
    /// Bytes moved in the memory on the chip, as often as they are.
    public var onChipBytes = 0.0
    /// Bytes of weights that it read.
    public var weightBytesRead = 0
    /// Bytes of activations that it read and wrote.
    public var activationBytesMoved = 0
  }

  /// Costs `trace` on devices, as many as it has.
  ///
  /// - Parameters:
  ///   - trace: of one run.
  ///   - models: one a device.
  ///   - accounting: what is charged.
  ///   - memory: what the trace holds, and when.
  ///   - mixer: the plan for the trace, on a network of that kind.
  /// - Throws: ``PlatformError/emptyTrace``; ``PlatformError/brokenTrace(_:)``
  ///   if a message waits for its own round.
  /// - Complexity: O(n log d) for n operations on d devices.
  public init(
    of trace: Trace, on models: [DeviceModel],
    accounting: Platform.Accounting, memory: MemoryProfile,
    mixer: MixerPlan? = nil
  ) throws {
    guard !trace.operations.isEmpty else { throw PlatformError.emptyTrace }
    self.accounting = accounting
    self.mixer = mixer
    let count = trace.operations.count
    starts = ContiguousArray(repeating: 0, count: count)
    ends = starts
    bindings = ContiguousArray(repeating: -1, count: count)
    receptions = ContiguousArray(repeating: 0, count: trace.deliveries.count)
    arrivals = receptions
    if accounting.network.isSynchronous { landings = receptions }
    if models[0].hierarchy != nil {
      fetches = ContiguousArray(repeating: (0, 0), count: count)
    }
    devices = [DeviceTimes](repeating: DeviceTimes(), count: trace.devices)
    var scheduler = Scheduler(
      trace, models, accounting, memory, mixer: mixer)
    scheduler.run(into: &self)
    if let medium = scheduler.medium, medium.finished < medium.plan.steps,
      let violation = trace.violation()
    {
      throw PlatformError.brokenTrace(violation)
    }
    finish(scheduler)
  }

  /// Fills what follows from all times: the latency and the waits.
  private mutating func finish(_ scheduler: Scheduler) {
    var end = 0.0
    for time in ends { end = max(end, time) }
    for time in arrivals { end = max(end, time) }
    for time in beginnings { end = max(end, time) }
    let computed = end
    if let staged = scheduler.staged {
      residency = staged.residency
      loads = staged.loads
      for device in devices.indices { end = max(end, staged.end(of: device)) }
    }
    latency = Seconds(end)
    links = scheduler.channels.links
    if let medium = scheduler.medium {
      activity = medium.activity
      links = [Link(name: "medium", bytes: airBytes, busy: medium.busy)]
    }
    if let spans = scheduler.steps?.spans {
      countSteps(spans, in: scheduler.trace)
    }
    for index in devices.indices {
      if let staged = scheduler.staged {
        // What the next pass begins with has to be there, too.
        devices[index].offChip += Seconds(
          max(0, staged.end(of: index) - computed))
      }
      let times = devices[index]
      let used =
        times.compute + times.onChip + times.offChip + times.communication
      devices[index].wait = Seconds(max(0, (latency - used).value))
    }
  }

  /// The operations of the critical path, last first: each waited for the
  /// next one.
  public func criticalPath() -> [Int] {
    var path: [Int] = []
    var last = 0
    for index in ends.indices where ends[index] > ends[last] { last = index }
    var operation = Int32(last)
    while operation >= 0 {
      path.append(Int(operation))
      operation = bindings[Int(operation)]
    }
    return path
  }
}
