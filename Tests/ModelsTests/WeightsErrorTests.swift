import Diagnostics
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Models

/// What is wrong with a file of weights, and how it is said.
struct WeightsErrorTests {
  /// Something done to the file of a tiny model.
  enum Change: Sendable {
    case rename(String, String)
    case remove(String)
    case add(String, Shape)
    case reshape(String, Shape)
    case renameAll(String)
    case model(@Sendable (inout ModelShape) -> Void)
    case empty
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var names = "Hugging Face GPT-2"
    var change: Change
    var text: String
    var testDescription: String { text }
  }

  private static let belonging =
    "\n  remedy: use the weights that belong to the model"
  private static let lists =
    "\n  expected: names of one of: shardbench, Hugging Face GPT-2, "
    + "Hugging Face BERT, Hugging Face MobileBERT, Hugging Face ViT, "
    + "Hugging Face Llama, timm ViT, Keyword Transformer\n  remedy: "

  static let table = [
    Bad(
      change: .remove("transformer.h.7.ln_1.bias"),
      text:
        "entry 'transformer.h.7.ln_1.bias' is missing\n  expected: all weights of "
        + "'tiny' as Hugging Face GPT-2 names them" + belonging),
    Bad(
      change: .rename("transformer.wpe.weight", "transformer.wpe.wieght"),
      text: "entry 'transformer.wpe.wieght' has an unknown name\n"
        + "  expected: names of Hugging Face GPT-2, as the others have\n"
        + "  remedy: did you mean 'transformer.wpe.weight'?"),
    Bad(
      change: .add("adapter", Shape(3)),
      text: "entry 'adapter' has an unknown name\n"
        + "  expected: names of Hugging Face GPT-2, as the others have"
        + belonging),
    Bad(
      change: .add("h.11.ln_1.weight", Shape(12)),
      text: "entry 'h.11.ln_1.weight' is of a block that 'tiny' does not "
        + "have\n  expected: blocks 0 to 10" + belonging),
    Bad(
      change: .add("wte.weight", Shape(7, 12)),
      text: "entry 'wte.weight' is the same weight as "
        + "'transformer.wte.weight'\n  expected: each weight once\n"
        + "  remedy: leave one of them out"),
    Bad(
      change: .reshape("transformer.h.0.mlp.c_fc.weight", Shape(10, 12)),
      text: "entry 'transformer.h.0.mlp.c_fc.weight' has the shape [10, 12]\n"
        + "  expected: [12, 10], by the sizes of 'tiny'" + belonging),
    Bad(
      change: .reshape("transformer.h.0.attn.c_attn.bias", Shape(2, 18)),
      text: "entry 'transformer.h.0.attn.c_attn.bias' has the shape [2, 18]\n"
        + "  expected: [36], by the sizes of 'tiny'" + belonging),
    Bad(
      names: "timm ViT", change: .reshape("pos_embed", Shape(12, 7)),
      text: "entry 'pos_embed' has the shape [12, 7]\n"
        + "  expected: [1, 7, 12], by the sizes of 'tiny'" + belonging),
    Bad(
      names: "timm ViT",
      change: .reshape("patch_embed.proj.weight", Shape(4, 3, 4)),
      text: "entry 'patch_embed.proj.weight' has the shape [4, 3, 4]\n"
        + "  expected: [12, 4], by the sizes of 'tiny'" + belonging),
    Bad(
      change: .rename("transformer.wpe.weight", "embedding.positions"),
      text: "entry 'embedding.positions' is named as shardbench does\n"
        + "  expected: names of Hugging Face GPT-2, as the others have\n"
        + "  remedy: export the model with one tool"),
    Bad(
      names: "timm ViT", change: .rename("head.bias", "classifier.bias"),
      text: "entry 'classifier.bias' is named as Hugging Face BERT does\n"
        + "  expected: names of timm ViT, as the others have\n"
        + "  remedy: export the model with one tool"),
    Bad(
      change: .add("lm_head.weight", Shape(7, 12)),
      text: "entry 'lm_head.weight' differs from 'transformer.wte.weight'\n"
        + "  expected: the same values, for the head of 'tiny' is tied\n"
        + "  remedy: say 'head: separate' in the model's file, where its "
        + "architecture can"),
    Bad(
      change: .model { $0.blocks = 10 },
      text: "entry 'transformer.h.10.attn.c_attn.bias' is of a block that "
        + "'tiny' does not have\n  expected: blocks 0 to 9" + belonging),
    Bad(
      change: .model { $0.blocks = 12 },
      text:
        "entry 'transformer.h.11.ln_1.weight' is missing\n  expected: all weights of "
        + "'tiny' as Hugging Face GPT-2 names them" + belonging),
    Bad(
      change: .model { ($0.width, $0.heads, $0.keyValueHeads) = (6, 3, 3) },
      text: "entry 'transformer.wte.weight' has the shape [7, 12]\n"
        + "  expected: [7, 6], by the sizes of 'tiny'" + belonging),
    Bad(
      change: .model { $0.classToken = .first },
      text: "Hugging Face GPT-2 has no name for 'embedding.class' of model "
        + "'tiny'\n  expected: a model of the kind of Hugging Face GPT-2\n"
        + "  remedy: use the model that belongs to the names, or other names"),
    Bad(
      names: "Hugging Face BERT",
      change: .model { $0.head = .states },
      text: "entry 'classifier.bias' is of a part that 'tiny' does not have"
        + belonging),
    Bad(
      change: .renameAll("weights_"),
      text: "entry 'weights_0', like all others, has an unknown name" + lists
        + "export the model with one of these tools"),
    Bad(
      change: .renameAll("wte.waight"),
      text: "entry 'wte.waight0', like all others, has an unknown name" + lists
        + "did you mean 'wte.weight'?"),
    Bad(
      change: .empty,
      text: "the file has no entries" + lists
        + "export the model with one of these tools"),
  ]

