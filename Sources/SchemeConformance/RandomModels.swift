import Models
import Tensors

extension RandomStream {
  /// Sizes of a small model; any mix of grouped heads, feed-forward parts and
  /// heads that are tied or not.
  package mutating func modelShape() -> ModelShape {
    let headSize = 2 * int(1...4)
    let keyValueHeads = int(1...4)
    let heads = keyValueHeads * int(1...3)
    var shape = ModelShape(
      name: "random", width: heads * headSize, hidden: int(1...40),
      blocks: int(1...4), heads: heads, keyValueHeads: keyValueHeads,
      vocabulary: int(3...30), context: 64,
      feedForward: pick([.swiglu, .relu]), tiedHead: pick([true, false]),
      normEpsilon: pick([1e-5, 1e-6]), rotaryBase: pick([10_000, 500_000]))
    guard pick([true, false]) else { return shape }
    // What other families have, in any mixture.
    if pick([true, false]) { shape.norm = .layer(epsilon: 1e-5) }
    if pick([true, false]) { shape.positions = .learned }
    shape.normPlacement = pick([.before, .after])
    shape.biases = pick([[], .all, .projections, [.output, .feedForward]])
    shape.feedForward = pick(ModelShape.FeedForward.allCases)
    shape.normsEmbedding = pick([true, false])
    return shape
  }

  /// Sizes of a small encoder of tokens or vectors, any mix of class token,
  /// norms, biases and heads.
  package mutating func encoderShape() -> ModelShape {
    let heads = int(1...5)
    let feedForward = pick(ModelShape.FeedForward.allCases)
    var shape = ModelShape(
      name: "random", width: heads * int(1...7), hidden: int(1...40),
      blocks: int(1...4), heads: heads, keyValueHeads: heads,
      vocabulary: int(3...30), context: 64, feedForward: feedForward)
    if pick([true, false]) {
      shape.input = .vectors(
        elements: int(1...9), hidden: pick([nil, int(1...9)]))
    } else {
      shape.input = .tokens(
        vocabulary: shape.vocabulary, kinds: pick([0, int(1...3)]))
    }
    shape.classToken = pick(ModelShape.ClassToken.allCases)
    shape.attends = .everywhere
    shape.positions = .learned
    shape.norm = pick([
      .layer(epsilon: 1e-5), .rms(epsilon: 1e-6), .cats(copies: 1),
    ])
    shape.normPlacement = pick([.before, .after])
    shape.normsEmbedding = pick([true, false])
    shape.biases = pick([[], .all, .projections, [.output, .feedForward]])
    shape.head = pick([
      .states, .classes(int(2...9), isPooled: pick([true, false])),
      .eachPosition(outputs: int(2...9), hidden: pick([nil, int(1...9)])),
    ])
    return shape
  }

  /// Sizes of a small model of vectors that `cats` splits over `devices`:
  /// any mix of embedding, class token, head, biases and norms with so many
  /// copies (more than one for CATS's norm alone).
  package mutating func catsShape(devices: Int, copies: Int = 1) -> ModelShape {
    let heads = devices + int(0...3)
    var shape = ModelShape(
      name: "random", width: heads * int(4...7), hidden: int(1...40),
      blocks: int(1...3), heads: heads, keyValueHeads: heads, vocabulary: 1,
      context: 64, feedForward: pick([.relu, .gelu, .geluTanh]))
    shape.input = .vectors(
      elements: int(1...20), hidden: pick([nil, int(1...20)]))
    shape.classToken = pick(ModelShape.ClassToken.allCases)
    shape.attends = pick([.everywhere, .backward])
    shape.positions = pick([.learned, .learnedTable(70)])
    shape.norm =
      copies > 1
      ? .cats(copies: copies) : pick([.layer(epsilon: 1e-5), .cats(copies: 1)])
    shape.biases = pick([[], .all, .projections, [.output, .feedForward]])
    shape.head = pick([
      .classes(int(2...9), isPooled: pick([true, false])),
      .eachPosition(outputs: int(2...9), hidden: pick([nil, int(1...20)])),
    ])
    return shape
  }
}

/// A model of `shape` with random weights: gains near one, products that
/// keep the size of what goes through.
package func randomModel(_ shape: ModelShape, seed: UInt64) throws
  -> Transformer
{
  var random = RandomStream(seed: seed)
  return try Transformer(shape) { name, extents in
    // Also norms with several copies.
    let isNorm = name.hasSuffix("norm") || name.hasSuffix(".shift")
    if extents.rank == 1 || isNorm {
      let gains = random.values(extents.count, limit: 0.3).map { 1 + $0 }
      return try Tensor(extents, gains)
    }
    let limit: Float =
      name.hasPrefix("embedding")
      ? 1 : (3 / Float(extents.columns)).squareRoot()
    return try random.tensor(extents, limit: limit)
  }
}
