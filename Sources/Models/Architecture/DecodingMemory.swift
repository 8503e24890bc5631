import Tensors

/// The KV caches of a text that is being decoded, by device and block.
public final class DecodingMemory {
  /// Positions that the caches hold (or pretend to).
  public private(set) var length: Int
  /// How often the keys that are remembered count, where a scheme has some
  /// that stand for several positions; `nil` for once each.
  public var counts: [Float]?
  private var caches: [Key: KeyValueCache] = [:]
  private var parts: [Int: DecodingMemory] = [:]

  private struct Key: Hashable {
    let device: Int
    let block: Int
  }

  /// Caches for a text that begins, or (for costs) has `length` positions.
  public init(length: Int = 0) { self.length = length }

  /// The cache of `block` at `device`; `width` elements a position, at
  /// `place`, if it is new and has to pretend.
  public func cache(
    device: Int, block: Int, width: Int, at place: (any Place)?
  ) -> KeyValueCache {
    let key = Key(device: device, block: block)
    if let cache = caches[key] { return cache }
    let cache = KeyValueCache()
    if length > 0 { cache.preload(length, width: width, at: place) }
    caches[key] = cache
    return cache
  }

  /// The caches of other transformers that a scheme runs on the same text,
  /// which go by a number of theirs.
  public func part(_ number: Int) -> DecodingMemory {
    if let part = parts[number] { return part }
    let part = DecodingMemory(length: length)
    parts[number] = part
    return part
  }

  /// Moves on by the tokens of a pass that is complete.
  public func advance(by count: Int) {
    length += count
    for part in parts.values { part.advance(by: count) }
  }
}
