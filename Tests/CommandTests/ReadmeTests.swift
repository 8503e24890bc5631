import Diagnostics
import Foundation
import Testing

/// `readme` writes what claims take between two marks.
struct ReadmeTests {
  private static let begin = "<!-- what claims take: written by make readme -->"
  private static let end = "<!-- end of what claims take -->"
  private static let document = "before\n\(begin)\nold\n\(end)\nafter\n"

  @Test func theTable() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      try scratch.write(Self.document, to: "README.md")
      #expect(try scratch.run("readme").status == 0)
      let text = try scratch.text("README.md")
      #expect(text.hasPrefix("before\n") && text.hasSuffix("\nafter\n"))
      #expect(!text.contains("old"))
      let row = try #require(
        text.split(separator: "\n").first { $0.contains("`lab/costs`") })
      let cells = row.split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      #expect(
        Array(cells.prefix(4)) == [
          "`lab/costs`", "fit, free, dear", "full", "4",
        ])
      // CSV, provenance and two figures of three files each.
      let files = try ["results", "plots"].flatMap { folder in
        try FileManager.default.contentsOfDirectory(
          at: scratch.url(folder), includingPropertiesForKeys: [.fileSizeKey])
      }.filter { !$0.lastPathComponent.hasPrefix("style") }
      let bytes = try files.reduce(0) {
        try $0 + ($1.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0)
      }
      #expect(files.count == 8)
      #expect(cells.last == Human.text(Double(bytes), unit: "B"))
      // Twice is once.
      #expect(try scratch.run("readme").status == 0)
      #expect(try scratch.text("README.md") == text)
    }
  }

  @Test(arguments: [
    "", "no marks\n", begin, "\(end)\(begin)",
  ])
  func noPlace(_ document: String) throws {
    try Scratch.with { scratch in
      try scratch.write(document, to: "README.md")
      let output = try scratch.run("readme")
      #expect(output.status == 65)
      #expect(output.err.contains("README.md: error: there is no place for"))
      #expect(try scratch.text("README.md") == document)
    }
  }
}
