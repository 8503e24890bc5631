extension WeightNames {
  /// Our own names: those of ``Transformer/parameters``.
  public static let shardbench = WeightNames(
    "shardbench",
    rows: [
      same("embedding"), same("embedding.kinds"),
      same("embedding.positions"), same("embedding.class"),
      linear("embedding.input"), linear("embedding.up"),
      linear("embedding.down"), linear("embedding.skip"),
      linear("embedding.projection"),
      norm("embedding.norm"),
      norm("blocks.#.attention.norm"), linear("blocks.#.attention.query"),
      linear("blocks.#.attention.key"), linear("blocks.#.attention.value"),
      linear("blocks.#.attention.output"),
      norm("blocks.#.feed_forward.norm"), linear("blocks.#.feed_forward.gate"),
      linear("blocks.#.feed_forward.up"), linear("blocks.#.feed_forward.down"),
      normed("blocks.#.bottleneck.input"),
      normed("blocks.#.bottleneck.attention"),
      normed("blocks.#.bottleneck.output"), stackedParts,
      norm("norm"), linear("pooler"), linear("head"), linear("head.up"),
      linear("head.down"), linear("head.skip"),
    ])

  /// The feed-forward parts before the last.
  private static let stackedParts: [Row] =
    (0..<ModelShape.Bottleneck.feedForwardLimit - 1).flatMap { part in
      let name = "blocks.#.feed_forward.\(part)"
      return norm(name + ".norm") + linear(name + ".gate")
        + linear(name + ".up") + linear(name + ".down")
    }

  /// A linear layer with a norm behind it.
  private static func normed(_ name: String) -> [Row] {
    linear(name) + norm(name + ".norm")
  }

  private static func same(_ name: String) -> [Row] { .one(name, name) }

  private static func linear(_ name: String) -> [Row] {
    same(name) + same(name + ".bias")
  }

  private static func norm(_ name: String) -> [Row] {
    same(name) + same(name + ".shift")
  }
}
