extension WeightNames {
  /// Our own names: those of ``Transformer/parameters``.
  public static let shardbench = WeightNames(
    "shardbench",
    rows: [
      same("embedding"), same("embedding.kinds"),
      same("embedding.positions"), same("embedding.class"),
      linear("embedding.input"), linear("embedding.up"),
      linear("embedding.down"), linear("embedding.skip"),
      norm("embedding.norm"),
      norm("blocks.#.attention.norm"), linear("blocks.#.attention.query"),
      linear("blocks.#.attention.key"), linear("blocks.#.attention.value"),
      linear("blocks.#.attention.output"),
      norm("blocks.#.feed_forward.norm"), linear("blocks.#.feed_forward.gate"),
      linear("blocks.#.feed_forward.up"), linear("blocks.#.feed_forward.down"),
      norm("norm"), linear("pooler"), linear("head"), linear("head.up"),
      linear("head.down"), linear("head.skip"),
    ])

  private static func same(_ name: String) -> [Row] { .one(name, name) }

  private static func linear(_ name: String) -> [Row] {
    same(name) + same(name + ".bias")
  }

  private static func norm(_ name: String) -> [Row] {
    same(name) + same(name + ".shift")
  }
}
