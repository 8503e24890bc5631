extension WeightNames {
  /// `BertModel` and `BertForSequenceClassification`, also with what training
  /// added (`cls.`) and the older names of norms.
  public static let huggingFaceBERT = WeightNames(
    "Hugging Face BERT", prefix: "bert.",
    rows: [
      .one("embedding", "embeddings.word_embeddings.weight"),
      .one("embedding.kinds", "embeddings.token_type_embeddings.weight"),
      .one("embedding.positions", "embeddings.position_embeddings.weight"),
      .norm("embedding.norm", "embeddings.LayerNorm"),
      .linear(
        "blocks.#.attention.query", "encoder.layer.#.attention.self.query"),
      .linear("blocks.#.attention.key", "encoder.layer.#.attention.self.key"),
      .linear(
        "blocks.#.attention.value", "encoder.layer.#.attention.self.value"),
      .linear(
        "blocks.#.attention.output", "encoder.layer.#.attention.output.dense"),
      .norm(
        "blocks.#.attention.norm", "encoder.layer.#.attention.output.LayerNorm"),
      .linear("blocks.#.feed_forward.up", "encoder.layer.#.intermediate.dense"),
      .linear("blocks.#.feed_forward.down", "encoder.layer.#.output.dense"),
      .norm("blocks.#.feed_forward.norm", "encoder.layer.#.output.LayerNorm"),
      .linear("pooler", "pooler.dense"),
      .linear("head", "classifier", outside: true),
    ],
    unused: [
      "embeddings.position_ids", "pooler.dense.weight", "pooler.dense.bias",
      "cls.predictions.bias", "cls.predictions.transform.dense.weight",
      "cls.predictions.transform.dense.bias",
      "cls.predictions.transform.LayerNorm.weight",
      "cls.predictions.transform.LayerNorm.bias",
      "cls.predictions.decoder.weight", "cls.predictions.decoder.bias",
      "cls.seq_relationship.weight", "cls.seq_relationship.bias",
    ],
    endings: [
      ("LayerNorm.gamma", "LayerNorm.weight"),
      ("LayerNorm.beta", "LayerNorm.bias"),
    ])
}
