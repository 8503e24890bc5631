import DocComments
import Foundation

// Looks for public symbols whose doc comments miss something.
//
//     DocCommentsTool FOLDER   (with the files of swift symbolgraph-extract)
func fail(_ text: String, _ status: Int32) -> Never {
  FileHandle.standardError.write(Data((text + "\n").utf8))
  exit(status)
}

guard CommandLine.arguments.count == 2 else {
  fail("usage: DocCommentsTool FOLDER", 64)
}
do {
  let folder = URL(
    fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
  let files = try FileManager.default.contentsOfDirectory(
    at: folder, includingPropertiesForKeys: nil
  ).filter { $0.lastPathComponent.hasSuffix(".symbols.json") }
  let comments = DocComments(
    try files.map { try SymbolGraph(json: Data(contentsOf: $0)) })
  guard comments.count > 0 else {
    fail("\(folder.path): error: no symbols", 65)
  }
  let complaints = comments.complaints
  guard complaints.isEmpty else {
    fail(complaints.joined(separator: "\n"), 65)
  }
  print("\(comments.count) public symbols are documented")
} catch {
  fail("error: \(error)", 70)
}
