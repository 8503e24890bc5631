extension Node {
  /// This node, overridden by `other`.
  ///
  /// Mappings merge key by key, and a null in `other` removes a key (as in RFC
  /// 7396); anything else is replaced. Keys keep their place, new ones follow.
  /// Complexity: O(keys of both), as nesting is bounded.
  public func merging(_ other: Node) -> Node {
    guard let own = entries, let overrides = other.entries else {
      return other
    }
    var changes: [String: Entry] = [:]
    for entry in overrides { changes[entry.name] = entry }
    var merged: [Entry] = []
    for entry in own {
      guard let change = changes.removeValue(forKey: entry.name) else {
        merged.append(entry)
        continue
      }
      if change.value.isNull { continue }
      merged.append(
        Entry(
          name: entry.name, location: change.location,
          value: entry.value.merging(change.value)))
    }
    for entry in overrides
    where changes[entry.name] != nil && !entry.value.isNull {
      merged.append(entry)
    }
    return Node(.mapping(merged), at: location)
  }
}
