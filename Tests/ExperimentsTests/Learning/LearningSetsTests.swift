import Foundation
import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Data sets by name, and what stands in for those that are not there.
struct LearningSetsTests {
  private func model(_ yaml: String) throws -> ModelFile {
    try withFile("m.yaml", Array(yaml.utf8)) { try ModelFile(file: $0) }
  }

  private func data(_ name: String, _ yaml: String, in folder: URL) throws
    -> any LearningData
  {
    try LearningSets(folder: folder).data(
      name, for: model(yaml), column: "OT", length: 8)
  }

  /// A generated set, under its own name: no row passes for real.
  @Test func generatedSetsStandIn() throws {
    try withFolder(["x": ""]) { folder in
      let sets = LearningSets(folder: folder)
      for (asked, yaml, label) in [
        ("mnist", TinyFiles.vit, "generated-glyphs(seed 7)"),
        ("generated-glyphs", TinyFiles.vit, "generated-glyphs(seed 7)"),
        ("etth1", TinyFiles.forecaster, "generated-series(seed 7)"),
        ("etth2", TinyFiles.forecaster, "generated-series(seed 7)"),
        (
          "generated-series", TinyFiles.forecaster, "generated-series(seed 7)"
        ),
      ] {
        #expect(sets.source(asked).label == label)
        #expect(sets.source(asked).isGenerated)
        #expect(sets.missingFile(of: asked) == nil)
        let found = try data(asked, yaml, in: folder)
        #expect(found.source == sets.source(asked))
        #expect(found.count(.test) > 0)
      }
    }
  }

  /// Where nothing stands in, the file that is missing is named.
  @Test func missingFilesAreNamed() throws {
    try withFolder(["x": ""]) { folder in
      let vit = TinyFiles.vit.replacing(
        "height: 28, width: 28", with: "height: 8, width: 8"
      ).replacing("patch: 14", with: "patch: 4")
      let keyword = """
        model: k
        architecture: keyword-transformer
        summary: "A model for tests"
        width: 8
        blocks: 1
        heads: 1
        frames: 98
        coefficients: 40
        classes: 12

        """
      for (name, yaml, file) in [
        ("optdigits", vit, "uci-digits/optdigits.tra"),
        ("tinyshakespeare", TinyFiles.writer, "tinyshakespeare/input.txt"),
        ("kwt1", keyword, "kwt1/labels.txt"),
      ] {
        let told = complaint { _ = try data(name, yaml, in: folder) }
        #expect(told.contains("\(file): error: "), "\(told)")
        let missing = try #require(
          LearningSets(folder: folder).missingFile(of: name))
        let part = file.split(separator: "/")[0]
        #expect(missing.contains("/\(part)/"))
      }
      #expect(
        LearningSets(folder: folder).missingFile(of: "model-samples") == nil)
    }
  }

  /// Each set with models that cannot take it in.
  @Test func setsOfAnotherKindAreRefused() throws {
    try withFolder(["x": ""]) { folder in
      for (name, yaml, model) in [
        ("etth2", TinyFiles.vit, "tiny-vit"),
        ("mnist", TinyFiles.forecaster, "tiny-cats"),
        ("kwt1", TinyFiles.vit, "tiny-vit"),
        ("tinyshakespeare", TinyFiles.vit, "tiny-vit"),
        ("generated-glyphs", TinyFiles.writer, "tiny-gpt"),
        ("generated-series", TinyFiles.writer, "tiny-gpt"),
      ] {
        #expect(
          complaint { _ = try data(name, yaml, in: folder) } == """
            error: '\(model)' cannot take '\(name)': it is not what the model \
            takes in
              remedy: choose another set with data.set, or another model
            """)
      }
      let own = TinyFiles.writer.replacing(
        "context: 16", with: "context: 16\ntokenizer: own.tok")
      #expect(
        complaint { _ = try data("tinyshakespeare", own, in: folder) }
          .contains("it is read by symbols, and the model has a tokenizer"))
      let two = TinyFiles.forecaster + "channels: 2\n"
      #expect(
        complaint { _ = try data("generated-series", two, in: folder) }
          .contains("it has 1 column, not 2"))
    }
  }

  /// What a model learns from where nothing is named.
  @Test func standardSets() throws {
    for (change, set) in [
      (("", ""), "mnist"),
      (
        ("channels: 1, height: 28, width: 28", "height: 8, width: 8"),
        "optdigits"
      ),
      (
        (
          "channels: 1, height: 28, width: 28",
          "channels: 3, height: 32, width: 32"
        ), "cifar10"
      ),
      (("height: 28, width: 28", "height: 16, width: 16"), "generated-glyphs"),
    ] {
      let yaml = TinyFiles.vit.replacing("patch: 14", with: "patch: 4")
      let file = try model(
        change.0.isEmpty ? yaml : yaml.replacing(change.0, with: change.1))
      #expect(LearningSets.standard(for: file) == set)
    }
    #expect(
      try LearningSets.standard(for: model(TinyFiles.forecaster)) == "etth2")
    #expect(
      try LearningSets.standard(for: model(TinyFiles.writer))
        == "tinyshakespeare")
  }

  /// Spoken words: all clips are for judging, as the file has them.
  @Test func keywordClips() throws {
    let frames = KeywordClips.frames * KeywordClips.coefficients
    var random = RandomStream(seed: 5)
    let features = random.values(3 * frames)
    let bytes = features.flatMap { value in
      withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
    }
    try withFolder([
      "labels.txt": "yes\nno\nup\n",
      "clips.csv": """
      clip,word,label,kwt1_pred,v0.01_split
      a.wav,up,2,2,test
      b.wav,yes,0,1,test
      c.wav,no,1,1,train

      """,
    ]) { folder in
      try Data(bytes).write(
        to: folder.appendingPathComponent("mfcc_3x98x40.f32"))
      let clips = try KeywordClips(folder)
      func file(_ classes: Int, _ frames: Int = 98) throws -> ModelFile {
        try model(
          """
          model: k
          architecture: keyword-transformer
          summary: "A model for tests"
          width: 8
          blocks: 1
          heads: 1
          frames: \(frames)
          coefficients: 40
          classes: \(classes)

          """)
      }
      let source = DataSource(name: "kwt1", files: [])
      let data = try KeywordData(source, clips, model: file(3))
      #expect(
        LearningPart.allCases.map(data.count) == [0, 0, 3])
      let examples = try data.examples([2, 0], of: .test, key: nil)
      #expect(
        try vectors(examples.pass).values()
          == Array(features[(2 * frames)...]) + Array(features[..<frames]))
      // Labels 1 and 2.
      let told = try Tensor(Shape(2, 3), [0, 9, 0, 0, 0, 9])
      #expect(try examples.measures(told)[.accuracy] == 2)
      #expect(
        complaint { _ = try KeywordData(source, clips, model: file(2)) }
          .contains("it has 3 classes, more than the model"))
      #expect(
        complaint { _ = try KeywordData(source, clips, model: file(3, 97)) }
          .contains("its clips are 98 frames of 40 coefficients"))
    }
  }
}
