import Foundation
import Tensors
import TestSupport
import Testing

@testable import Models

/// The tables of names are read both ways, and each stands for itself.
struct WeightNamesTests {
  /// A tiny model for each table, by what it has of all families.
  static func shape(of names: String) throws -> ModelShape {
    let text: String =
      switch names {
      case "Hugging Face GPT-2":
        "architecture: gpt2\nvocabulary: 7\ncontext: 5\n"
      case "Hugging Face BERT":
        "architecture: bert\nvocabulary: 7\ncontext: 5\nclasses: 4\n"
      case "Hugging Face MobileBERT":
        "architecture: mobilebert\nvocabulary: 7\ncontext: 5\nclasses: 4\n"
          + "embedding: 4\nbottleneck: 6\nfeed_forwards: 16\n"
      case "Hugging Face ViT", "timm ViT":
        "architecture: vit\nimage: { height: 4, width: 6 }\npatch: 2\n"
          + "classes: 4\n"
      case "Hugging Face Llama":
        "vocabulary: 7\ncontext: 5\nkey_value_heads: 1\nhead: separate\n"
      case "Keyword Transformer":
        "architecture: keyword-transformer\nframes: 5\ncoefficients: 3\n"
          + "classes: 4\n"
      default:
        "architecture: cats-decoder\ncontext: 8\npatch: 2\nhorizon: 3\n"
      }
    let common = """
      model: tiny
      summary: "a test"
      width: 12
      hidden: 10
      blocks: 11
      heads: 3

      """
    return try withFile("m.yaml", Array((common + text).utf8)) {
      try ModelFile(file: $0).shape
    }
  }

  static let names = WeightNames.all.map(\.name)

  private func table(_ name: String) throws -> WeightNames {
    try #require(WeightNames.all.first { $0.name == name })
  }

  private func expectEqual(_ a: Transformer, _ b: Transformer) throws {
    #expect(a.parameters.map(\.name) == b.parameters.map(\.name))
    for (a, b) in zip(a.parameters, b.parameters) {
      #expect(a.shape == b.shape, "\(a.name)")
      #expect(try a.value.values() == b.value.values(), "\(a.name)")
    }
  }

  /// Written under a tool's names and read again, to the bit.
  @Test(arguments: names)
  func weightsComeBack(_ name: String) throws {
    let model = try randomModel(Self.shape(of: name), seed: 3)
    try withFile("w.safetensors", []) { file in
      try model.write(to: file, names: table(name))
      let weights = try Safetensors(file)
      #expect(weights.metadata["model"] == "tiny")
      #expect(weights.metadata["names"] == name)
      #expect(weights.parameters == model.shape.parameters)
      try expectEqual(Transformer(model.shape, weights: weights), model)
    }
  }

