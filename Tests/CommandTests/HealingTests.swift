import Foundation
import Testing

/// Whatever is deleted or damaged, the next run makes it whole.
@Suite(.enabled(if: hasGnuplot, "gnuplot is not installed"))
struct HealingTests {
  /// What happens to a file.
  enum Damage: String, CaseIterable {
    case delete, empty, truncate, flipByte, appendGarbage

    func apply(to file: URL) throws {
      var data = try Data(contentsOf: file)
      switch self {
      case .delete: return try FileManager.default.removeItem(at: file)
      case .empty: data = Data()
      case .truncate: data.removeLast(data.count / 3)
      case .flipByte: data[data.count / 2] ^= 1
      case .appendGarbage: data += Data("\u{0}1,garbage".utf8)
      }
      try data.write(to: file)
    }
  }

  private static let whole = [
    "results/costs.csv", "plots/costs-latency.svg", "plots/costs-latency.gp",
    "plots/costs-latency.pdf",
  ]
  private static let others = [
    ".shardbench/journal/costs.jsonl", "results/costs.provenance.json",
  ]

  private func contents(_ scratch: Scratch) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for file in Self.whole {
      contents[file] = try Data(contentsOf: scratch.url(file))
    }
    return contents
  }

  @Test(arguments: Damage.allCases)
  func theNextRunHeals(damage: Damage) throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      let before = try contents(scratch)
      for file in Self.whole + Self.others {
        try damage.apply(to: scratch.url(file))
        let output = try scratch.run("run", "costs")
        #expect(output.status == 0, "\(file): \(output.err)")
        #expect(try contents(scratch) == before, "\(file)")
        let provenance = try JSONSerialization.jsonObject(
          with: Data(
            contentsOf: scratch.url("results/costs.provenance.json")))
        let facts = try #require(provenance as? [String: Any])
        #expect(facts["points"] as? Int == 4, "\(file)")
      }
      let plan = try scratch.run("plan", "costs")
      #expect(plan.out.contains(" 0 new, 4 cached, "))
    }
  }

  /// A result in the journal that became another number is found out, wherever
  /// it stands; only its point is computed again.
  @Test func changedResultsAreNotBelieved() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.costs, to: "experiments/lab/costs.yaml")
      #expect(try scratch.run("run", "costs").status == 0)
      let before = try contents(scratch)
      let journal = ".shardbench/journal/costs.jsonl"
      let text = try scratch.text(journal)
      for row in 0..<4 {
        var lines = text.split(separator: "\n").map(String.init)
        let changed = lines[row].replacing(
          #"latency_s":0."#, with: #"latency_s":1."#)
        #expect(changed != lines[row])
        #expect(
          (try? JSONSerialization.jsonObject(with: Data(changed.utf8))) != nil)
        lines[row] = changed
        try scratch.write(lines.joined(separator: "\n") + "\n", to: journal)
        let output = try scratch.run("run", "costs")
        #expect(output.err.contains("1 done, 0 failed, 3 cached"))
        #expect(try contents(scratch) == before)
      }
    }
  }

  /// Weights that were kept and then damaged are trained again.
  @Test func damagedWeightsAreNotBelieved() throws {
    try Scratch.learning { scratch in
      try scratch.write(
        TinyLearners.manifest, to: "experiments/lab/learn.yaml")
      #expect(try scratch.run("run", "learn").status == 0)
      let before = try scratch.text("results/learn.csv")
      let folder = ".shardbench/weights"
      for damage in Damage.allCases {
        for name in scratch.names(in: folder)
        where name.hasSuffix(".safetensors") {
          try damage.apply(to: scratch.url("\(folder)/\(name)"))
        }
        let output = try scratch.run("run", "learn", "--no-cache")
        #expect(output.status == 0, "\(damage): \(output.err)")
        #expect(try scratch.text("results/learn.csv") == before, "\(damage)")
      }
    }
  }
}
