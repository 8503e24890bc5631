import Tensors

/// The KV caches of a text that is being decoded, by device and block.
public final class DecodingMemory {
  /// Positions that the caches hold (or pretend to).
  public private(set) var length: Int
  private var caches: [Key: KeyValueCache] = [:]

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

  /// Moves on by the tokens of a pass that is complete.
  public func advance(by count: Int) { length += count }
}
