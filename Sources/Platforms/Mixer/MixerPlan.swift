import Cluster

/// The one setting of Mixer with which all steps of a trace go.
///
/// As CATS configures its firmware: every step proposes its shortest setting;
/// of those with which every step can go the shortest wins, and every step
/// then lasts that long. Should none serve all, which CATS leaves open, each
/// is widened for the step that needs most before they compete.
///
/// After the CATS paper (arXiv:2605.15694) and its repository.
public struct MixerPlan: Equatable, Sendable {
  /// The setting.
  public let setting: MixerSetting
  /// How many steps there are.
  public let steps: Int
  /// The largest device message, header included.
  public let largestMessage: Bytes
  /// The largest step, headers included.
  public let largestStep: Bytes
  /// Who sends the most in it.
  public let largestSender: Int
  /// By device, the Mixer messages of a Mixer round in the step that has most
  /// of them. Where a step takes several rounds, its Mixer messages are dealt
  /// to them in turn, and these are those of the first.
  public let fragments: [Int]
  /// Whether the radio can do it at all; if not, ``setting`` takes more Mixer
  /// rounds for a step than there may be.
  public let isPossible: Bool
  /// Microseconds of a slot, margin included.
  public let slotMicroseconds: Double

  /// Slots of a step.
  public var stepSlots: Int { setting.mixerRounds * setting.slots }
  /// Length of a slot, margin included.
  public var slot: Seconds { Seconds(slotMicroseconds / 1e6) }
  /// How long a step lasts.
  public var stepTime: Seconds {
    Seconds(slotMicroseconds * Double(stepSlots) / 1e6)
  }
  /// Mixer messages of the largest step; several Mixer rounds share them.
  public let stepMessages: Int

  /// The plan for `trace`; `nil` if nothing is sent.
  ///
  /// - Parameters:
  ///   - trace: its steps become rounds.
  ///   - radio: times and sizes of slots and packets.
  ///   - countsControl: whether control messages go too.
  /// - Complexity: O(messages), and 720 settings for each different step.
  public init?(of trace: Trace, on radio: MixerRadio, countsControl: Bool) {
    let steps = Steps(of: trace, header: radio.header, countsControl)
    guard steps.count > 0 else { return nil }
    let chosen = Self.choice(steps.sizes, on: radio)
    self.steps = steps.count
    setting = chosen.setting
    isPossible = chosen.isPossible
    stepMessages =
      steps.sizes.map {
        MixerSetting.messages(of: $0, payload: chosen.setting.payloadBytes)
      }.max() ?? 0
    largestMessage = Bytes(Double(steps.sizes.compactMap(\.last).max() ?? 0))
    largestStep = Bytes(Double(steps.largest))
    largestSender = steps.sender
    fragments = Self.fragments(
      steps.messages, devices: trace.devices, setting)
    slotMicroseconds =
      Double(setting.slotMicroseconds) + radio.margin.value * 1e6
  }

  /// The Mixer messages of each device in the first Mixer round of the step
  /// with the most; the initiator's own is message 0 of the step.
  private static func fragments(
    _ steps: [[Message]], devices: Int, _ setting: MixerSetting
  ) -> [Int] {
    let counts = steps.map { step in
      step.reduce(into: [Int](repeating: 0, count: devices)) {
        $0[$1.device] += MixerSetting.messages(
          of: $1.size, payload: setting.payloadBytes)
      }
    }
    var most = [Int](repeating: 0, count: devices)
    for step in counts where step.reduce(0, +) > most.reduce(0, +) {
      most = step
    }
    var last = 0
    return most.map { count in
      defer { last += count }
      return (last + count) / setting.mixerRounds - last / setting.mixerRounds
    }
  }

  /// A device message, header included, and who sends it.
  private typealias Message = (size: Int, device: Int)

  /// The steps of a trace: their device messages and these' sizes, ascending,
  /// each set of sizes once, in program order.
  private struct Steps {
    var messages: [[Message]] = []
    var sizes: [[Int]] = []
    var count = 0
    var largest = 0
    var sender = 0
    private var known: Set<[Int]> = []

    init(
      of trace: Trace, header: Constant<UnitTag.Byte>, _ countsControl: Bool
    ) {
      let header = Int(header.value)
      var step: [Message] = []
      var round: Int32 = -1
      for operation in trace.operations where operation.isMessage {
        let message = trace.messages[Int(operation.message)]
        guard message.purpose != .control || countsControl else { continue }
        if message.round != round {
          add(step)
          step = []
          round = message.round
        }
        step.append((header + message.payloadBytes, Int(operation.device)))
      }
      add(step)
    }

    private mutating func add(_ step: [Message]) {
      guard !step.isEmpty else { return }
      count += 1
      let sizes = step.map(\.size).sorted()
      guard known.insert(sizes).inserted else { return }
      self.sizes.append(sizes)
      messages.append(step)
      let total = sizes.reduce(0, +)
      guard total > largest else { return }
      largest = total
      sender = step.max { $0.size < $1.size }?.device ?? 0
    }
  }

  /// The setting for steps of these sizes.
  static func choice(_ steps: [[Int]], on radio: MixerRadio) -> (
    setting: MixerSetting, isPossible: Bool
  ) {
    func most(_ payload: Int) -> Int {
      steps.map { MixerSetting.messages(of: $0, payload: payload) }.max() ?? 1
    }
    let proposed = steps.compactMap { sizes in
      MixerSetting.shortest(on: radio, payloads: radio.payloads) {
        MixerSetting.messages(of: sizes, payload: $0)
      }
    }
    if proposed.count == steps.count {
      let serving = proposed.filter { $0.capacity >= most($0.payloadBytes) }
      let widened = proposed.compactMap {
        MixerSetting.shortest(
          on: radio, payloads: $0.payloadBytes...$0.payloadBytes, count: most)
      }
      if let best = shortest(serving) ?? shortest(widened) {
        return (best, true)
      }
    }
    return (beyond(radio, most), false)
  }

  /// The first of the shortest.
  private static func shortest(_ settings: [MixerSetting]) -> MixerSetting? {
    settings.min { $0.length < $1.length }
  }

  /// In as many rounds as it takes.
  private static func beyond(_ radio: MixerRadio, _ most: (Int) -> Int)
    -> MixerSetting
  {
    let payload = radio.payloads.lowerBound
    let room = max(1, radio.mostMessages(payload: payload))
    let count = most(payload)
    return MixerSetting(
      payload: payload, count: count, rounds: (count + room - 1) / room,
      on: radio)
  }

  /// Bytes of the protocol's buffers on each of `devices` devices: the matrix
  /// of all Mixer messages with their coding bits, a received message of each
  /// device, the one that is sent, and the state (CATS,
  /// gen/templates/dnni_config.h.jinja and fw/cp_os.c).
  public func bufferBytes(devices: Int, on radio: MixerRadio) -> Int {
    let row = (setting.messages + 7) / 8 + setting.payloadBytes
    return setting.messages * row
      + (devices + 1) * Int(largestMessage.value) + Int(radio.context.value)
  }
}
