import Foundation
import Testing

/// `train` and `evaluate` from end to end.
struct TrainTests {
  private static let glyphs = ["--data", "generated-glyphs"]

  @Test func trainingTellsWhatItDid() throws {
    try Scratch.learning { scratch in
      let output = try scratch.train(Self.glyphs)
      #expect(output.status == 0)
      // A line for each epoch, and nothing about data that was asked for.
      let lines = output.err.split(separator: "\n").map(String.init)
      #expect(lines.count == 2)
      for (epoch, line) in lines.enumerated() {
        #expect(
          line.wholeMatch(
            of:
              /epoch (\d)\/2, loss [\d.]+, validation [\d.]+, \d+ samples\/s, \d+:\d\d left/
          )?.1 == "\(epoch + 1)", "\(line)")
      }
      let rows = output.rows
      #expect(
        Set(rows.keys) == [
          "data", "parameters", "epochs", "validation loss", "test accuracy",
          "test cross_entropy", "time", "weights",
        ])
      #expect(rows["data"] == "generated-glyphs(seed 7)")
      #expect(rows["weights"] == "w.safetensors")
      #expect(rows["epochs"]?.hasPrefix("2, the best is ") == true)
      #expect(scratch.has("w.safetensors"))
    }
  }

  /// The weights that were written give the metrics that were printed,
  /// through the same scheme.
  @Test(arguments: [
    ("tiny-vit", "generated-glyphs", ["--scheme", "single"]),
    ("tiny-vit", "generated-glyphs", ["--scheme", "cats", "--devices", "4"]),
    (
      "tiny-vit", "generated-glyphs",
      ["--scheme", "tensor-parallel", "--devices", "2"]
    ),
    ("tiny-cats", "generated-series", ["--scheme", "cats", "--devices", "4"]),
  ])
  func evaluatingRepeatsWhatTrainingPrinted(
    model: String, data: String, split: [String]
  ) throws {
    try Scratch.learning { scratch in
      let basis = ["--data", data] + split
      let trained = try scratch.train(
        basis + ["--loss", "0.1"], model: model)
      #expect(trained.status == 0, "\(trained.err)")
      let judged = try scratch.run(
        ["evaluate", "--model", model, "--weights", "w.safetensors"] + basis
          + ["--set", "data.limit=40"])
      #expect(judged.status == 0 && judged.err == "")
      var found = judged.rows
      #expect(found.removeValue(forKey: "data") == trained.rows["data"])
      #expect(found.count == (model == "tiny-vit" ? 2 : 1))
      for (metric, text) in found {
        let value = try #require(Double(text))
        #expect(
          trained.rows["test \(metric)"] == String(format: "%.6g", value))
      }
      let json = try scratch.run(
        ["evaluate", "--model", model, "--weights", "w.safetensors"] + basis
          + ["--set", "data.limit=40", "--json"]
      ).json()
      #expect(json["data_source"] as? String == "\(data)(seed 7)")
      for (metric, text) in found {
        let value = try #require(json[metric] as? Double)
        #expect(String(format: "%.9g", value) == text)
      }
    }
  }

  /// The same seed gives the same bytes on any number of threads; another
  /// seed others.
  @Test func theSameSeedTheSameBytes() throws {
    try Scratch.learning { scratch in
      var files: [Data] = []
      for (name, more) in [
        ("a", ["--threads", "1"]), ("b", ["--threads", "2"]),
        ("c", ["--threads", "3", "--seed", "0"]), ("d", ["--seed", "1"]),
      ] {
        let output = try scratch.train(
          Self.glyphs
            + ["--scheme", "cats", "--devices", "4", "--loss", "0.1"] + more,
          into: "\(name).safetensors", epochs: 1)
        #expect(output.status == 0, "\(output.err)")
        files.append(try Data(contentsOf: scratch.url("\(name).safetensors")))
      }
      #expect(files[0] == files[1] && files[1] == files[2])
      #expect(files[0] != files[3])
    }
  }

  /// A run that finds its checkpoint at the end trains no more and gives the
  /// same weights.
  @Test func checkpointsAreContinued() throws {
    try Scratch.learning { scratch in
      let more = Self.glyphs + ["--checkpoint", "state.safetensors"]
      let first = try scratch.train(more, into: "a.safetensors")
      #expect(first.status == 0 && scratch.has("state.safetensors"))
      let second = try scratch.train(more, into: "b.safetensors")
      #expect(second.status == 0)
      // Nothing is left to do, so there is no progress.
      #expect(second.err == "")
      #expect(
        try Data(contentsOf: scratch.url("a.safetensors"))
          == Data(contentsOf: scratch.url("b.safetensors")))
      for row in ["epochs", "validation loss", "test accuracy"] {
        #expect(first.rows[row] == second.rows[row])
      }
      // Not that of another training.
      let other = try scratch.train(
        more + ["--loss", "0.1"], into: "c.safetensors")
      #expect(other.status == 65)
      #expect(
        other.err == """
          state.safetensors: error: the note 'identity' is 'nothing more'
            expected: train_loss=0.1
            remedy: continue with the settings that the checkpoint was made \
          with, or begin anew

          """)
      #expect(!scratch.has("c.safetensors"))
    }
  }

  /// Real data that is not there is stood in for, and both commands say so.
  @Test func whatStandsInIsTold() throws {
    try Scratch.learning { scratch in
      for (data, named) in [([], "real data"), (["--data", "mnist"], "mnist")] {
        let trained = try scratch.train(data, epochs: 1)
        let note =
          "note: \(named) is not here; generated-glyphs(seed 7) stands in "
          + "for it\n"
        #expect(trained.status == 0)
        #expect(trained.err.hasPrefix(note))
        let judged = try scratch.run(
          ["evaluate", "--model", "tiny-vit", "--weights", "w.safetensors"]
            + data + ["--set", "data.limit=9", "--metric", "accuracy"])
        #expect(judged.err == note)
        #expect(Set(judged.rows.keys) == ["data", "accuracy"])
        #expect(judged.rows["data"] == "generated-glyphs(seed 7)")
      }
    }
  }
}
