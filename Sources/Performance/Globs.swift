import Foundation

/// Patterns of names with `*`, `?` and `[...]`; any of them may match.
package struct Globs: Equatable, Sendable {
  /// The patterns; without any everything matches.
  package let patterns: [String]

  /// The patterns in `texts`, each a list with commas between.
  package init(_ texts: [String]) {
    patterns = texts.flatMap {
      $0.split(separator: ",").map(String.init)
    }
  }

  /// Patterns that match these names and no others.
  package init(exactly names: [String]) {
    self.init(
      names.map { name in
        name.map { "*?[\\".contains($0) ? "\\\($0)" : "\($0)" }.joined()
      })
  }

  /// As an option has them.
  package var text: String { patterns.joined(separator: ",") }

  /// Whether a pattern matches all of `name`; a star matches slashes too.
  package func matches(_ name: String) -> Bool {
    patterns.isEmpty || patterns.contains { fnmatch($0, name, 0) == 0 }
  }
}
