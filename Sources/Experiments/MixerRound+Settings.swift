import Cluster
import Platforms

extension Settings {
  /// The `loss_mode` in which rounds of Mixer lose what they lose.
  static let roundLoss = "mixer"

  /// Whether that is what is lost.
  var losesRounds: Bool { self["loss_mode"]?.word == Self.roundLoss }

  /// How many rounds of Mixer are played packet by packet.
  var playedRounds: Int { self["mixer.rounds"]?.int ?? 100 }
}

extension MixerRound {
  /// A Mixer round of the largest step of `plan`, in a corridor as `settings`
  /// say; `nil` if the radio cannot do it.
  ///
  /// - Throws: ``MixerPacketError/hops(_:nodes:)``.
  init?(_ plan: MixerPlan, _ settings: Settings) throws {
    guard plan.isPossible else { return nil }
    let nodes = plan.fragments.count
    let hops = settings["mixer.hops"]?.int ?? min(2, nodes - 1)
    try self.init(
      graph: .corridor(
        nodes: nodes, hops: hops,
        quality: settings["mixer.link_quality"]?.double ?? 0.9),
      fragments: plan.fragments, slots: plan.setting.slots)
  }
}

extension Configuration {
  /// The loss of the point's rounds of Mixer, where `settings` ask for it and
  /// something is sent; else `nil`. The probability `loss` plays no part.
  ///
  /// All gathers lose as the largest does.
  ///
  /// - Throws: ``ConfigurationError/severalRounds(_:)`` if a step takes more
  ///   than one round, ``MixerPacketError`` for impossible rounds, and what
  ///   costing throws.
  func roundLoss(_ settings: Settings, seed: UInt64) throws -> MixerLoss? {
    guard settings.losesRounds, let plan = try simulate().costs.timeline.mixer
    else { return nil }
    guard plan.setting.mixerRounds == 1,
      let round = try MixerRound(plan, settings)
    else { throw ConfigurationError.severalRounds(plan.setting.mixerRounds) }
    return try MixerLoss(round, pool: settings.playedRounds, seed: seed)
  }
}
