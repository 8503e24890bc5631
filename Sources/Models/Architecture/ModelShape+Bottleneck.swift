extension ModelShape {
  /// A narrower state inside of every block (MobileBERT, Sun et al.,
  /// arXiv:2004.02984, section 3.1): attention and feed-forward parts work on
  /// it, so that their matrices are small; what comes into a block and goes out
  /// of it is as wide as ever.
  ///
  /// Queries and keys share a bottleneck, the residual has another, values are
  /// made of the hidden state itself.
  public struct Bottleneck: Equatable, Sendable {
    /// Elements of the narrower state.
    public var width: Int
    /// Feed-forward parts, one behind the other, each with its own norm and
    /// residual sum.
    public var feedForwards: Int

    /// A state of `width` elements and so many feed-forward parts.
    public init(width: Int, feedForwards: Int = 1) {
      self.width = width
      self.feedForwards = feedForwards
    }

    /// The most feed-forward parts that a block may have: those that names of
    /// weights are there for.
    public static let feedForwardLimit = 16

    /// Weights of the two layers in and the one out, with biases and norms.
    func parameters(of shape: ModelShape) -> Int {
      2 * (shape.width + 1) * width + (width + 1) * shape.width
        + 2 * shape.normParameters(of: width) + shape.normParameters
    }
  }

  /// - Throws: ``ModelError/size(model:what:value:expected:)`` if there is a
  ///   bottleneck, or an embedding of neighbours, that makes no model.
  func checkBottleneck() throws {
    if let bottleneck {
      let limit = Bottleneck.feedForwardLimit
      if !(1...limit).contains(bottleneck.feedForwards) {
        throw ModelError.size(
          model: name, what: "feed_forwards", value: bottleneck.feedForwards,
          expected: "1 to \(limit)")
      }
      if halves != .both {
        throw ModelError.size(
          model: name, what: "bottleneck", value: bottleneck.width,
          expected: "none in a model of half blocks")
      }
    }
    if case .trigrams(_, _, let elements) = input, tiedHead, elements != width {
      throw ModelError.size(
        model: name, what: "embedding", value: elements,
        expected: "the width \(width), for the head is the embedding")
    }
  }
}
