extension WeightNames {
  /// `LlamaModel` and `LlamaForCausalLM`, which turn the two halves of a
  /// head's queries and keys against each other, not its neighbours.
  public static let huggingFaceLlama = WeightNames(
    "Hugging Face Llama", prefix: "model.",
    rows: [
      .one("embedding", "embed_tokens.weight"),
      .norm("blocks.#.attention.norm", "layers.#.input_layernorm"),
      .one(
        "blocks.#.attention.query", "layers.#.self_attn.q_proj.weight",
        .halves),
      .one(
        "blocks.#.attention.key", "layers.#.self_attn.k_proj.weight", .halves),
      .one("blocks.#.attention.value", "layers.#.self_attn.v_proj.weight"),
      .one("blocks.#.attention.output", "layers.#.self_attn.o_proj.weight"),
      .norm("blocks.#.feed_forward.norm", "layers.#.post_attention_layernorm"),
      .one("blocks.#.feed_forward.gate", "layers.#.mlp.gate_proj.weight"),
      .one("blocks.#.feed_forward.up", "layers.#.mlp.up_proj.weight"),
      .one("blocks.#.feed_forward.down", "layers.#.mlp.down_proj.weight"),
      .norm("norm", "norm"),
      .one("head", "lm_head.weight", outside: true),
    ],
    tied: "lm_head.weight",
    // The angles, which older versions kept among the weights.
    unused: ["layers.#.self_attn.rotary_emb.inv_freq", "rotary_emb.inv_freq"])
}
