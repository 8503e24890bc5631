import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// The real Keyword Transformer on real sounds: the logits of the reference
/// implementation, whatever the scheme.
struct KeywordTransformerTests {
  static let splits = [
    Split(scheme: "single", devices: 1),
    Split(scheme: "tensor-parallel", devices: 2),
    Split(scheme: "tensor-parallel", devices: 4),
    Split(scheme: "voltage", devices: 3),
    Split(scheme: "pipeline", devices: 4),
  ]

  @Test(
    .enabled(
      if: dataFile("kwt1") != nil,
      "the folder in SHARDBENCH_DATA holds no kwt1"),
    arguments: splits)
  func allClipsAsTheReference(_ split: Split) throws {
    let folder = try #require(dataFile("kwt1"))
    let model = try Transformer(
      ModelFile(file: modelFile("kwt1")).shape,
      weightsIn: folder.appending(path: "kwt1.safetensors"))
    let set = try KeywordClips(folder)
    let expected = try floats(
      folder.appending(path: "ref_logits_300x12.f32"), count: 3600)
    var worst: Float = 0
    var right = 0
    for first in stride(from: 0, to: 300, by: 50) {
      let found = try split(
        .vectors(set.batch(Array(first..<first + 50))), through: model,
        batched: split.takesBatches()
      ).values()
      for (index, clip) in set.clips[first..<first + 50].enumerated() {
        let row = Array(found[index * 12..<index * 12 + 12])
        let start = (first + index) * 12
        for (a, b) in zip(row, expected[start..<start + 12]) {
          worst = max(worst, abs(a - b))
        }
        right += bestToken(row) == clip.predicted ? 1 : 0
      }
    }
    #expect(worst < 1e-4)
    #expect(right == 300)
  }
}
