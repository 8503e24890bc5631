extension ModelShape {
  /// Weights of one norm of the hidden state.
  var normParameters: Int { normParameters(of: width) }

  /// Weights of one norm of so many columns.
  func normParameters(of columns: Int) -> Int {
    switch norm {
    case .rms: columns
    case .layer, .noNorm: 2 * columns
    case .cats(let copies): 2 * copies * columns
    }
  }

  /// Weights in one block, norms included.
  public var blockParameters: Int {
    (halves.has(.attention) ? attentionParameters : 0)
      + (halves.has(.feedForward) ? feedForwards * feedForwardParameters : 0)
      + (bottleneck?.parameters(of: self) ?? 0)
  }

  private var attentionParameters: Int {
    let inner = innerWidth
    var count =
      2 * inner * attentionWidth + (inner + width) * keyValueWidth
      + normParameters(of: inner)
    if biases.contains(.projections) {
      count += attentionWidth + 2 * keyValueWidth
    }
    if biases.contains(.output) { count += inner }
    return count
  }

  /// Of one feed-forward part.
  private var feedForwardParameters: Int {
    let matrices = feedForward == .swiglu ? 3 : 2
    let inner = innerWidth
    var count = matrices * inner * hidden + normParameters(of: inner)
    if biases.contains(.feedForward) {
      count += (matrices - 1) * hidden + inner
    }
    return count
  }

  /// Weights in the whole model.
  public var parameters: Int {
    blocks * blockParameters + embeddingParameters + headParameters
  }

  private var embeddingParameters: Int {
    var count =
      switch input {
      case .tokens(let vocabulary, let kinds): (vocabulary + kinds) * width
      case .trigrams(let vocabulary, let kinds, let elements):
        vocabulary * elements + (kinds + 3 * elements + 1) * width
      case .vectors(let elements, nil): (elements + 1) * width
      case .vectors(let elements, let hidden?):
        (elements + 1) * (hidden + width) + (hidden + 1) * width
      case .states: 0
      }
    switch positions {
    case .rotary, .none: break
    case .learned: count += context * width
    case .learnedTable(let rows): count += rows * width
    }
    if classToken != .none { count += width }
    if normsEmbedding { count += normParameters }
    return count
  }

  private var headParameters: Int {
    let last = hasLastNorm ? normParameters : 0
    return switch head {
    case .vocabulary(let tied): last + (tied ? 0 : vocabulary * width)
    case .classes(let classes, let isPooled):
      last + (width + 1) * (classes + (isPooled ? width : 0))
    case .eachPosition(let outputs, nil): last + (width + 1) * outputs
    case .eachPosition(let outputs, let hidden?):
      last + (width + 1) * (hidden + outputs) + (hidden + 1) * outputs
    case .residualClasses(let classes, let hidden):
      last + (width + 1) * (hidden + classes) + (hidden + 1) * classes
    case .states: last
    }
  }

  /// Whether a norm stands before the head.
  var hasLastNorm: Bool { normPlacement == .before && input != .states }
}
