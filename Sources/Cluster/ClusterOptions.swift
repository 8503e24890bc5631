import Tensors

/// The formats in which a run stores and sends elements.
public struct ElementFormats: Equatable, Sendable {
  /// Weights at rest.
  public var weights: ElementFormat
  /// Activations and the KV cache, in memory. Values are computed in fp32;
  /// only the accounting of their size follows this format.
  public var activations: ElementFormat
  /// Activations and partial sums in messages.
  public var messages: ElementFormat

  /// Formats; fp32 unless said otherwise.
  public init(
    weights: ElementFormat = .fp32, activations: ElementFormat = .fp32,
    messages: ElementFormat = .fp32
  ) {
    self.weights = weights
    self.activations = activations
    self.messages = messages
  }
}

/// How an all-reduce travels.
public enum AllReduceAlgorithm: Equatable, Sendable {
  /// 2 (D - 1) steps around a ring, each with 1/D of the tensor (Patarasuk and
  /// Yuan, Journal of Parallel and Distributed Computing 69, 2009).
  case ring
  /// All send to the root, which adds and sends the sum to all (TPI-LLM,
  /// arXiv:2410.00531).
  case star
  /// Each sends all of its part to every other, each adds.
  case fullMesh
  /// All send to a server in one go, which gives the sum back.
  case served(MultipleAccess)
  /// Groups of `group` reduce to their first member, level by level, and the
  /// sum goes back the same way (as in the hierarchical all-reduce of
  /// arXiv:2412.04372).
  case tree(group: Int)
  /// A way that a program has added; its sums end everywhere.
  case added(NamedCollective)

  /// Devices in a group, where sums come together at the root; `nil` where
  /// they come about everywhere.
  public func group(of devices: Int) -> Int? {
    switch self {
    case .ring, .fullMesh, .served, .added: nil
    case .star: max(2, devices)
    case .tree(let group): group
    }
  }

  /// The names for command lines and manifests, but for added ones.
  public static let names = [
    "ring", "star", "full-mesh", "tree", "air", "uncoded-fdma",
    "digital-ofdma",
  ]

  /// The algorithm of this name; `group` matters to `tree` alone, `bits` to
  /// `digital-ofdma`; `added` are those that a program has besides.
  public init?(
    _ name: String, group: Int, bits: Int = 8,
    added: [any Collective] = []
  ) {
    switch name {
    case "ring": self = .ring
    case "star": self = .star
    case "full-mesh": self = .fullMesh
    case "tree": self = .tree(group: group)
    case "air": self = .served(.air)
    case "uncoded-fdma": self = .served(.uncodedFDMA)
    case "digital-ofdma": self = .served(.digitalOFDMA(bits: bits))
    default:
      guard let found = added.first(where: { type(of: $0).name == name }) else {
        return nil
      }
      self = .added(NamedCollective(found))
    }
  }
}

/// What a cluster does besides what the scheme says.
public struct ClusterOptions: Sendable {
  /// Element formats.
  public var formats = ElementFormats()
  /// The all-reduce used where a scheme names none.
  public var allReduce = AllReduceAlgorithm.ring
  /// Which transmissions are lost; `nil` for none.
  public var loss: (any LossModel)?
  /// What a channel adds to sums by a server; `nil` for nothing.
  public var channel: (any SumChannel)?
  /// How often a lost packet is sent again, 0 to 255.
  public var retries = 0
  /// Payload bytes of a packet, the unit of loss; `nil` for whole messages.
  public var packetBytes: Int?
  /// How devices that gather columns compute; others take no notice.
  public var gathers = GatherOptions()
  /// What schemes are told of their own.
  public var scheme = SchemeOptions()
  /// How many runs alike make the whole model (see ``Trace/repeats``).
  public var repeats = 1
  /// Whether a trace is written.
  public var recordsTrace = true

  /// Nothing lost, fp32, ring all-reduce, a trace.
  public init() {}

  /// What is left of values in `format`; int8 arithmetic rounds for itself.
  func stored(_ format: ElementFormat) -> ElementFormat {
    gathers.arithmetic == .int8 ? .fp32 : format
  }
}
