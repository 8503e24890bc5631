import Cluster
import Platforms
import Schemes
import Tensors

extension ClusterOptions {
  /// Formats, collective and loss as `settings` say; what they leave open is
  /// the platform's, or without one fp32, a ring, whole messages.
  ///
  /// What rounds of Mixer lose is added where the point's plan is known:
  /// ``Configuration/roundLoss(_:seed:)``. Training knows no such loss.
  ///
  /// - Parameters:
  ///   - workspace: has the schemes.
  ///   - loss: the setting with the probability of a loss.
  ///   - scheme: the scheme that runs, by default the settings' own; `cats`
  ///     has a way of its own to lose messages.
  ///   - seed: names the random numbers of the loss.
  init(
    _ settings: Settings, in workspace: Workspace,
    platform: Platform? = nil, network: NetworkModel? = nil,
    loss: String = "loss",
    scheme: String? = nil, seed: UInt64
  ) {
    // Training is in fp32, with zeros for what is lost.
    let gathers =
      loss == "train_loss" ? GatherOptions() : settings.gathers
    let isCats = (scheme ?? settings["scheme"]?.word) == Cats.name
    func format(
      _ name: String, or standard: ElementFormat?, exact: ElementFormat = .int8
    ) -> ElementFormat {
      if gathers.arithmetic == .int8 {
        return settings[name]?.word.flatMap(ElementFormat.init) ?? exact
      }
      return settings[name]?.word.flatMap(ElementFormat.init) ?? standard
        ?? .fp32
    }
    self.init()
    self.gathers = gathers
    let defaults = platform?.defaults
    formats = ElementFormats(
      weights: format("weight_format", or: defaults?.weights),
      activations: format("activation_format", or: defaults?.activations),
      // Of other schemes partial sums travel, and become int8 by choice only.
      messages: format(
        "message_format", or: defaults?.messages,
        exact: isCats ? .int8 : .int32))
    self.scheme = SchemeOptions(settings, of: workspace.schemes)
    let group = settings["group"]?.int ?? 4
    let bits = settings["digital-ofdma.bits"]?.int ?? 8
    allReduce =
      [settings["collective"]?.word, defaults?.allReduce].lazy
      .compactMap {
        $0.flatMap {
          AllReduceAlgorithm(
            $0, group: group, bits: bits,
            added: workspace.extensions.collectives)
        }
      }
      .first ?? .ring
    let probability = settings[loss]?.double ?? 0
    let isJudged = loss == "loss"
    if probability > 0, !(isJudged && settings.losesRounds) {
      let mode =
        (settings.losesRounds ? nil : settings["loss_mode"]?.word)
        ?? (isCats ? "message-dropout" : "independent")
      self.loss = Self.loss(mode, probability, seed)
    }
    retries = settings["retries"]?.int ?? network?.retries ?? 0
    packetBytes =
      settings["packet_bytes"]?.int ?? network?.lossBytes
  }

  /// The ways in which messages are lost with a probability, by name.
  static let lossModes = [
    "independent", "message-dropout", "links", "receivers", "senders",
  ]

  private static func loss(
    _ mode: String, _ probability: Double, _ seed: UInt64
  ) -> any LossModel {
    switch mode {
    case "message-dropout":
      MessageDropout(probability: probability, seed: seed)
    case "links":
      MessageDropout(probability: probability, causes: .links, seed: seed)
    case "receivers":
      MessageDropout(probability: probability, causes: .receivers, seed: seed)
    case "senders":
      MessageDropout(probability: probability, causes: .senders, seed: seed)
    default: IndependentLoss(probability: probability, seed: seed)
    }
  }
}
