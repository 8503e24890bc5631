extension WeightNames {
  /// `ViTModel` and `ViTForImageClassification`.
  public static let huggingFaceViT = WeightNames(
    "Hugging Face ViT", prefix: "vit.",
    rows: [
      .one("embedding.class", "embeddings.cls_token", ones: 2),
      .one("embedding.positions", "embeddings.position_embeddings", ones: 1),
      .linear(
        "embedding.input", "embeddings.patch_embeddings.projection", .kernel),
      .norm("blocks.#.attention.norm", "encoder.layer.#.layernorm_before"),
      .linear(
        "blocks.#.attention.query",
        "encoder.layer.#.attention.attention.query"),
      .linear(
        "blocks.#.attention.key", "encoder.layer.#.attention.attention.key"),
      .linear(
        "blocks.#.attention.value",
        "encoder.layer.#.attention.attention.value"),
      .linear(
        "blocks.#.attention.output", "encoder.layer.#.attention.output.dense"),
      .norm("blocks.#.feed_forward.norm", "encoder.layer.#.layernorm_after"),
      .linear("blocks.#.feed_forward.up", "encoder.layer.#.intermediate.dense"),
      .linear("blocks.#.feed_forward.down", "encoder.layer.#.output.dense"),
      .norm("norm", "layernorm"),
      .linear("head", "classifier", outside: true),
    ],
    unused: [
      "embeddings.mask_token", "pooler.dense.weight", "pooler.dense.bias",
    ])
}