  @Test(arguments: table)
  func saysWhatIsWrong(_ bad: Bad) throws {
    var shape = try WeightNamesTests.shape(of: bad.names)
    let names = try #require(WeightNames.all.first { $0.name == bad.names })
    let model = try randomModel(shape, seed: 1)
    try withFile("w.safetensors", []) { file in
      try model.write(to: file, names: names)
      let written = try Safetensors(file)
      var tensors = try written.entries.map {
        (name: $0.name, tensor: try written.tensor($0.name))
      }
      func index(_ name: String) throws -> Int {
        try #require(tensors.firstIndex { $0.name == name })
      }
      switch bad.change {
      case .rename(let old, let new): tensors[try index(old)].name = new
      case .remove(let name): tensors.remove(at: try index(name))
      case .add(let name, let shape):
        var random = RandomStream(seed: 2)
        tensors.append((name, try random.tensor(shape)))
      case .reshape(let name, let shape):
        let place = try index(name)
        tensors[place].tensor = Tensor(shape, filling: { _ in })
      case .renameAll(let name):
        for place in tensors.indices { tensors[place].name = name + "\(place)" }
      case .model(let change): change(&shape)
      case .empty: tensors = []
      }
      try Safetensors.write(tensors, to: file)
      let error = #expect(throws: WeightsError.self) {
        try Transformer(shape, weightsIn: file)
      }
      let diagnosis = try #require(error).diagnosis
      #expect(
        shown(diagnosis.text, without: file)
          == "w.safetensors: error: " + bad.text)
      #expect(diagnosis.exit == .data)
    }
  }

  /// Bytes that are no sound file are refused before any name is looked at.
  @Test func brokenFiles() throws {
    let shape = try WeightNamesTests.shape(of: "Hugging Face GPT-2")
    let model = try randomModel(shape, seed: 1)
    try withFile("w.safetensors", []) { file in
      try model.write(to: file)
      let bytes = try Data(contentsOf: file)
      let limit = bytes.count
      for end in [0, 7, 9, 200, limit / 2, limit - 1] {
        try Data(bytes[..<end]).write(to: file)
        #expect(throws: DataError.self) {
          try Transformer(shape, weightsIn: file)
        }
      }
      try bytes.write(to: file)
      _ = try Transformer(shape, weightsIn: file)
    }
  }

  @Test func aFileThatLacksItsEnd() throws {
    let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let length: [UInt8] = [UInt8(header.utf8.count)] + [0, 0, 0, 0, 0, 0, 0]
    let shape = try WeightNamesTests.shape(of: "Hugging Face GPT-2")
    try withFile("w", length + Array(header.utf8) + [0, 0, 0]) { file in
      let error = #expect(throws: DataError.self) {
        try Transformer(shape, weightsIn: file)
      }
      let text = try #require(error).diagnosis.text
      #expect(
        shown(text, without: file) == """
          w: error: entry 'a' lies at the offsets 0 to 8
            expected: a range within the 3 bytes of data
            remedy: the file is damaged: fetch it again with 'make data', \
          or export it again
          """)
    }
  }

  /// What a tool has no name for is not written.
  @Test func writesNoHalfModel() throws {
    let model = try randomModel(
      WeightNamesTests.shape(of: "Hugging Face BERT"), seed: 1)
    try withFile("w", [1]) { file in
      #expect(
        throws: WeightsError.unnamed(
          file: file.relativePath, names: "timm ViT", weight: "embedding",
          model: "tiny")
      ) {
        try model.write(to: file, names: .timmViT)
      }
      #expect(try Data(contentsOf: file) == Data([1]))
      let blank = try Transformer(shapesOnly: model.shape)
      #expect(throws: (any Error).self) { try blank.write(to: file) }
      #expect(try Data(contentsOf: file) == Data([1]))
    }
  }
}
