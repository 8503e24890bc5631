import Foundation

/// What `valgrind --tool=callgrind` has counted.
package struct CallgrindProfile: Equatable, Sendable {
  /// Instructions that were executed.
  package let instructions: Int
  /// Calls of each function that allocates memory.
  package let allocations: Int

  /// Functions of C that every allocation of Swift and C ends in, and that
  /// call none of the others.
  package static let allocators: Set<String> = [
    "malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc",
    "memalign",
  ]

  /// The profile in the text of a file that callgrind wrote.
  ///
  /// A function is called by `cfn=(7) malloc`, later `cfn=(7)`, in the line
  /// before `calls=3 0`; names and numbers are shared with lines `fn=`. See
  /// the manual of valgrind, "Callgrind Format Specification".
  /// - Parameter file: what errors call it.
  /// - Throws: ``MeasuringError/profile(file:)`` without a line of totals.
  package init(parsing text: String, file: String) throws {
    var names: [Substring: Substring] = [:]
    var total: Int?
    var calls = 0
    var callee: Substring = ""
    for line in text.split(separator: "\n") {
      if line.hasPrefix("fn=") {
        _ = Self.name(line.dropFirst(3), &names)
      } else if line.hasPrefix("cfn=") {
        callee = Self.name(line.dropFirst(4), &names)
      } else if line.hasPrefix("calls=") {
        let count = line.dropFirst(6).prefix { $0 != " " }
        if Self.isAllocator(callee) { calls += Int(count) ?? 0 }
      } else if line.hasPrefix("totals:") || line.hasPrefix("summary:") {
        let count = line.split(separator: " ").dropFirst().first
        total = count.flatMap { Int($0) } ?? total
      }
    }
    guard let total else { throw MeasuringError.profile(file: file) }
    (instructions, allocations) = (total, calls)
  }

  /// Names may have the number of a recursion or of a caller behind them.
  private static func isAllocator(_ name: Substring) -> Bool {
    allocators.contains(String(name.prefix { $0 != "'" && $0 != "@" }))
  }

  private static func name(
    _ text: Substring, _ names: inout [Substring: Substring]
  ) -> Substring {
    guard text.hasPrefix("("), let end = text.firstIndex(of: ")") else {
      return text
    }
    let number = text[...end]
    let name = text[text.index(after: end)...].drop { $0 == " " }
    if !name.isEmpty { names[number] = name }
    return names[number] ?? ""
  }
}
