import Diagnostics

extension Misfit {
  /// What does not fit, in words.
  public var text: String {
    func bytes(_ bytes: Bytes) -> String { Human.text(bytes.value, unit: "B") }
    switch place {
    case .allMemories:
      return "device \(device) needs \(bytes(needs)) for weights and "
        + "activations and has \(bytes(has))"
    case .memory(let name, let contents):
      return "device \(device) needs \(bytes(needs)) of \(name) for "
        + "\(contents) and has \(bytes(has)), \(bytes(excess)) too few; most "
        + "of it takes: \(largest.name), \(bytes(largest.bytes))"
    case .network:
      return "a step sends \(bytes(needs)) and the radio carries "
        + "\(bytes(has)) at most; device \(device) alone sends "
        + "\(bytes(largest.bytes))"
    }
  }
}
