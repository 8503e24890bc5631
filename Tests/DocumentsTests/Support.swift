import Diagnostics
import Testing

@testable import Documents

/// The text of the error that `body` throws, or "" if it throws none.
func complaint(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return Diagnosis(of: error).text
  }
}

/// A node from YAML text in a file that errors call `a.yaml`.
func node(_ yaml: String) throws -> Node {
  try Node(yaml: yaml, file: "a.yaml")
}

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  init(seed: Int) {
    state = UInt64(seed)
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
