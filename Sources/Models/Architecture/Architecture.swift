import Documents

/// The families of models that a file can name, with what sets them apart.
public enum Architecture: String, CaseIterable, Sendable {
  /// A decoder with RMSNorm, rotary positions and SwiGLU (Touvron et al.,
  /// arXiv:2302.13971, section 2.2).
  case llama
  /// A decoder with LayerNorm, learned positions and GELU (Radford et al.
  /// 2019, section 2.3).
  case gpt2
  /// An encoder of texts with norms behind the halves (Devlin et al.,
  /// arXiv:1810.04805, section 3).
  case bert
  /// An encoder of texts, thin, with bottlenecks around the halves (Sun et
  /// al., arXiv:2004.02984, section 3).
  case mobileBERT = "mobilebert"
  /// Blocks of MobileBERT without embedding and head.
  case mobileBERTBlock = "mobilebert-block"
  /// An encoder of image patches (Dosovitskiy et al., arXiv:2010.11929, section
  /// 3.1).
  case vit
  /// An encoder of frames of sound (Berg et al., arXiv:2104.00769).
  case keywordTransformer = "keyword-transformer"
  /// A decoder of patches of a series (CATS, arXiv:2605.15694).
  case catsDecoder = "cats-decoder"
  /// An encoder of image patches as CATS has it: its embedding and head, the
  /// class token last.
  case catsViT = "cats-vit"
  /// Blocks of CATS, or one half of each, without embedding and head.
  case catsBlock = "cats-block"
  /// Blocks of a transformer without embedding and head, such as one block that
  /// stands for all.
  case blocks = "transformer-blocks"

  /// The architecture that a model's file names, by default `llama`.
  init(of root: Node) throws {
    let named = try root.mapping().first { $0.name == "architecture" }
    let word = try named?.value.word(of: Self.allCases.map(\.rawValue))
    self = word.flatMap(Self.init) ?? .llama
  }

  /// The keys of a file besides those that all have.
  var keys: [String] {
    switch self {
    case .llama:
      [
        "key_value_heads", "vocabulary", "context", "feed_forward", "head",
        "norm_epsilon", "rotary_base",
      ]
    case .gpt2: ["vocabulary", "context", "feed_forward", "norm_epsilon"]
    case .bert:
      [
        "vocabulary", "context", "token_kinds", "classes", "feed_forward",
        "norm_epsilon",
      ]
    case .mobileBERT:
      [
        "vocabulary", "context", "token_kinds", "embedding", "bottleneck",
        "feed_forwards", "classes", "feed_forward",
      ]
    case .mobileBERTBlock:
      ["context", "bottleneck", "feed_forwards", "feed_forward", "of_blocks"]
    case .vit:
      [
        "image", "patch", "classes", "class_token", "norm_placement",
        "feed_forward", "norm_epsilon",
      ]
    case .keywordTransformer:
      [
        "frames", "coefficients", "classes", "class_token", "norm_placement",
        "feed_forward", "norm_epsilon",
      ]
    case .catsDecoder:
      [
        "context", "patch", "channels", "horizon", "positions", "head_hidden",
        "norm_copies",
      ]
    case .catsViT:
      ["image", "patch", "classes", "positions", "head_hidden", "norm_copies"]
    case .catsBlock: ["context", "half", "attends"]
    case .blocks:
      [
        "key_value_heads", "context", "attends", "feed_forward", "norm",
        "norm_placement", "rotary_base", "biases", "of_blocks",
      ]
    }
  }

  /// Sets what the family and the rest of the file say.
  func finish(_ shape: inout ModelShape, _ reader: inout MappingReader) throws
    -> Preparation
  {
    switch self {
    case .llama: try llama(&shape, &reader)
    case .gpt2: try gpt2(&shape, &reader)
    case .bert: try bert(&shape, &reader)
    case .mobileBERT: try mobileBERT(&shape, &reader)
    case .mobileBERTBlock: try mobileBERTBlock(&shape, &reader)
    case .vit: return try vit(&shape, &reader)
    case .keywordTransformer: return try keyword(&shape, &reader)
    case .catsDecoder: return try catsDecoder(&shape, &reader)
    case .catsViT: return try catsViT(&shape, &reader)
    case .catsBlock: try catsBlock(&shape, &reader)
    case .blocks: try blocks(&shape, &reader)
    }
    return .tokens
  }
}
