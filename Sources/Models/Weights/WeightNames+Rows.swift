// Short ways to say what a table holds.

extension [WeightNames.Row] {
  /// One tensor.
  static func one(
    _ own: String, _ theirs: String, _ layout: WeightLayout = .same,
    ones: Int = 0, outside: Bool = false
  ) -> Self {
    [
      .init(
        own: [own], theirs: theirs, layout: layout, standsOutside: outside,
        ones: ones)
    ]
  }

  /// A linear layer whose tensors the tool calls `.weight` and `.bias`.
  static func linear(
    _ own: String, _ theirs: String, _ layout: WeightLayout = .same,
    outside: Bool = false
  ) -> Self {
    fused([own], theirs, layout, outside: outside)
  }

  /// Several layers of the same input in one.
  static func fused(
    _ own: [String], _ theirs: String, _ layout: WeightLayout = .same,
    outside: Bool = false
  ) -> Self {
    [
      .init(
        own: own, theirs: theirs + ".weight", layout: layout,
        standsOutside: outside),
      .init(
        own: own.map { $0 + ".bias" }, theirs: theirs + ".bias", layout: .same,
        standsOutside: outside),
    ]
  }

  /// A norm whose tensors the tool calls `.weight` and `.bias`.
  static func norm(_ own: String, _ theirs: String) -> Self {
    one(own, theirs + ".weight") + one(own + ".shift", theirs + ".bias")
  }
}

/// Queries, keys and values of a block, in the order in which tools fuse them.
let projections = ["query", "key", "value"].map { "blocks.#.attention.\($0)" }
