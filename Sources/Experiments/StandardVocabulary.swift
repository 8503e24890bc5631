import Cluster
import Models
import Platforms
import Schemes
import Tensors

extension Vocabulary {
  /// The settings and metrics that shardbench itself knows.
  public static let standard = Vocabulary(extending: Extensions())

  static let standardMetrics: [Metric] =
    CostMetric.all.map(\.metric)
    + ComparisonMetric.allCases.map(\.metric)
    + TrafficMetric.allCases.map(\.metric)
    + CountedMetric.allCases.map(\.metric)
    + MixerMetric.allCases.map(\.metric)
    + AirMetric.allCases.map(\.metric)
    + FitMetric.allCases.map(\.metric)
    + TextMetric.allCases.map(\.metric)
    + LanguageMetric.allCases.map(\.metric)
    + LearningMetric.allCases.filter { $0 != .perplexity }.map(\.metric)

  private static let formats = ElementFormat.allCases.map(\.rawValue)

  /// The settings of shardbench with the schemes of `extensions`.
  static func standardSettings(_ extensions: Extensions) -> [Setting] {
    let schemes = extensions.allSchemes
    let names = schemes.map { type(of: $0).name }
    return pointSettings(
      schemes: names, collectives: extensions.collectiveNames) + airSettings
      + schemeSettings(schemes) + learningSettings(schemes: names)
  }

