extension WeightNames {
  /// `VisionTransformer` of timm (PyTorch Image Models), with queries, keys
  /// and values in one.
  public static let timmViT = WeightNames(
    "timm ViT",
    rows: [
      .one("embedding.class", "cls_token", ones: 2),
      .one("embedding.positions", "pos_embed", ones: 1),
      .linear("embedding.input", "patch_embed.proj", .kernel),
      .norm("blocks.#.attention.norm", "blocks.#.norm1"),
      .fused(projections, "blocks.#.attn.qkv"),
      .linear("blocks.#.attention.output", "blocks.#.attn.proj"),
      .norm("blocks.#.feed_forward.norm", "blocks.#.norm2"),
      .linear("blocks.#.feed_forward.up", "blocks.#.mlp.fc1"),
      .linear("blocks.#.feed_forward.down", "blocks.#.mlp.fc2"),
      .norm("norm", "norm"), .linear("head", "head"),
    ])
}
