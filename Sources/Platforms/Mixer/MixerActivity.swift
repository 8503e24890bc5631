/// What the radio of each node does in one step, on average over nodes.
///
/// In a slot a node sends: the radio starts and the packet is on air; or it
/// listens: the radio starts, waits for a packet to begin as long as it may,
/// and receives it. That every listener waits and then receives is an upper
/// bound.
public struct MixerActivity: Equatable, Sendable {
  /// Slots in which the radio is on.
  public let onSlots: Double
  /// Time sending, starts included.
  public let sending: Seconds
  /// Time listening and receiving, starts included.
  public let receiving: Seconds
  /// Energy of ``sending``.
  public let transmitEnergy: Joules
  /// Energy of ``receiving``.
  public let receiveEnergy: Joules

  /// Energy of the radio.
  public var energy: Joules { transmitEnergy + receiveEnergy }

  /// What it does under `plan`, in as many slots as the platform says.
  public init(
    _ plan: MixerPlan, on radio: MixerRadio, _ power: DeviceModel.PowerStates
  ) {
    let use = radio.use
    let setting = plan.setting
    let needed =
      use.slotsPerMessage.value * Double(setting.messages)
      + use.extraSlots.value
    let slots =
      Double(setting.mixerRounds)
      * min(Double(setting.slots), needed.rounded(.up))
    let sends = use.sendingShare.value * slots
    self.init(plan, sends: sends, of: slots, on: radio, power)
  }

  /// What it does under `plan` if it sends in `sends` of the `onSlots` slots
  /// of a step with its radio on, and listens in the others.
  public init(
    _ plan: MixerPlan, sends: Double, of onSlots: Double, on radio: MixerRadio,
    _ power: DeviceModel.PowerStates
  ) {
    let use = radio.use
    let setting = plan.setting
    self.onSlots = onSlots
    let air = Seconds(
      Double(
        MixerRadio.airTicks(
          payload: setting.payloadBytes, messages: setting.messages))
        / Double(MixerRadio.ticksPerMicrosecond) * 1e-6)
    let ramp = use.ramp.quantity
    // Never more than the slot has.
    let spare = (plan.slot - air - ramp).value
    let waiting = Seconds(max(0, min(use.listening.value, spare)))
    let listens = onSlots - sends
    sending = (ramp + air) * sends
    receiving = (ramp + waiting + air) * listens
    transmitEnergy =
      (use.sendRamp.quantity * ramp + power.transmit.quantity * air) * sends
    receiveEnergy =
      (use.receiveRamp.quantity * ramp + use.listeningPower.quantity * waiting
        + power.receive.quantity * air) * listens
  }
}
