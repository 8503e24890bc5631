import Models
import Tensors

extension RandomStream {
  /// Sizes of a small model with bottlenecks: any mix of feed-forward parts,
  /// grouped heads, norms, biases, inputs and heads.
  package mutating func thinShape() -> ModelShape {
    let keyValueHeads = int(1...4)
    let heads = keyValueHeads * int(1...2)
    var shape = ModelShape(
      name: "random", width: int(1...20), hidden: int(4...20),
      blocks: int(1...2), heads: heads, keyValueHeads: keyValueHeads,
      vocabulary: int(3...30), context: 64,
      feedForward: pick([.relu, .gelu, .geluTanh]))
    shape.bottleneck = ModelShape.Bottleneck(
      width: heads * int(1...4), feedForwards: int(1...4))
    let (vocabulary, kinds) = (shape.vocabulary, pick([0, int(1...3)]))
    shape.input = pick([
      .trigrams(vocabulary: vocabulary, kinds: kinds, elements: int(1...5)),
      .tokens(vocabulary: vocabulary, kinds: kinds),
      .vectors(elements: int(1...9), hidden: nil), .states,
    ])
    shape.positions = shape.input == .states ? .none : .learned
    shape.classToken =
      shape.input == .states ? .none : pick(ModelShape.ClassToken.allCases)
    shape.attends = pick([.everywhere, .backward])
    shape.norm = pick([.noNorm, .noNorm, .layer(epsilon: 1e-5)])
    // A gate multiplies states: without statistics they would run away.
    if shape.norm != .noNorm, pick([true, false]) {
      shape.feedForward = .swiglu
    }
    shape.normPlacement = pick([.before, .after])
    shape.normsEmbedding = shape.input != .states && pick([true, false])
    shape.biases = pick([[], .all, .projections, [.output, .feedForward]])
    shape.head = pick([
      .states, .classes(int(2...9), isPooled: pick([true, false])),
      .eachPosition(outputs: int(2...9), hidden: pick([nil, int(1...9)])),
    ])
    return shape
  }
}
