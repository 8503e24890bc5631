import Documents

// MobileBERT (arXiv:2004.02984; Hugging Face google/mobilebert-uncased,
// config.json): no_norm, ReLU, and no pooler before the classes.

extension Architecture {
  func mobileBERT(_ shape: inout ModelShape, _ reader: inout MappingReader)
    throws
  {
    shape.input = .trigrams(
      vocabulary: try reader.size("vocabulary"),
      kinds: try reader.size("token_kinds", or: 2),
      elements: try reader.size("embedding"))
    shape.context = try reader.size("context")
    shape.positions = .learned
    shape.normsEmbedding = true
    let classes = try reader.optional("classes")?.int(
      in: 1...ModelShape.extentLimit)
    shape.head = classes.map { .classes($0, isPooled: false) } ?? .states
    try thinBlocks(&shape, &reader)
  }

  func mobileBERTBlock(
    _ shape: inout ModelShape, _ reader: inout MappingReader
  ) throws {
    shape.input = .states
    shape.context = try reader.size("context", or: ModelShape.extentLimit)
    shape.positions = .none
    shape.head = .states
    try thinBlocks(&shape, &reader)
  }

  private func thinBlocks(
    _ shape: inout ModelShape, _ reader: inout MappingReader
  ) throws {
    shape.bottleneck = ModelShape.Bottleneck(
      width: try reader.size("bottleneck"),
      feedForwards: try reader.required("feed_forwards").int(
        in: 1...ModelShape.Bottleneck.feedForwardLimit))
    shape.attends = .everywhere
    shape.norm = .noNorm
    shape.normPlacement = .after
    shape.biases = .all
    shape.feedForward = try reader.feedForward(or: .relu, of: twoMatrices)
  }
}
