import Foundation
import Testing

/// `run` and `plot` draw from the CSV, and `report` puts it on one page.
struct FigureTests {
  private static let drawn = [
    "costs-bytes.gp", "costs-bytes.pdf", "costs-bytes.svg",
    "costs-latency.gp", "costs-latency.pdf", "costs-latency.svg", "style.gp",
  ]

  private func withRun(_ work: (Scratch) throws -> Void) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      let output = try scratch.run("run", "costs")
      #expect(output.status == 0)
      try work(scratch)
    }
  }

  private func bytes(_ scratch: Scratch, _ folder: String) throws
    -> [String: Data]
  {
    var found: [String: Data] = [:]
    for name in scratch.names(in: folder) {
      found[name] = try Data(contentsOf: scratch.url("\(folder)/\(name)"))
    }
    return found
  }

  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func figuresAreDrawnFromTheTable() throws {
    try withRun { scratch in
      #expect(scratch.names(in: "plots") == Self.drawn)
      let first = try bytes(scratch, "plots")
      #expect(first.values.allSatisfy { !$0.isEmpty })
      try FileManager.default.removeItem(at: scratch.url("plots"))
      let output = try scratch.run("plot", "costs")
      #expect(output.status == 0 && output.err == "")
      let folder = scratch.url("plots").path
      #expect(
        output.lines == [
          "costs", "  \(folder)/costs-latency.svg",
          "  \(folder)/costs-bytes.svg",
        ])
      #expect(try bytes(scratch, "plots") == first)
    }
  }

  /// Figures of an earlier run stay as they were.
  @Test(
    .enabled(if: hasGnuplot, "gnuplot is not installed"),
    arguments: [
      (nil, "there is no such file"), ("", "the file is empty"),
      ("devices,latency_s,scheme\n", "the table has a header but no rows"),
    ] as [(String?, String)])
  func noTableNoFigure(csv: String?, problem: String) throws {
    try withRun { scratch in
      let first = try bytes(scratch, "plots")
      try FileManager.default.removeItem(at: scratch.url("results/costs.csv"))
      if let csv { try scratch.write(csv, to: "results/costs.csv") }
      let output = try scratch.run("plot", "costs")
      #expect(output.status == 65)
      #expect(output.err.contains("results/costs.csv"))
      #expect(
        output.err.contains("error: figure 'costs-latency': \(problem)\n"))
      #expect(try bytes(scratch, "plots") == first)
    }
  }

  /// Links in `page` that lead to no file.
  private func brokenLinks(_ page: URL) throws -> [String] {
    let text = try String(contentsOf: page, encoding: .utf8)
    let links = text.matches(of: /<a href="([^"]*)"/).map { String($0.1) }
    #expect(!links.isEmpty)
    let folder = page.deletingLastPathComponent()
    return links.filter { link in
      let path = link.removingPercentEncoding ?? link
      return !FileManager.default.fileExists(
        atPath: folder.appendingPathComponent(path).path)
    }
  }

  @Test(
    .enabled(if: hasGnuplot, "gnuplot is not installed"),
    arguments: [("results", "plots"), ("a", "far/away/b c"), ("x/y", "x")])
  func theReport(results: String, plots: String) throws {
    try withRun { scratch in
      let folders = ["--results", results, "--plots", plots]
      #expect(try scratch.run(["run", "costs"] + folders).status == 0)
      let output = try scratch.run(["report"] + folders)
      #expect(output.status == 0 && output.err == "")
      let page = scratch.url("\(results)/report.html")
      let text = try String(contentsOf: page, encoding: .utf8)
      #expect(try brokenLinks(page) == [])
      #expect(text.components(separatedBy: "<svg").count == 3)
      #expect(!text.contains("has not been drawn"))
      #expect(!text.contains("<img") && !text.contains("src="))
      // Each id once, and each reference to one that is there.
      let ids = text.matches(of: /\sid=['"]([^'"]*)['"]/).map { "\($0.1)" }
      #expect(Set(ids).count == ids.count)
      for match in text.matches(of: /(?:href=['"]|url\()#([^'")]*)/) {
        #expect(ids.contains("\(match.1)"), "\(match.1)")
      }
      #expect(text.contains("Costs of the &lt;tiny&gt; model &amp; its"))
      for verdict in ["reproduced", "reproduced by fit", "not reproduced"] {
        #expect(text.contains("<td>\(verdict)"))
      }
    }
  }

  /// What is not there is named as such, and is no link.
  @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
  func theReportNamesWhatIsMissing() throws {
    try withRun { scratch in
      try scratch.write(
        Manifests.costs.replacing("costs", with: "other"),
        to: "experiments/lab/other.yaml")
      for name in ["svg", "gp"] {
        try FileManager.default.removeItem(
          at: scratch.url("plots/costs-bytes.\(name)"))
      }
      let output = try scratch.run("report")
      #expect(output.status == 0 && output.err == "")
      let text = try scratch.text("results/report.html")
      #expect(text.contains("No results here."))
      #expect(text.contains("<code>shardbench run lab/other</code>"))
      #expect(
        text.components(separatedBy: "The figure has not been drawn.").count
          == 2)
      #expect(try brokenLinks(scratch.url("results/report.html")) == [])
    }
  }
}
