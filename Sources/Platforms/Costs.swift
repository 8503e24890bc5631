import Cluster
import Tensors

/// What a run takes on a platform: time, energy, memory, traffic.
public struct Costs: Sendable {
  /// When everything happens.
  public let timeline: Timeline
  /// What is held where.
  public let memory: MemoryProfile
  /// Energy by device.
  public let energy: [EnergyParts]
  /// Multiply-accumulates of the model, over all devices.
  public let macs: Int
  /// Payload bytes that never arrived, over all receivers.
  public let lostBytes: Int
  /// The device that the others wait for most: the one with the largest part
  /// of the critical path.
  public let criticalDevice: Int
  /// That part, 0 to 1.
  public let criticalShare: Double
  /// What the platform cannot hold or carry first, if anything.
  public let misfit: Misfit?
  /// Whether times and energies have a meaning: all fits, or memory is not
  /// minded.
  public let tellsTimes: Bool
  /// Bytes of stored weights by device, where a memory is reserved for them.
  public let flashBytes: [Int]?

  /// The energy of one device; the total is the sum of the parts.
  public struct EnergyParts: Equatable, Sendable {
    /// While it computes.
    public var compute: Joules
    /// Bytes moved in memory.
    public var memory: Joules
    /// While it sends, and the energy of the bytes on the link.
    public var transmit: Joules
    /// While it receives.
    public var receive: Joules
    /// The rest of the time.
    public var wait: Joules

    /// All of it.
    public var total: Joules { compute + memory + transmit + receive + wait }
  }

  /// Costs `trace` on `platform`.
  ///
  /// - Parameters:
  ///   - trace: of one run; it is not changed.
  ///   - platform: devices and network.
  ///   - name: `paper` or `physical`.
  ///   - mustFit: whether what does not fit into memory has no times.
  /// - Throws: ``PlatformError``.
  /// - Complexity: O(n log d) for n operations on d devices.
  public init(
    of trace: Trace, on platform: Platform, accounting name: String,
    mustFit: Bool = true
  ) throws {
    let accounting = try platform.accounting(name)
    let models = platform.devices(trace.devices)
    var memory = MemoryProfile(of: trace)
    var mixer: MixerPlan?
    if let radio = accounting.network.radio {
      mixer = MixerPlan(
        of: trace, on: radio, countsControl: accounting.countsControl)
      if let mixer, radio.countsBuffers {
        memory.reserve(mixer.bufferBytes(devices: trace.devices, on: radio))
      }
    }
    let timeline = try Timeline(
      of: trace, on: models, accounting: accounting, memory: memory,
      mixer: mixer)
    self.memory = memory
    self.timeline = timeline
    energy = timeline.devices.indices.map {
      Self.energy(
        of: timeline.devices[$0], in: timeline, device: models[$0],
        weights: memory.weightBytes[$0], ram: memory.ramPeakBytes[$0])
    }
    macs = trace.operations.reduce(0) {
      $1.kernel.isProduct ? $0 + $1.macs : $0
    }
    lostBytes = trace.deliveries.reduce(0) { $0 + $1.lostBytes }
    (criticalDevice, criticalShare) = Self.critical(trace, timeline)
    misfit = Misfit(of: trace, memory, mixer, on: models, accounting)
    let isCarried = mixer?.isPossible ?? true
    tellsTimes = isCarried && (misfit == nil || !mustFit)
    flashBytes =
      platform.device.memory.contains { $0.holds == .weights }
      ? memory.weightBytes : nil
    #if DEBUG
      if let violation = trace.violation() {
        throw PlatformError.brokenTrace(violation)
      }
      if let broken = brokenLaw(in: trace) {
        throw PlatformError.brokenTimeline(broken)
      }
    #endif
  }

  private static func energy(
    of times: Timeline.DeviceTimes, in timeline: Timeline, device: DeviceModel,
    weights: Int, ram: Int
  ) -> EnergyParts {
    let power = device.power
    let moved =
      device.hierarchy == nil
      ? Double(times.weightBytesRead)
        * device.home(of: weights, .weights).energy.value
        + Double(times.activationBytesMoved)
        * device.home(of: ram, .activations).energy.value
      : times.onChipBytes * device.memory[1].energy.value
        + Double(times.offChipBytes) * device.memory[2].energy.value
    var transmit = power.transmit.quantity * times.transmit
    var receive = power.receive.quantity * times.receive
    if let activity = timeline.activity, let mixer = timeline.mixer {
      transmit = activity.transmitEnergy * Double(mixer.steps)
      receive = activity.receiveEnergy * Double(mixer.steps)
    }
    let accounting = timeline.accounting
    let link = Double(times.sentBytes) * accounting.network.energy.value
    // What sending and receiving take no power of their own for is done by a
    // device that waits.
    func own(_ power: Constant<UnitTag.Watt>, _ time: Seconds) -> Seconds {
      power.value > 0 ? time : .zero
    }
    let used =
      times.compute + own(power.transmit, times.transmit)
      + own(power.receive, times.receive)
    let rest = Seconds(max(0, (timeline.latency - used).value))
    return EnergyParts(
      compute: power.active.quantity * times.compute, memory: Joules(moved),
      transmit: transmit + Joules(link), receive: receive,
      wait: accounting.countsWaiting ? power.wait.quantity * rest : .zero)
  }

  private static func critical(_ trace: Trace, _ timeline: Timeline) -> (
    Int, Double
  ) {
    var shares = [Double](repeating: 0, count: trace.devices)
    for index in timeline.criticalPath() {
      let length = timeline.ends[index] - timeline.starts[index]
      shares[Int(trace.operations[index].device)] += length
    }
    var top = 0
    for device in shares.indices where shares[device] > shares[top] {
      top = device
    }
    let latency = timeline.latency.value
    return (top, latency > 0 ? shares[top] / latency : 0)
  }
}
