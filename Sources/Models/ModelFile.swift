import Documents
import Foundation

/// A model's file in experiments/models: sizes, source, and perhaps weights.
public struct ModelFile: Sendable {
  /// The sizes.
  public var shape: ModelShape
  /// How many such models make the one that a file with a part of one is of;
  /// else 1.
  public var repeats = 1
  /// How samples become what the model takes in.
  public var preparation: Preparation
  /// One line about the model, and where the sizes come from.
  public var summary: String
  /// The checkpoint, relative to the data folder, if there is a public one.
  public var checkpoint: String?
  /// The tokenizer, relative to the data folder.
  public var tokenizer: String?

  /// Reads a model file.
  ///
  /// - Throws: `DocumentError` with line and column, or
  ///   ``ModelError/size(model:what:value:expected:)``.
  public init(file: URL) throws {
    let root = try Node(contentsOf: file.relativePath)
    let architecture = try Architecture(of: root)
    var reader = try MappingReader(
      root,
      keys: [
        "model", "architecture", "summary", "width", "hidden", "blocks",
        "heads", "checkpoint", "tokenizer",
      ] + architecture.keys)
    _ = reader.optional("architecture")
    let sizes = 1...ModelShape.extentLimit
    let heads = try reader.required("heads").int(in: sizes)
    let width = try reader.required("width").int(in: sizes)
    let hidden = try reader.optional("hidden")?.int(in: sizes)
    shape = ModelShape(
      name: try reader.required("model").string(), width: width,
      hidden: hidden ?? 4 * width,
      blocks: try reader.required("blocks").int(in: sizes), heads: heads,
      keyValueHeads: heads, vocabulary: 1, context: 1)
    if architecture == .llama { _ = try reader.required("hidden") }
    preparation = try architecture.finish(&shape, &reader)
    if let whole = try reader.optional("of_blocks")?.int(in: sizes) {
      guard whole % shape.blocks == 0 else {
        throw ModelError.size(
          model: shape.name, what: "of_blocks", value: whole,
          expected: "a multiple of the \(shape.blocks) blocks here")
      }
      repeats = whole / shape.blocks
    }
    summary = try reader.required("summary").string()
    checkpoint = try reader.optional("checkpoint")?.string()
    tokenizer = try reader.optional("tokenizer")?.string()
    try reader.finish()
    try shape.check()
  }
}
