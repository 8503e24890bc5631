import Foundation
import Performance

extension Globs {
  /// The patterns of an option; without it everything matches.
  ///
  /// - Throws: ``UsageError/noValue(_:value:command:)`` if it has none, which
  ///   an unset variable may have meant.
  init(_ arguments: Arguments, _ option: String) throws {
    self.init(arguments.all(option))
    if arguments.has(option), patterns.isEmpty {
      throw UsageError.noValue(
        "--\(option)", value: "GLOB,...", command: arguments.command.name)
    }
  }

  /// Says which patterns none of `names` matches: of several a mistyped one
  /// would go unnoticed.
  func warn(ofNoneAmong names: [String]) {
    for pattern in patterns
    where !names.contains(where: Globs([pattern]).matches) {
      FileHandle.standardError.write(
        Data("warning: no series matches '\(pattern)'\n".utf8))
    }
  }
}