  /// Our names serve every model.
  @Test func ourNamesServeAll() throws {
    for seed in 0..<UInt64(200) {
      var random = RandomStream(seed: seed)
      let shape =
        switch seed % 3 {
        case 0: random.modelShape()
        case 1: random.encoderShape()
        default: random.thinShape()
        }
      let model = try randomModel(shape, seed: seed)
      try withFile("w.safetensors", []) { file in
        try model.write(to: file)
        #expect(
          try Set(Safetensors(file).entries.map(\.name))
            == Set(model.parameters.map(\.name)))
        try expectEqual(Transformer(shape, weightsIn: file), model)
      }
    }
  }

  /// What a tool's file may have besides, and other ways to name it: the
  /// name of a table, new names for old, entries that come on top.
  struct Variant: Sendable {
    var names: String
    var renamed: [String: String] = [:]
    var added: [String: Shape] = [:]
  }

  @Test(arguments: [
    Variant(
      names: "Hugging Face GPT-2", renamed: ["transformer.": ""],
      added: [
        "h.10.attn.bias": Shape(1, 5, 5), "h.0.attn.masked_bias": Shape(1),
      ]),
    Variant(
      names: "Hugging Face BERT",
      renamed: [
        "LayerNorm.weight": "LayerNorm.gamma",
        "LayerNorm.bias": "LayerNorm.beta",
      ],
      added: [
        "cls.seq_relationship.weight": Shape(2, 12),
        "bert.embeddings.position_ids": Shape(1, 5),
      ]),
    Variant(names: "Hugging Face BERT", renamed: ["bert.": ""]),
    Variant(
      names: "Hugging Face MobileBERT", renamed: ["mobilebert.": ""],
      added: [
        "cls.predictions.dense.weight": Shape(8, 7),
        "pooler.dense.weight": Shape(12, 12),
      ]),
    Variant(
      names: "Hugging Face ViT", renamed: ["vit.": ""],
      added: ["pooler.dense.weight": Shape(12, 12)]),
    Variant(
      names: "Hugging Face Llama", renamed: ["model.": ""],
      added: ["layers.3.self_attn.rotary_emb.inv_freq": Shape(2)]),
  ])
  func otherNamesOfTheSame(_ variant: Variant) throws {
    let model = try randomModel(Self.shape(of: variant.names), seed: 5)
    try withFile("w.safetensors", []) { file in
      try model.write(to: file, names: table(variant.names))
      let written = try Safetensors(file)
      var tensors = try written.entries.map { entry in
        var name = entry.name
        for (old, new) in variant.renamed {
          name = name.replacing(old, with: new)
        }
        return (name: name, tensor: try written.tensor(entry.name))
      }
      for (name, shape) in variant.added {
        tensors.append((name, Tensor(shape, filling: { _ in })))
      }
      try Safetensors.write(tensors, to: file)
      try expectEqual(Transformer(model.shape, weightsIn: file), model)
    }
  }

  /// BERT without classes has no use for the pooler that files have.
  @Test func aPoolerMayBeLeftOver() throws {
    let pooled = try randomModel(
      Self.shape(of: "Hugging Face BERT"), seed: 1)
    var shape = pooled.shape
    shape.head = .states
    try withFile("w.safetensors", []) { file in
      try pooled.write(to: file, names: .huggingFaceBERT)
      let written = try Safetensors(file)
      try Safetensors.write(
        written.entries.filter { !$0.name.hasPrefix("classifier") }
          .map { ($0.name, try written.tensor($0.name)) }, to: file)
      let model = try Transformer(shape, weightsIn: file)
      for parameter in model.parameters {
        let same = try #require(pooled.named[parameter.name])
        #expect(try parameter.value.values() == same.value.values())
      }
    }
  }

  /// A tied head may be there once more.
  @Test func aTiedHeadMayStandTwice() throws {
    let model = try randomModel(
      Self.shape(of: "Hugging Face GPT-2"), seed: 1)
    let table = try #require(model.named["embedding"]).value
    try withFile("w.safetensors", []) { file in
      try model.write(to: file, names: .huggingFaceGPT2)
      let written = try Safetensors(file)
      let tensors = try written.entries.map {
        (name: $0.name, tensor: try written.tensor($0.name))
      }
      try Safetensors.write(tensors + [("lm_head.weight", table)], to: file)
      try expectEqual(Transformer(model.shape, weightsIn: file), model)
    }
  }

  /// Every name of a table is the table's own, with or without prefix, and
  /// means the weights that it was made from.
  @Test(arguments: names)
  func namesStandForThemselves(_ name: String) throws {
    let table = try table(name)
    let plan = try WeightPlan(table, Self.shape(of: name))
    #expect(Set(plan.tensors.map(\.plain)).count == plan.tensors.count)
    for stored in plan.tensors {
      #expect(table.plain(plan.fullName(stored)) == stored.plain)
      for part in stored.parts {
        let found = try #require(table.find(own: part.name))
        #expect(
          table.name(of: table.rows[found.place.row], block: found.block)
            == stored.plain)
        #expect(found.place.part == part.number)
      }
    }
    let own = table.rows.flatMap(\.own)
    #expect(Set(own).count == own.count)
    #expect(Set(table.rows.map(\.theirs)).count == table.rows.count)
  }
}
