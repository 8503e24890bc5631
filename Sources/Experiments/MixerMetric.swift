import Platforms

/// What rounds of Mixer come to when they are played packet by packet.
enum MixerMetric: String, CaseIterable, Sendable {
  case completionMedian = "completion_slots_median"
  case completionP99 = "completion_slots_p99"
  case completionMax = "completion_slots_max"
  case loss = "round_loss"
  case radioOn = "radio_on_slots"
  case sending = "sending_slots"
  case energy = "mixer_energy_j"

  var metric: Metric {
    let last =
      "slots of a round of Mixer played packet by packet until the last node "
      + "knows everything, "
    return switch self {
    case .completionMedian:
      Metric(rawValue, unit: "", last + "median; absent if most never do")
    case .completionP99:
      Metric(
        rawValue, unit: "",
        last + "99th percentile; absent if more than 1 % never do")
    case .completionMax:
      Metric(rawValue, unit: "", last + "the most; absent if some never do")
    case .loss:
      Metric(
        rawValue, unit: "",
        "share of device messages that a receiver lacks at the end of such a "
          + "round")
    case .radioOn:
      Metric(
        rawValue, unit: "",
        "slots of such a round with a node's radio on, mean over nodes")
    case .sending:
      Metric(
        rawValue, unit: "",
        "slots of such a round in which a node sends, mean over nodes")
    case .energy:
      Metric(
        rawValue, unit: "J",
        "energy of all radios in a round of Mixer, on as long as packet by "
          + "packet")
    }
  }

  /// What there is of them at `point`: nothing on other networks, where one
  /// device sends nothing, or what the radio cannot do; no energy where the
  /// model does not fit.
  ///
  /// All play the step with the most Mixer messages. Where a step takes
  /// several Mixer rounds, the first is played and counts for each of them in
  /// the energy, as all are alike.
  ///
  /// - Throws: ``MixerPacketError`` for a corridor that has too few devices.
  static func values(
    at point: Point, _ configuration: Configuration, costing costs: Costs
  ) throws -> [MixerMetric: Double] {
    guard let plan = costs.timeline.mixer,
      let radio = costs.timeline.accounting.network.radio,
      let round = try MixerRound(plan, point.settings)
    else { return [:] }
    let found = try MixerStatistics(
      of: round, rounds: point.settings.playedRounds,
      seed: UInt64(bitPattern: Int64(point.seed)))
    var values: [MixerMetric: Double] = [
      .loss: found.lostShare, .radioOn: found.radioOnSlots,
      .sending: found.sendingSlots,
    ]
    values[.completionMedian] = found.roundCompletion.median.map(Double.init)
    values[.completionP99] = found.roundCompletion.p99.map(Double.init)
    values[.completionMax] = found.roundCompletion.max.map(Double.init)
    if costs.tellsTimes {
      let rounds = Double(plan.setting.mixerRounds)
      let activity = MixerActivity(
        plan, sends: rounds * found.sendingSlots,
        of: rounds * found.radioOnSlots, on: radio,
        configuration.platform.device.power)
      values[.energy] = activity.energy.value * Double(round.graph.nodes)
    }
    return values
  }
}
