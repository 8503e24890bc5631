import Foundation
import Testing

/// `run` and `plot` draw from the CSV.
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
}
