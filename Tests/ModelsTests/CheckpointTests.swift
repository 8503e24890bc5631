import Tensors
import TestSupport
import Testing

@testable import Models

struct CheckpointTests {
  @Test(arguments: [Int32(7), -7], [Int32(1), 3])
  func everyWeightIsRead(vocabulary: Int32, groups: Int32) throws {
    let made = SyntheticCheckpoint(
      sizes: [12, 10, 2, 3, groups, vocabulary, 6])
    let model = try withFile("tiny.bin", made.bytes) {
      try LlamaCheckpoint.read($0, name: "tiny")
    }
    #expect(
      model.shape
        == ModelShape(
          name: "tiny", width: 12, hidden: 10, blocks: 2, heads: 3,
          keyValueHeads: Int(groups), vocabulary: 7, context: 6,
          tiedHead: vocabulary > 0))
    let named = model.named
    let weights = made.weights.filter { $0.name != "" }
    #expect(Set(weights.map(\.name)) == Set(named.keys))
    for weight in weights {
      let found = try #require(named[weight.name])
      #expect(found.shape == weight.shape)
      let expected = (0..<weight.shape.count).map { Float(weight.first + $0) }
      #expect(try found.value.values() == expected, "\(weight.name)")
    }
    // A tied head has no weights of its own.
    #expect((named["head"] == nil) == (vocabulary > 0))
  }

  @Test(
    .enabled(
      if: dataFile("stories260K/stories260K.bin") != nil,
      "the folder in SHARDBENCH_DATA holds no stories260K.bin"))
  func readsTheRealOne() throws {
    let file = try #require(dataFile("stories260K/stories260K.bin"))
    let model = try LlamaCheckpoint.read(file, name: "stories260k")
    #expect(try model.shape == ModelFile(file: modelFile("stories260k")).shape)
    // Gains of trained norms are near one; noise or a shifted read is not.
    let gains = try #require(model.head.norm).gain.value.values()
    #expect(gains.allSatisfy { $0 > 0.1 && $0 < 20 })
  }
}
