import Documents
import Foundation

/// A model's file in experiments/models: sizes, source, and perhaps weights.
public struct ModelFile: Sendable {
  /// The sizes.
  public var shape: ModelShape
  /// One line about the model, and where the sizes come from.
  public var summary: String
  /// The checkpoint, relative to the data folder, if there is a public one.
  public var checkpoint: String?
  /// The tokenizer, relative to the data folder.
  public var tokenizer: String?

  /// Reads a model file.
  ///
  /// - Throws: ``DocumentError`` with line and column, or
  ///   ``ModelError/size(model:what:value:expected:)``.
  public init(file: URL) throws {
    let root = try Node(contentsOf: file.relativePath)
    var reader = try MappingReader(
      root,
      keys: [
        "model", "summary", "width", "hidden", "blocks", "heads",
        "key_value_heads", "vocabulary", "context", "feed_forward", "head",
        "norm_epsilon", "rotary_base", "checkpoint", "tokenizer",
      ])
    let sizes = 1...ModelShape.extentLimit
    let heads = try reader.required("heads").int(in: sizes)
    let feedForward = try reader.optional("feed_forward")?.word(
      of: ModelShape.FeedForward.allCases.map(\.rawValue))
    let head = try reader.optional("head")?.word(of: ["tied", "separate"])
    shape = ModelShape(
      name: try reader.required("model").string(),
      width: try reader.required("width").int(in: sizes),
      hidden: try reader.required("hidden").int(in: sizes),
      blocks: try reader.required("blocks").int(in: sizes), heads: heads,
      keyValueHeads: try reader.optional("key_value_heads")?.int(in: sizes)
        ?? heads,
      vocabulary: try reader.required("vocabulary").int(in: sizes),
      context: try reader.required("context").int(in: sizes),
      feedForward: feedForward == "relu" ? .relu : .swiglu,
      tiedHead: head != "separate",
      normEpsilon: try reader.optional("norm_epsilon")?.double(in: 0...1)
        ?? 1e-5,
      rotaryBase: try reader.optional("rotary_base")?.double(in: 1...1e9)
        ?? 10_000)
    summary = try reader.required("summary").string()
    checkpoint = try reader.optional("checkpoint")?.string()
    tokenizer = try reader.optional("tokenizer")?.string()
    try reader.finish()
    try shape.check()
  }
}
