import Foundation
import Testing

@testable import Models

/// What is known about the public files; skipped where they are not.
struct RealDataTests {
  @Test(
    .enabled(if: RealData.has("mnist"), RealData.reason),
    .enabled(if: Optimized.isOn, Optimized.reason))
  func mnist() throws {
    let folder = try RealData.url("mnist")
    let train = try MNIST.read(folder, .train)
    #expect(train.count == 60_000)
    #expect(train.labels[..<10] == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(
      md5(idxHeader(0x803, 60_000, 28, 28) + train.pixels)
        == "6bbc9ace898e44ae57da46a324031adb")
    let test = try MNIST.read(folder, .test)
    #expect(test.count == 10_000)
    #expect(test.labels[..<10] == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }

  @Test(
    .enabled(if: RealData.has("ett"), RealData.reason),
    arguments: [("ETTh1.csv", 30.531), ("ETTh2.csv", 38.662)])
  func ett(name: String, first: Double) throws {
    let series = try ETT.read(RealData.url("ett/" + name))
    #expect(series.count == 17_420)
    let target = try series.column("OT")
    #expect(abs(target.values[0][0] - first) < 1e-3)
    let set = try ForecastingSet(target, context: 512, horizon: 96)
    #expect(set.train.count == 9845)
    #expect(set.validation.count == 2877)
    #expect(set.test.count == 2877)
  }

  @Test(.enabled(if: RealData.has("uci-digits"), RealData.reason))
  func optdigits() throws {
    let folder = try RealData.url("uci-digits")
    let train = try OptDigits.read(folder, .train)
    #expect(train.count == 3823)
    #expect(train.pixels.max() == 16)
    #expect(train.labels[..<3] == [0, 0, 7])
    let test = try OptDigits.read(folder, .test)
    #expect(test.count == 1797)
    #expect(test.labels.last == 8)
  }

  @Test(.enabled(if: RealData.has("tinyshakespeare"), RealData.reason))
  func tinyshakespeare() throws {
    let text = try CharacterText(RealData.url("tinyshakespeare/input.txt"))
    #expect(text.tokens.count == 1_115_394)
    #expect(text.symbols.count == 65)
    #expect(text.train.count == 1_003_854)
    #expect(
      String(try text.decode(text.tokens[..<14])) == "First Citizen:")
  }

  @Test(.enabled(if: RealData.has("wikitext2"), RealData.reason))
  func wikitextWords() throws {
    #expect(
      try WordText(RealData.url("wikitext2/valid.txt")).words == 213_886)
  }

  @Test(.enabled(if: RealData.has("kwt1"), RealData.reason))
  func keywords() throws {
    let folder = try RealData.url("kwt1")
    let weights = try Safetensors(
      folder.appendingPathComponent("kwt1.safetensors"))
    #expect(weights.parameters == 607_308)
    #expect(weights.metadata["layout"]?.hasPrefix("weight is [out,in]") == true)
    for entry in weights.entries {
      let values = try weights.tensor(entry.name).values()
      #expect(values.count == entry.count)
      #expect(values.allSatisfy { $0.isFinite })
    }
    let clips = try KeywordClips(folder)
    #expect(clips.clips.count == 300)
    #expect(clips.classes.count == 12)
    #expect(clips.clips.count { $0.label == $0.predicted } == 294)
    let logits = try floats(
      folder.appendingPathComponent("ref_logits_300x12.f32"), count: 3600)
    for (index, clip) in clips.clips.enumerated() {
      let row = Array(logits[index * 12..<index * 12 + 12])
      #expect(bestToken(row) == clip.predicted)
    }
  }

  /// The weights come back when they are written and read again.
  @Test(.enabled(if: RealData.has("kwt1"), RealData.reason))
  func weightsComeBack() throws {
    let weights = try Safetensors(RealData.url("kwt1/kwt1.safetensors"))
    try withFolder { folder in
      let copy = folder.appendingPathComponent("copy.safetensors")
      try Safetensors.write(
        weights.entries.map { ($0.name, try weights.tensor($0.name)) },
        metadata: weights.metadata, to: copy)
      let read = try Safetensors(copy)
      #expect(read.metadata == weights.metadata)
      #expect(read.parameters == weights.parameters)
      for entry in weights.entries {
        #expect(read.entry(entry.name)?.extents == entry.extents)
        #expect(
          try read.tensor(entry.name).values()
            == weights.tensor(entry.name).values())
      }
    }
  }
}