  private static func pointSettings(schemes: [String], collectives: [String])
    -> [Setting]
  {
    [
      Setting("model", .text, "a model of experiments/models, or a file"),
      Setting(
        "scheme", .word(schemes), "how the model is split"),
      Setting(
        "devices", .integer(1...Cluster.deviceLimit), "how many devices",
        default: .integer(1)),
      Setting(
        "platform", .text, "a platform of experiments/platforms, or a file"),
      Setting(
        "accounting", .word(["paper", "physical"]),
        "what is charged: as the paper does, or what a real network would",
        default: .word("paper")),
      Setting(
        "must_fit", .flag,
        "whether a model that does not fit into memory has no times and "
          + "energies; by default true"),
      Setting(
        "tokens", .integer(1...1_000_000),
        "new tokens in the pass; a model of vectors takes all it is made for",
        default: .integer(1)),
      Setting(
        "batch", .integer(1...100_000),
        "samples in the pass whose costs are told; more than 1 for models that "
          + "keep no keys (1)"),
      Setting(
        "context", .integer(0...1_000_000),
        "tokens already in the KV cache", default: .integer(0)),
      Setting(
        "features", .integer(1...ModelShape.extentLimit),
        "width of the model, which all its other widths follow; by default as "
          + "its file says"),
      Setting(
        "collective", .word(collectives + Settings.gathers),
        "how an all-reduce travels, by default the platform's way; for cats "
          + "whether all columns are sent (all-gather) or what prune leaves "
          + "(some-gather, its default)"),
      Setting(
        "prune", .real(0...1),
        "share of its columns that a device of cats does not send; 1 for no "
          + "messages at all (0)"),
      Setting(
        "group", .integer(2...Cluster.deviceLimit),
        "devices in a group of a tree all-reduce", default: .integer(4)),
      Setting(
        "digital-ofdma.bits", .integer(MultipleAccess.bitLimits),
        "bits of a value in an all-reduce by digital-ofdma (8)"),
      Setting(
        "loss", .real(0...1), "probability that a packet is lost",
        default: .real(0)),
      Setting(
        "loss_mode", .word(ClusterOptions.lossModes + [Settings.roundLoss]),
        "what is lost: packets by themselves, or whole messages by link, "
          + "receiver and sender (message-dropout, as CATS trains and as cats "
          + "does by default); or what rounds of Mixer played packet by packet "
          + "lose (mixer), whatever loss says"),
      Setting(
        "lost", .word(GatherOptions.Lost.allCases.map(\.rawValue)),
        "what stands for a lost message of cats when a model is judged: zeros, "
          + "or stale, what the receiver last had of these columns (zeros)"),
      Setting(
        "norms", .word(GatherOptions.Norms.allCases.map(\.rawValue)),
        "what LayerNorm of cats is over when a model is judged: the columns that "
          + "a device has, survivors, or all, lost ones too, as CATS's firmware "
          + "does (survivors)"),
      Setting(
        "arithmetic", .word(GatherOptions.Arithmetic.allCases.map(\.rawValue)),
        "what devices compute with when a model is judged: fp32, or int8 with "
          + "scales from 640 training samples (cats), or from 1,024 tokens that "
          + "the model samples itself (single and tensor-parallel, language "
          + "models) (fp32)"),
      Setting(
        "retries", .integer(0...255),
        "how often a lost packet is sent again; by default the platform's"),
      Setting(
        "packet_bytes", .integer(4...1_000_000_000),
        "payload of a packet, the unit of loss; by default the platform's"),
      Setting(
        "counted_system", .word(CountedBytes.System.allCases.map(\.rawValue)),
        "whose bytes are counted by the formulas of CATS (counted_ram_bytes and "
          + "the like)"),
      Setting(
        "weight_format", .word(formats), "weights; by default the platform's"),
      Setting(
        "activation_format", .word(formats),
        "activations and KV cache in memory; by default the platform's"),
      Setting(
        "message_format", .word(formats),
        "messages; by default the platform's. Of a language model with "
          + "arithmetic int8: int32, exact (its default), or int8, which rounds "
          + "every message to a scale of its own, partial sums on their way "
          + "through a tree at every hop"),
      Setting(
        "bandwidth_mbps", .real(0.001...1_000_000),
        "rate of a link in Mbit/s, as large as the platform's network has it; by "
          + "default the platform's"),
      Setting(
        "medium",
        .word(NetworkModel.Kind.withLinks.map(\.rawValue)),
        "which transmissions can go on at once: a link between every two devices, "
          + "one from each to a switch, or one channel for all, with or without "
          + "broadcast; by default the platform's. An accounting that charges a "
          + "collective once has links of its own, whatever the medium"),
      Setting(
        "link_latency_ms", .real(0...1_000_000),
        "time from the last bit sent to the receiver's going on, in ms; by "
          + "default the platform's"),
      Setting(
        "speeds", .proportions,
        "how fast each device computes beside the platform's, repeated in turn, "
          + "such as 1:1:0.5; by default the platform's"),
      Setting(
        "memory_shares", .proportions,
        "how large each device's memories are beside the platform's, repeated in "
          + "turn; by default the platform's"),
      Setting(
        "link_overhead_us", .real(0...1_000_000),
        "what a message occupies a link for besides its bytes, in us; by default "
          + "the platform's"),
      Setting(
        "ports", .integer(1...64),
        "messages that a device at a switch can send, and receive, at once; by "
          + "default the platform's"),
      Setting(
        "shares", .word(Platform.Shares.allCases.map(\.rawValue)),
        "whether tensor-parallel may give some devices one head or hidden unit "
          + "more (any) or has to share equally (equal); by default the platform's"
      ),
      Setting(
        "residency", .word(Residency.Policy.allCases.map(\.rawValue)),
        "where weights lie on a platform with a hierarchy of memories: by what "
          + "fits (planned), on the chip, double-buffered or streamed as if that "
          + "were possible, or as many as fit on the chip (pinned)"),
      Setting(
        "l2_budget_bytes", .integer(1...1_000_000_000),
        "what weights and kept values may take of the memory on the chip; by "
          + "default the platform's"),
      Setting(
        "spills", .word(MemoryHierarchy.Spills.allCases.map(\.rawValue)),
        "what goes off the chip besides streamed weights: nothing, or all that "
          + "operations read and write, with scores of attention in int8 or int32 "
          + "(none)"),
      Setting(
        "mixer.spare_slots", .integer(MixerRadio.spareSlotRange),
        "slots of a round of Mixer besides three for each message; by default "
          + "the platform's"),
      Setting(
        "mixer.payload_bytes", .integer(1...65_536),
        "payload of a Mixer message; by default the one with the shortest "
          + "round"),
      Setting(
        "mixer.hops", .integer(1...16),
        "hops from end to end of the corridor in which rounds of Mixer are "
          + "played packet by packet (2, or 1 of two devices)"),
      Setting(
        "mixer.link_quality", .real(0...1),
        "probability that a packet crosses one hop where no other is sent (0.9)"
      ),
      Setting(
        "mixer.rounds", .integer(1...100_000),
        "how many rounds are played packet by packet (100)"),
      Setting(
        "data.set", .word(["model-samples"] + LearningSets.names),
        "what a model is judged on and learns from; model-samples are texts "
          + "sampled from the lossless model itself at temperature 1"),
      Setting(
        "data.texts", .integer(1...10_000), "how many texts",
        default: .integer(4)),
      Setting(
        "data.length", .integer(2...100_000), "tokens in a text",
        default: .integer(128)),
    ]
  }
}
