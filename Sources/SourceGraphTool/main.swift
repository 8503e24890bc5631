import Foundation
import SourceGraph

// Writes a Swift file that holds the graph of a package's sources.
//
//     SourceGraphTool OUTPUT ROOT MODULE/FILE ...
let arguments = CommandLine.arguments
guard arguments.count > 3 else {
  FileHandle.standardError.write(
    Data("usage: SourceGraphTool OUTPUT ROOT FILE ...\n".utf8))
  exit(64)
}
do {
  let root = URL(fileURLWithPath: arguments[2], isDirectory: true)
  let files = try arguments.dropFirst(3).map { path in
    let parts = path.split(separator: "/")
    return SourceFile(
      module: parts.count > 1 ? String(parts[1]) : "", path: path,
      text: [UInt8](try Data(contentsOf: root.appendingPathComponent(path))))
  }
  let graph = SourceGraph(
    files, doors: ["Scheme", "Collective", "MetricSource"],
    aside: "Diagnosable", list: "schemes")
  let text = """
    /// The graph of the sources that this program was built from.
    let sourceTable = #\"""
    \(graph.table)
    \"""#

    """
  let output = URL(fileURLWithPath: arguments[1])
  let bytes = Data(text.utf8)
  // An unchanged file keeps its date, so that nothing is built again.
  if (try? Data(contentsOf: output)) != bytes {
    try bytes.write(to: output, options: .atomic)
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(70)
}
