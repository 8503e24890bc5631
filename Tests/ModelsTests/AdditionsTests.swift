import Foundation
import Models
import Tensors
import TestBasics
import TestSupport
import Testing

/// Weights of a scheme's own: made, found by name, kept in the model's file.
struct AdditionsTests {
  private let plan = AdditionsPlan(
    scheme: "lab",
    weights: [
      .init("codebook.0", Shape(4, 3), deviation: 2),
      .init("offset", Shape(5)),
    ], models: [Self.shape(width: 8), Self.shape(width: 12)])

  private static func shape(width: Int) -> ModelShape {
    ModelShape(
      name: "lab", width: width, hidden: 6, blocks: 1, heads: 2,
      keyValueHeads: 2, vocabulary: 5, context: 8)
  }

  private func model(seed: UInt64) throws -> Transformer {
    let model = try Transformer(random: Self.shape(width: 16), seed: seed)
    model.additions = try Additions(plan, random: seed)
    return model
  }

  @Test func namesAreDistinctAndSayTheScheme() throws {
    let model = try self.model(seed: 1)
    let names = model.parameters.map(\.name)
    #expect(Set(names).count == names.count)
    let added = try model.additions(of: "lab").parameters.map(\.name)
    #expect(added.allSatisfy { $0.hasPrefix("additions.lab.") })
    #expect(names.count == model.ownParameters.count + added.count)
    #expect(added.contains("additions.lab.models.1.blocks.0.attention.query"))
    #expect(throws: ModelError.noAdditions(scheme: "other", name: "all")) {
      try model.additions(of: "other")
    }
    #expect(throws: ModelError.noAdditions(scheme: "lab", name: "x")) {
      try model.additions(of: "lab").weight("x")
    }
  }

  @Test func firstValuesFollowThePlan() throws {
    let additions = try Additions(plan, random: 3)
    let book = try additions.weight("codebook.0").value.values()
    #expect(book.contains { abs($0) > 0.5 })
    #expect(
      try additions.weight("offset").value.values().allSatisfy { $0 == 0 })
    let again = try Additions(plan, random: 3)
    #expect(try again.weight("codebook.0").value.values() == book)
    let other = try Additions(plan, random: 4)
    #expect(try other.weight("codebook.0").value.values() != book)
    // The two transformers are not alike in what they share.
    let narrow = additions.models.map(\.blocks[0].up.weight.shape)
    #expect(narrow == [Shape(6, 8), Shape(6, 12)])
  }

  @Test func filesKeepThem() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("additions-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      let model = try self.model(seed: 5)
      try model.write(to: file)
      let shape = Self.shape(width: 16)
      let kept = try Transformer(shape, weightsIn: file, additions: plan)
      for (a, b) in zip(model.parameters, kept.parameters) {
        #expect(a.name == b.name)
        #expect(try a.value.values() == b.value.values())
      }
      // Other schemes take no notice.
      let bare = try Transformer(shape, weightsIn: file)
      #expect(bare.additions == nil)
      // What the plan wants has to be there, and in its shape.
      let more = AdditionsPlan(
        scheme: "lab", weights: [.init("codebook.1", Shape(4, 3))])
      #expect(throws: WeightsError.self) {
        try Transformer(shape, weightsIn: file, additions: more)
      }
      let wider = AdditionsPlan(
        scheme: "lab", weights: [.init("codebook.0", Shape(4, 4))])
      #expect(throws: WeightsError.self) {
        try Transformer(shape, weightsIn: file, additions: wider)
      }
    }
  }
}
