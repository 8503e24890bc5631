extension WeightNames {
  /// `MobileBertModel` and `MobileBertForSequenceClassification`, also with
  /// what training added (`cls.`).
  public static let huggingFaceMobileBERT = WeightNames(
    "Hugging Face MobileBERT", prefix: "mobilebert.",
    rows: [
      .one("embedding", "embeddings.word_embeddings.weight"),
      .linear("embedding.projection", "embeddings.embedding_transformation"),
      .one("embedding.kinds", "embeddings.token_type_embeddings.weight"),
      .one("embedding.positions", "embeddings.position_embeddings.weight"),
      .norm("embedding.norm", "embeddings.LayerNorm"),
      normed("bottleneck.input", "bottleneck.input"),
      normed("bottleneck.attention", "bottleneck.attention"),
      layer("attention.query", "attention.self.query"),
      layer("attention.key", "attention.self.key"),
      layer("attention.value", "attention.self.value"),
      layer("attention.output", "attention.output.dense"),
      norm("attention.norm", "attention.output.LayerNorm"),
      // The last of the feed-forward parts stands apart from the others.
      feedForward("feed_forward", ""),
      (0..<ModelShape.Bottleneck.feedForwardLimit - 1).flatMap {
        feedForward("feed_forward.\($0)", "ffn.\($0).")
      },
      normed("bottleneck.output", "output.bottleneck"),
      .linear("head", "classifier", outside: true),
    ],
    unused: [
      "embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias",
      "cls.predictions.bias", "cls.predictions.dense.weight",
      "cls.predictions.transform.dense.weight",
      "cls.predictions.transform.dense.bias",
      "cls.predictions.transform.LayerNorm.weight",
      "cls.predictions.transform.LayerNorm.bias",
      "cls.predictions.decoder.weight", "cls.predictions.decoder.bias",
      "cls.seq_relationship.weight", "cls.seq_relationship.bias",
    ])

  private static func layer(_ own: String, _ theirs: String) -> [Row] {
    .linear("blocks.#." + own, "encoder.layer.#." + theirs)
  }

  private static func norm(_ own: String, _ theirs: String) -> [Row] {
    .norm("blocks.#." + own, "encoder.layer.#." + theirs)
  }

  private static func normed(_ own: String, _ theirs: String) -> [Row] {
    layer(own, theirs + ".dense") + norm(own + ".norm", theirs + ".LayerNorm")
  }

  private static func feedForward(_ own: String, _ theirs: String) -> [Row] {
    layer(own + ".up", theirs + "intermediate.dense")
      + layer(own + ".down", theirs + "output.dense")
      + norm(own + ".norm", theirs + "output.LayerNorm")
  }
}
