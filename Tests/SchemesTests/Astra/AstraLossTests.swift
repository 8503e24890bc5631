import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What becomes of tokens whose codes are lost.
struct AstraLossTests {
  /// Loses what is sent from some round on.
  private struct LossFrom: LossModel {
    let round: Int
    func loses(_ transmission: Transmission) -> Bool {
      transmission.round >= round
    }
  }

  private func told(
    _ test: AstraCase, _ model: Transformer, loss: (any LossModel)?,
    lost: String = "left-out"
  ) throws -> [Float] {
    var split = try test.split(isPerfect: true, of: model)
    split.options.loss = loss
    split.options.scheme["astra.lost"] = .word(lost)
    return try split(test.samples, through: model, batched: false).values()
  }

  /// If all is lost, each device has its own tokens alone: the copies of the
  /// class token, averaged, are those of a model for each part of the input.
  @Test func devicesGoOnWithWhatTheyHave() throws {
    var checked = 0
    for seed in 0..<UInt64(300) {
      var test = try AstraCase(seed: seed, samples: 1)
      guard case .vectors(let vectors) = test.samples,
        test.shape.classToken != .none, test.shape.classes > 0
      else { continue }
      // A part alone begins at the first position.
      test.shape.positions = .none
      test.options["astra.class_tokens"] = .word("distributed")
      test.options["astra.token_shares"] = nil
      let model = try test.model(isPerfect: true)
      let found = try told(test, model, loss: LossFrom(round: 0))
      let x = try vectors.rows(0..<test.positions)
      var copies: [Tensor] = []
      for share in partition(test.positions, into: test.devices) {
        // Later devices have more: the same parts in the other order.
        let first = test.positions - share.upperBound
        let part = try Tensor.assembled(
          [x.rows(first..<first + share.count)],
          as: Shape(share.count, x.shape.columns))
        let pass = Pass(vectors: part)
        var y = try model.embedding(pass, ready: part)
        for block in model.blocks {
          for step in block.steps {
            let sum =
              step.half == .attention
              ? try block.attention(
                y, heads: block.allHeads, in: pass, device: 0)
              : try block.feedForward(y, step: step)
            y = try block.joined(y, sum, step, of: y, in: pass)
          }
        }
        let place = model.shape.readout(of: share.count + 1)
        copies.append(try y.rows(place..<place + 1))
      }
      let mean = try Tensor.sum(copies).scaled(by: 1 / Float(copies.count))
      let expected = try model.head(mean).values().map(Double.init)
      #expect(relativeError(found, expected) < 1e-4, "\(test)")
      checked += 1
    }
    #expect(checked >= 5)
  }

  /// A token that is lost stays as it was a block before: where codes are
  /// perfect and all later ones are lost, the first block's are left.
  @Test func previousCodesStandIn() throws {
    var differs = 0
    for seed in 0..<UInt64(60) {
      let test = try AstraCase(seed: seed, samples: 1)
      guard test.shape.blocks > 1 else { continue }
      let model = try test.model(isPerfect: true)
      let senders = test.devices
      let without = try told(test, model, loss: LossFrom(round: senders))
      let with = try told(
        test, model, loss: LossFrom(round: senders), lost: "previous")
      // If nothing is lost the choice does not matter.
      let none = try told(test, model, loss: LossFrom(round: .max))
      #expect(
        try told(test, model, loss: LossFrom(round: .max), lost: "previous")
          == none)
      differs += with != without && with != none ? 1 : 0
    }
    #expect(differs >= 10)
  }

  /// Shapes alone leave the trace of a run with values, also where codes are
  /// lost.
  @Test func shapesLeaveTheSameTrace() throws {
    for seed in 0..<UInt64(80) {
      let test = try AstraCase(seed: seed, samples: 1)
      let model = try test.model(isPerfect: false)
      var split = try test.split(isPerfect: false, of: model)
      split.options.loss = IndependentLoss(probability: 0.3, seed: seed)
      split.options.packetBytes = 4
      split.options.scheme["astra.lost"] = .word(
        seed % 2 == 0 ? "previous" : "left-out")
      let bare = try Transformer(shapesOnly: test.shape)
      bare.additions = try Astra().additions(
        to: test.shape, devices: test.devices, options: split.options.scheme
      ).map(Additions.init(shapesOnly:))
      func trace(_ model: Transformer, _ pass: Pass) throws -> Trace {
        let cluster = try Cluster(
          devices: test.devices, options: split.options)
        _ = try Astra().forward(pass, through: model, on: cluster)
        #expect(cluster.trace.violation() == nil, "\(test)")
        return cluster.trace
      }
      let pass = try test.samples.passes(batched: false)[0]
      var blank = test.shape.blankPass(count: test.positions)
      blank.scoresAll = pass.scoresAll
      #expect(try trace(model, pass) == trace(bare, blank), "\(test)")
    }
  }

  @Test func aBatchThatLosesIsRefused() throws {
    let test = try AstraCase(seed: 1, samples: 2)
    let model = try test.model(isPerfect: false)
    var split = try test.split(isPerfect: false, of: model)
    split.options.loss = LossFrom(round: 0)
    #expect(throws: ModelError.self) {
      try split(test.samples, through: model, batched: true)
    }
  }
}
