import Foundation
import Testing

/// `run` of a manifest whose points learn.
struct LearningRunTests {
  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init)
    }
  }

  /// The same bytes with one worker and with many, cached or not; models are
  /// trained once for all points that judge them.
  @Test func theSameBytesInEveryWay() throws {
    try Scratch.learning { scratch in
      try scratch.write(
        TinyLearners.manifest, to: "experiments/lab/learn.yaml")
      var texts: [String] = []
      for words in [["-j", "1"], ["-j", "1"], ["--no-cache", "-j", "5"]] {
        let output = try scratch.run(["run", "learn"] + words)
        #expect(output.status == 0, "\(output.err)")
        texts.append(try scratch.text("results/learn.csv"))
      }
      #expect(Set(texts).count == 1)
      let kept = scratch.names(in: ".shardbench/weights").filter {
        $0.hasSuffix(".safetensors")
      }
      // Two losses while training, two seeds.
      #expect(kept.count == 4)
      // And in another place, from nothing, with two workers.
      try Scratch.learning { other in
        try other.write(TinyLearners.manifest, to: "experiments/a/learn.yaml")
        #expect(try other.run("run", "a/learn", "-j2").status == 0)
        #expect(try other.text("results/learn.csv") == texts[0])
      }
    }
  }

  @Test func rowsSayWhatTheyStandOn() throws {
    try Scratch.learning { scratch in
      // What is asked for is not there.
      try scratch.write(
        TinyLearners.manifest.replacing("generated-glyphs", with: "mnist"),
        to: "experiments/lab/learn.yaml")
      let output = try scratch.run("run", "learn", "--only", "loss=0.3")
      #expect(output.status == 0, "\(output.err)")
      let table = rows(output.out)
      #expect(table.count == 5)
      func column(_ name: String) throws -> [String] {
        let index = try #require(table[0].firstIndex(of: name), "\(name)")
        return table.dropFirst().map { $0[index] }
      }
      #expect(try column("data.set") == Array(repeating: "mnist", count: 4))
      #expect(
        try column("data_source")
          == Array(repeating: "generated-glyphs(seed 7)", count: 4))
      #expect(try column("train_loss") == ["0", "0", "0.1", "0.1"])
      #expect(try column("seed") == ["0", "1", "0", "1"])
      for text in try column("accuracy") {
        #expect((0...1).contains(try #require(Double(text))))
      }
      #expect(try Set(column("cross_entropy")).count == 4)
      for text in try column("latency_s") {
        #expect(try #require(Double(text)) > 0)
      }
    }
  }

  /// Data without stand-in is missed once, before anything runs.
  @Test func missingDataStopsTheRun() throws {
    try Scratch.learning { scratch in
      try scratch.write(
        TinyLearners.manifest.replacing("generated-glyphs", with: "optdigits"),
        to: "experiments/lab/learn.yaml")
      let output = try scratch.run("run", "learn")
      #expect(output.status == 65)
      let file = scratch.url("data/uci-digits/").path
      #expect(output.err.contains("\(file)"), "\(output.err)")
      #expect(output.err.contains("error: there is no such data file"))
      #expect(scratch.names(in: "results") == [])
    }
  }
}
