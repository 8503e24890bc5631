extension WeightNames {
  /// `GPT2Model` and `GPT2LMHeadModel`, whose `Conv1D` layers are stored
  /// inputs x outputs, with queries, keys and values in one.
  public static let huggingFaceGPT2 = WeightNames(
    "Hugging Face GPT-2", prefix: "transformer.",
    rows: [
      .one("embedding", "wte.weight"),
      .one("embedding.positions", "wpe.weight"),
      .norm("blocks.#.attention.norm", "h.#.ln_1"),
      .fused(projections, "h.#.attn.c_attn", .transposed),
      .linear("blocks.#.attention.output", "h.#.attn.c_proj", .transposed),
      .norm("blocks.#.feed_forward.norm", "h.#.ln_2"),
      .linear("blocks.#.feed_forward.up", "h.#.mlp.c_fc", .transposed),
      .linear("blocks.#.feed_forward.down", "h.#.mlp.c_proj", .transposed),
      .norm("norm", "ln_f"),
    ],
    tied: "lm_head.weight",
    // The causal mask, which older versions kept among the weights.
    unused: ["h.#.attn.bias", "h.#.attn.masked_bias"])
}
