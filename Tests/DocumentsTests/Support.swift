import Diagnostics
import Testing

@testable import Documents

/// A node from YAML text in a file that errors call `a.yaml`.
func node(_ yaml: String) throws -> Node {
  try Node(yaml: yaml, file: "a.yaml")
}
