extension WeightNames {
  /// The Keyword Transformer as its TFLite file was repacked; `norm1` follows
  /// attention and `norm2` the feed-forward part.
  public static let keywordTransformer = WeightNames(
    "Keyword Transformer",
    rows: [
      .linear("embedding.input", "proj"),
      .one("embedding.class", "class_emb", ones: 1),
      .one("embedding.positions", "pos_emb"),
      .linear("blocks.#.attention.query", "blocks.#.q"),
      .linear("blocks.#.attention.key", "blocks.#.k"),
      .linear("blocks.#.attention.value", "blocks.#.v"),
      .linear("blocks.#.attention.output", "blocks.#.out"),
      .norm("blocks.#.attention.norm", "blocks.#.norm1"),
      .linear("blocks.#.feed_forward.up", "blocks.#.fc1"),
      .linear("blocks.#.feed_forward.down", "blocks.#.fc2"),
      .norm("blocks.#.feed_forward.norm", "blocks.#.norm2"),
      .linear("head", "head"),
    ])
}
