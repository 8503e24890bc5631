import Tensors

extension Block {
  /// A step of a block: a sum over heads or hidden units that is joined to a
  /// residual. What devices compute apart is added up once a step.
  public struct Step: Equatable, Sendable {
    /// The half that it belongs to.
    public let half: Half
    /// Its number among the feed-forward parts; 0 for attention.
    public let part: Int

    /// Attention.
    public static let attention = Step(half: .attention, part: 0)
    /// The feed-forward part, the first if there are several.
    public static let feedForward = Step(half: .feedForward, part: 0)
  }

  /// What the layers of a step take in.
  public struct Intake {
    /// What queries and keys, or hidden units, are made of.
    public var states: Tensor
    /// What values are made of, where that is something else.
    public var values: Tensor?

    /// An intake of `states`, perhaps with other `values`.
    public init(states: Tensor, values: Tensor? = nil) {
      self.states = states
      self.values = values
    }
  }

  /// The layers of one feed-forward part.
  public struct FeedForwardLayers {
    /// Its norm.
    public let norm: NormLayer
    /// The gate of SwiGLU, if that is the kind.
    public let gate: LinearLayer?
    /// State to hidden units.
    public let up: LinearLayer
    /// Hidden units to state.
    public let down: LinearLayer
  }

  /// Its steps, in the order in which they run.
  public var steps: [Step] {
    (has(.attention) ? [.attention] : [])
      + (has(.feedForward)
        ? (0..<shape.feedForwards).map { Step(half: .feedForward, part: $0) }
        : [])
  }

  /// All its heads.
  public var allHeads: HeadShare { HeadShare(allOf: shape) }

  /// The layers of a feed-forward step.
  func feedForwardLayers(_ step: Step) -> FeedForwardLayers {
    let stacked = bottleneck?.stacked ?? []
    return step.part < stacked.count
      ? stacked[step.part]
      : FeedForwardLayers(
        norm: feedForwardNorm, gate: gate, up: up, down: down)
  }

  /// The layer whose bias a step's sum waits for, and the step's norm.
  func layers(joining step: Step) -> (layer: LinearLayer, norm: NormLayer) {
    guard step.half == .feedForward else { return (output, attentionNorm) }
    let layers = feedForwardLayers(step)
    return (layers.down, layers.norm)
  }

  /// The number of a step in the model, for what is drawn at random.
  func site(of step: Step) -> Int {
    (1 + shape.feedForwards) * index + step.half.rawValue + step.part
  }
}
