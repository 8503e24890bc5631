import Cluster
import Foundation
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// SomeGather: which columns are sent, and what is made of them.
struct SomeGatherTests {
  private static let seeds = 0..<UInt64(120)

  @Test func itIsWhatEachDeviceMakesOfWhatItGets() throws {
    var changed = 0
    for seed in Self.seeds {
      let test = try CatsCase(seed: seed, ownNorms: true, prunes: true)
      for loss in [nil, test.loss] {
        let found = Tape()
        let told = try test.tell(Cats(), loss: loss, tape: found).told
        let expected = Tape()
        let reference = CatsReference(
          test.model, devices: test.devices, loss: loss,
          samples: test.samples, tape: expected)
        let plain = try reference.tell(test.vectors).reshaped(told.shape)
        #expect(
          relativeError(try told.values(), try plain.values()) < 1e-4,
          "\(test)")
        let error = worstError(
          try test.gradients(told, found), try test.gradients(plain, expected))
        #expect(error < 2e-3, "\(test)")
      }
      let pruned = try test.tell(Cats()).told.values()
      test.model.sent = nil
      if try test.tell(Cats()).told.values() != pruned { changed += 1 }
    }
    #expect(changed > 70)
  }

  /// Weights of columns that a device does not get never change.
  @Test func weightsOfAbsentColumnsGetNoGradient() throws {
    for seed in Self.seeds.prefix(60) {
      let test = try CatsCase(seed: seed, prunes: true)
      guard let sent = test.model.sent else { continue }
      let tape = Tape()
      _ = try test.gradients(test.tell(Cats(), tape: tape).told, tape)
      let block = test.model.blocks[0]
      let columns = test.shape.width
      let cuts = partition(columns, into: test.devices)
      let mask = try #require(sent.masks["blocks.0.feed_forward"])
      let outputs = partition(test.shape.hidden, into: test.devices)
      let gradient = try #require(try tape.gradient(of: block.up.weight))
        .values()
      for device in 0..<test.devices {
        for output in outputs[device] {
          for column in 0..<columns
          where mask[column] == 0 && !cuts[device].contains(column) {
            #expect(gradient[output * columns + column] == 0, "\(test)")
          }
        }
      }
    }
  }

  @Test(arguments: [
    // devices' columns, prune, what each keeps
    (16, 0.1, 14), (16, 0.5, 8), (16, 0.9, 2), (16, 0.97, 1), (16, 0.99, 1),
    (8, 0.9, 1), (8, 0.0625, 8), (8, 0.1875, 6), (5, 0.5, 3), (7, 0.5, 3),
    (1, 0.9, 1), (2, 0.9, 1), (2, 0.3, 1), (2, 0.25, 2), (16, 1, 0), (1, 1, 0),
  ])
  func aDeviceSendsWhatRoundingLeaves(
    columns: Int, prune: Double, expected: Int
  ) throws {
    var shape = RandomModels.block(width: 16 * columns)
    shape.heads = 16
    shape.keyValueHeads = 16
    let model = try Transformer(shapesOnly: shape)
    let sent = try #require(
      try Cats().sentColumns(of: model, devices: 16, prune: prune))
    for mask in sent.masks.values {
      #expect(mask.count == 16 * columns)
      for cut in partition(mask.count, into: 16) {
        #expect(mask[cut].count { $0 == 1 } == expected)
      }
    }
  }

  /// The score, written out: sums over outputs and layers of one gather.
  @Test func theLowestColumnsStay() throws {
    for seed in Self.seeds.prefix(40) {
      let test = try CatsCase(seed: seed, prunes: true)
      guard let sent = test.model.sent, sent.prune < 1 else { continue }
      let block = test.model.blocks[0]
      let weights = try [block.query, block.key, block.value].map {
        try $0.weight.value.values()
      }
      let columns = test.shape.width
      let mask = try #require(sent.masks["blocks.0.attention"])
      func score(_ column: Int) -> Double {
        var sum = 0.0
        for layer in weights {
          for row in 0..<layer.count / columns {
            sum += abs(Double(layer[row * columns + column]))
          }
        }
        return sum
      }
      for cut in partition(columns, into: test.devices) {
        let least = cut.filter { mask[$0] == 1 }.map(score).min()
        for column in cut where mask[column] == 0 {
          #expect(score(column) <= (least ?? 0) + 1e-9, "\(test)")
        }
      }
    }
  }

  @Test func theChoiceIsKeptWithTheWeights() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for seed in Self.seeds.prefix(20) {
      let test = try CatsCase(seed: seed, prunes: true)
      let file = folder.appendingPathComponent("\(seed).safetensors")
      try test.model.write(to: file)
      let read = try Transformer(test.shape, weightsIn: file)
      #expect(read.sent == test.model.sent, "\(test)")
    }
  }

  @Test func whatCannotBePrunedIsRefused() throws {
    let shape = RandomModels.block(width: 32)
    let model = try Transformer(shapesOnly: shape)
    #expect(throws: ModelError.prune(1.5)) {
      try Cats().sentColumns(of: model, devices: 2, prune: 1.5)
    }
    #expect(throws: ModelError.unpruned("single")) {
      try Single().sentColumns(of: model, devices: 1, prune: 0.5)
    }
    model.sent = try Cats().sentColumns(of: model, devices: 4, prune: 0.5)
    #expect(
      throws: ModelError.sentColumns(
        model: shape.name, devices: 2, chosenFor: 4)
    ) {
      try Cats().forward(
        shape.blankPass(count: 3), through: model, on: Cluster(devices: 2))
    }
  }

  /// Half a block: what it computes, on one device and on several.
  @Test func halvesOfABlockAreTheSingleDevice() throws {
    for half in ModelShape.Halves.allCases {
      for devices in [1, 2, 3, 4] {
        var shape = RandomModels.block(width: 32)
        shape.halves = half
        let model = try randomModel(shape, seed: UInt64(devices))
        var random = RandomStream(seed: UInt64(devices) + 9)
        let pass = Pass(vectors: try random.tensor(Shape(5, 32)))
        let expected = try Single().forward(
          pass, through: model, on: Cluster(devices: 1))
        for scheme in [Cats(), TensorParallel(), Voltage()] as [any Scheme] {
          let found = try scheme.forward(
            pass, through: model, on: Cluster(devices: devices))
          #expect(
            relativeError(try found.values(), try expected.values()) < 1e-4,
            "\(half), \(type(of: scheme).name), \(devices) devices")
        }
        // The parameters are those of the halves that are there.
        #expect(
          model.parameters.reduce(0) { $0 + $1.shape.count }
            == shape.parameters)
      }
    }
  }
}

private enum RandomModels {
  /// One block of CATS, hidden states in and out.
  static func block(width: Int) -> ModelShape {
    var shape = ModelShape(
      name: "block", width: width, hidden: width, blocks: 1, heads: 4,
      keyValueHeads: 4, vocabulary: 1, context: 64)
    shape.input = .states
    shape.positions = .none
    shape.norm = .cats(copies: 1)
    shape.biases = .all
    shape.feedForward = .relu
    shape.attends = .everywhere
    shape.head = .states
    return shape
  }
}
