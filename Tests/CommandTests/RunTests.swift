import Foundation
import Testing

/// `run` and `plan` in a workspace of their own. Nothing is drawn here.
struct RunTests {
  private func names(_ scratch: Scratch) -> [String] {
    scratch.names(in: "results")
  }

  /// The same bytes whatever the number of workers, and cached or not.
  @Test func theSameBytesInEveryWay() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      var texts: [String] = []
      for words in [
        ["-j1"], ["-j", "2"], ["--no-cache", "-j2"], ["--no-cache", "-j", "1"],
      ] {
        let output = try scratch.run(["run", "losses"] + words)
        #expect(output.status == 0)
        #expect(output.out == "  \(scratch.url("results/losses.csv").path)\n")
        texts.append(try scratch.text("results/losses.csv"))
      }
      #expect(Set(texts).count == 1)
      #expect(names(scratch) == ["losses.csv", "losses.provenance.json"])
      // And in another place, from nothing, with two workers.
      try Scratch.with { other in
        try other.write(Manifests.losses, to: "experiments/a/losses.yaml")
        #expect(try other.run("run", "a/losses", "-j2").status == 0)
        #expect(try other.text("results/losses.csv") == texts[0])
      }
    }
  }

  @Test func columnsAndOrder() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      let output = try scratch.run("run", "losses")
      #expect(output.status == 0)
      #expect(output.err.hasPrefix("losses: 8 points, profile full\n"))
      let rows = try scratch.text("results/losses.csv")
        .split(separator: "\n").map {
          $0.split(separator: ",").map(String.init)
        }
      #expect(
        rows[0] == [
          "model", "scheme", "devices", "platform", "accounting", "tokens",
          "context", "group", "loss", "weight_format", "message_format",
          "data.set", "data.texts",
          "data.length", "seed", "perplexity", "top1_agreement",
          "greedy_prefix_tokens",
        ])
      #expect(rows.count == 9 && rows.allSatisfy { $0.count == 18 })
      // By axes in the order of the manifest, then by seed.
      #expect(
        rows.dropFirst().map { "\($0[2]) \($0[8]) \($0[14])" } == [
          "1 0 0", "1 0 1", "1 0.5 0", "1 0.5 1", "2 0 0", "2 0 1",
          "2 0.5 0", "2 0.5 1",
        ])
      // One device sends nothing, so it loses nothing; two do.
      #expect(rows[1][15...] == rows[3][15...])
      #expect(rows[1][16...] == ["1", "8"] && rows[5][16...] == ["1", "8"])
      #expect(rows[7][15] != rows[5][15] && rows[7][15] != rows[8][15])
    }
  }

  @Test func provenance() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      #expect(
        try scratch.run("run", "losses", "--profile", "quick").status == 0)
      _ = try scratch.run("run", "losses")
      let object = try JSONSerialization.jsonObject(
        with: Data(contentsOf: scratch.url("results/losses.provenance.json")))
      let facts = try #require(object as? [String: Any])
      #expect(facts["experiment"] as? String == "losses")
      #expect(facts["profile"] as? String == "full")
      #expect(facts["points"] as? Int == 8)
      // The four points of the other profile were known.
      #expect(facts["cached"] as? Int == 4)
      #expect(facts["failed"] as? Int == 0)
      for key in ["code", "machine"] { #expect(facts[key] is [String: Any]) }
      let hash = try sha256(scratch.url("results/losses.csv"))
      #expect(facts["csv_sha256"] as? String == hash)
      let data = try #require(facts["data"] as? [[String: String]])
      #expect(data.map { $0["file"] } == ["tiny.bin"])
      #expect(
        try data.first?["sha256"] == sha256(scratch.url("data/tiny.bin")))
      let resolved = try #require(facts["resolved_manifest"] as? String)
      let manifest = try JSONSerialization.jsonObject(with: Data(resolved.utf8))
      #expect(
        (manifest as? [String: Any])?["experiment"] as? String == "losses")
    }
  }

  /// By another program than ours.
  private func sha256(_ file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let tool =
      FileManager.default.fileExists(atPath: "/usr/bin/sha256sum")
      ? ["sha256sum"] : ["shasum", "-a", "256"]
    process.arguments = tool + [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes.prefix(64), as: UTF8.self)
  }

  @Test func onlyPrintsAndWritesNothing() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      #expect(try scratch.run("run", "losses").status == 0)
      let all = try scratch.text("results/losses.csv").split(separator: "\n")
      for folder in ["results", "plots"] {
        try FileManager.default.removeItem(at: scratch.url(folder))
      }
      let output = try scratch.run(
        "run", "losses", "--only", "loss=0.5", "--only", "seed=1")
      #expect(output.status == 0)
      #expect(
        output.lines == [all[0], all[4], all[8]].map(String.init))
      #expect(!scratch.has("results") && !scratch.has("plots"))
      let none = try scratch.run("run", "losses", "--only", "loss=0.25")
      #expect(none.status == 64 && none.out == "")
      #expect(
        none.err == """
          error: no point of 'losses' meets --only loss=0.25
            remedy: see 'shardbench plan losses --points'

          """)
    }
  }

  @Test func plan() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      try scratch.write(Manifests.split, to: "experiments/lab/split.yaml")
      let before = try scratch.run("plan", "--all")
      #expect(
        before.out == """
          losses (full): 8 points, 8 new, 0 cached, 0 failed, time unknown
          too-many (full): 4 points, 4 new, 0 cached, 0 failed, time unknown
          all: 12 points, 12 new, 0 cached, 0 failed, time unknown

          """)
      #expect(try scratch.run("run", "losses", "--profile=quick").status == 0)
      let after = try scratch.run("plan", "losses", "--points")
      #expect(
        after.lines[0].hasPrefix(
          "losses (full): 8 points, 4 new, 4 cached, 0 failed, about "))
      #expect(after.lines.count == 9)
      #expect(after.lines[3] == "  cached  devices=1 loss=0.5 seed=0")
      #expect(!scratch.has("results/too-many.csv"))
    }
  }

  /// A change of the weights, the model or the platform makes points new.
  @Test func whatMakesPointsNew() throws {
    try Scratch.with { scratch in
      try scratch.write(Manifests.losses, to: "experiments/lab/losses.yaml")
      #expect(try scratch.run("run", "losses").status == 0)
      func known() throws -> Bool {
        try scratch.run("plan", "losses").out.contains(" 0 new, 8 cached, ")
      }
      #expect(try known())
      let model = "experiments/models/tiny.yaml"
      let platform = "experiments/platforms/\(Scratch.platform).yaml"
      for path in [model, platform, "data/tiny.bin"] {
        let bytes = try Data(contentsOf: scratch.url(path))
        // A blank line, or as YAML another summary.
        var changed = bytes + Data("\n".utf8)
        if path.hasSuffix(".yaml") {
          try scratch.write(Data("# a comment\n".utf8) + bytes, to: path)
          #expect(try known(), "\(path)")
          changed = Data(
            String(decoding: bytes, as: UTF8.self)
              .replacing(/summary: .*/, with: "summary: another").utf8)
        }
        try scratch.write(changed, to: path)
        #expect(try !known(), "\(path)")
        try scratch.write(bytes, to: path)
        #expect(try known(), "\(path)")
      }
      // The note is no part of a point.
      try scratch.write(
        Manifests.losses + "note: another\n",
        to: "experiments/lab/losses.yaml")
      #expect(try known())
    }
  }
}
