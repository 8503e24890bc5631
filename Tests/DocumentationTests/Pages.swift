import Foundation

/// The pages of the documentation, and what stands in their blocks of code.
enum Pages {
  /// A block of code.
  struct Block {
    /// The file of the page.
    let page: String
    /// What is written in, such as `yaml`.
    let language: String
    let text: String
    /// The last path below `experiments` that the page names before it.
    let path: String?
  }

  /// The root of the package.
  static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// All blocks of code of all pages in one language.
  static func blocks(_ language: String) throws -> [Block] {
    try allBlocks().filter { $0.language == language }
  }

  /// All blocks of code of all pages.
  static func allBlocks() throws -> [Block] {
    try texts().flatMap { blocks(of: $0.text, $0.page) }
  }

  /// All pages.
  static func texts() throws -> [(page: String, text: String)] {
    let folder = package.appendingPathComponent("Sources/Documentation.docc")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") }.sorted().map { page in
        (
          page,
          try String(
            contentsOf: folder.appendingPathComponent(page), encoding: .utf8)
        )
      }
  }

  static func blocks(of text: String, _ page: String) -> [Block] {
    var blocks: [Block] = []
    var path: String?
    var open: (language: String, lines: [Substring])?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let (language, lines) = open {
        guard line == "```" else {
          open = (language, lines + [line])
          continue
        }
        blocks.append(
          Block(
            page: page, language: language,
            text: lines.joined(separator: "\n") + "\n", path: path))
        open = nil
      } else if line.hasPrefix("```") {
        open = (String(line.dropFirst(3)), [])
      } else if let named = line.firstMatch(
        of: /`(experiments\/[^`]*\.yaml)`/)
      {
        path = String(named.1)
      }
    }
    return blocks
  }
}
