/// Some heads of a model: query heads and the key-value heads they share.
public struct HeadShare: Equatable, Sendable {
  /// Query heads.
  public let heads: Range<Int>
  /// Key-value heads.
  public let keyValueHeads: Range<Int>

  /// The query heads that share the key-value heads `keyValueHeads` of
  /// `shape`.
  public init(keyValueHeads: Range<Int>, of shape: ModelShape) {
    let group = shape.heads / shape.keyValueHeads
    self.keyValueHeads = keyValueHeads
    heads = keyValueHeads.lowerBound * group..<keyValueHeads.upperBound * group
  }

  /// All heads of `shape`.
  public init(allOf shape: ModelShape) {
    self.init(keyValueHeads: 0..<shape.keyValueHeads, of: shape)
  }
}
