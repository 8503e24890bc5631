/// A column that comes from running a real model on texts.
enum LanguageMetric: String, CaseIterable, Sendable {
  case perplexity
  case top1Agreement = "top1_agreement"
  case greedyPrefix = "greedy_prefix_tokens"
  case scoreDeviation = "score_deviation"

  var metric: Metric {
    switch self {
    case .perplexity:
      Metric(
        rawValue, unit: "",
        "exp of the mean negative log-likelihood of the next token, natural "
          + "logarithm, over the texts")
    case .top1Agreement:
      Metric(
        rawValue, unit: "",
        "share of the tokens of the lossless greedy text that come first "
          + "given the tokens before them, 0 to 1")
    case .greedyPrefix:
      Metric(
        rawValue, unit: "tokens",
        "tokens of the lossless greedy text that decoding repeats before it "
          + "first differs")
    case .scoreDeviation:
      Metric(
        rawValue, unit: "",
        "root mean square of how far scores of the next token are off those of "
          + "one device with the same arithmetic and weight format and without "
          + "loss, over that of its scores, along the lossless greedy text; 0 "
          + "for the same numbers")
    }
  }
}
