import Foundation
import Testing

/// A run draws what has changed, was deleted or was damaged, and nothing else.
struct DrawnOnceTests {
  /// A scratch folder in which the figure has been drawn, and what was drawn.
  private func withFigure(
    _ work: (Scratch, _ stamps: () throws -> [Date]) throws -> Void
  ) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      try work(scratch) {
        try ["gp", "svg", "pdf"].map { ending in
          let path = scratch.url("plots/costs-latency.\(ending)").path
          let facts = try FileManager.default.attributesOfItem(atPath: path)
          return try #require(facts[.modificationDate] as? Date)
        }
      }
    }
  }

  @Test func nothingTwice() throws {
    try withFigure { scratch, stamps in
      let before = try stamps()
      let csv = scratch.url("results/costs.provenance.json")
      let origin = try Data(contentsOf: csv)
      #expect(try scratch.run("run", "costs").status == 0)
      #expect(try stamps() == before)
      // What computed nothing tells nothing new.
      #expect(try Data(contentsOf: csv) == origin)
      // `plot` draws whatever is there.
      #expect(try scratch.run("plot", "costs").status == 0)
      #expect(try stamps() != before)
    }
  }

  @Test(arguments: ["gp", "svg", "pdf"], [true, false])
  func healed(_ ending: String, _ isDeleted: Bool) throws {
    try withFigure { scratch, _ in
      let path = "plots/costs-latency.\(ending)"
      let bytes = try Data(contentsOf: scratch.url(path))
      if isDeleted {
        try FileManager.default.removeItem(at: scratch.url(path))
      } else {
        try scratch.write(bytes.dropLast(7), to: path)
      }
      #expect(try scratch.run("run", "costs").status == 0)
      #expect(try Data(contentsOf: scratch.url(path)) == bytes)
    }
  }

  /// Another style, or another title, is drawn.
  @Test func whatChanges() throws {
    try withFigure { scratch, stamps in
      let before = try stamps()
      let style = try scratch.text("plots/style.gp")
      try scratch.write(style + "# another\n", to: "plots/style.gp")
      #expect(try scratch.run("run", "costs").status == 0)
      let restyled = try stamps()
      #expect(restyled != before)
      try scratch.write(
        Manifests.costs.replacing(
          "name: costs-latency", with: "title: Costs, name: costs-latency"),
        to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      #expect(try stamps() != restyled)
      #expect(try scratch.text("plots/costs-latency.svg").contains("Costs"))
    }
  }
}
