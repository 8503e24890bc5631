import Cluster
import Diagnostics
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Models that `cats` cannot run, word for word.
struct CatsErrorTests {
  struct Misfit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var devices = 2
    var text: String
    var change: @Sendable (inout ModelShape) -> Void

    init(
      _ name: String, devices: Int = 2, _ text: String,
      _ change: @escaping @Sendable (inout ModelShape) -> Void = { _ in }
    ) {
      testDescription = name
      self.devices = devices
      self.text = text
      self.change = change
    }

    /// A model that lacks something.
    init(
      _ name: String, devices: Int = 2, needs: String,
      _ change: @escaping @Sendable (inout ModelShape) -> Void
    ) {
      self.init(
        name, devices: devices,
        """
        error: cats cannot run 'small'
          expected: \(needs)
          remedy: choose another scheme or another model
        """, change)
    }
  }

  static let misfits = [
    Misfit(
      "more devices than heads", devices: 5,
      """
      error: cats cannot split 'small' over 5 devices
        expected: at most 4, one for each of its heads
        remedy: use at most 4 devices, or another scheme
      """),
    Misfit("RMSNorm", needs: "LayerNorm") { $0.norm = .rms(epsilon: 1e-5) },
    Misfit("no_norm", needs: "LayerNorm") { $0.norm = .noNorm },
    Misfit("bottlenecks", needs: "blocks without bottlenecks") {
      $0.bottleneck = .init(width: 4, feedForwards: 2)
    },
    Misfit("joined neighbours", needs: "vectors as input") {
      $0.input = .trigrams(vocabulary: 9, kinds: 0, elements: 2)
    },
    Misfit(
      "norms behind", needs: "norms before the halves of a block only"
    ) { $0.normPlacement = .after },
    Misfit(
      "a norm behind the embedding",
      needs: "norms before the halves of a block only"
    ) { $0.normsEmbedding = true },
    Misfit("tokens", needs: "vectors as input") {
      $0.input = .tokens(vocabulary: 9, kinds: 0)
    },
    Misfit(
      "norms of other devices", devices: 2,
      needs: "3 devices, for which its norms were made"
    ) { $0.norm = .cats(copies: 3) },
    Misfit(
      "norms of other devices, on one", devices: 1,
      needs: "3 devices, for which its norms were made"
    ) { $0.norm = .cats(copies: 3) },
    Misfit("shared keys", needs: "as many key-value heads as heads") {
      $0.keyValueHeads = 2
    },
    Misfit("no head", needs: "a head") { $0.head = .states },
    Misfit("scores of words", needs: "no vocabulary") {
      $0.head = .vocabulary(tied: false)
    },
    Misfit("gates", needs: "a feed-forward part of two matrices") {
      $0.feedForward = .swiglu
    },
    Misfit("rotary positions", needs: "learned positions") {
      $0.positions = .rotary(base: 10_000)
    },
  ]

  private static func small() -> ModelShape {
    var shape = ModelShape(
      name: "small", width: 8, hidden: 8, blocks: 1, heads: 4,
      keyValueHeads: 4, vocabulary: 1, context: 4, feedForward: .relu)
    shape.input = .vectors(elements: 3, hidden: nil)
    shape.positions = .learned
    shape.norm = .layer(epsilon: 1e-5)
    shape.head = .classes(2, isPooled: false)
    return shape
  }

  @Test(arguments: misfits)
  func saysWhatItNeeds(_ misfit: Misfit) throws {
    var shape = Self.small()
    misfit.change(&shape)
    let told = try #require(
      #expect(throws: ModelError.self) {
        try Cats().check(shape, devices: misfit.devices)
      })
    #expect(told.diagnosis.text == misfit.text)
    #expect(told.diagnosis.exit == .usage)
    // A run says the same, before anything has happened.
    let cluster = try Cluster(devices: misfit.devices)
    #expect(throws: told) {
      try Cats().forward(
        shape.blankPass(count: 3), through: Transformer(shapesOnly: shape),
        on: cluster)
    }
    #expect(cluster.trace.operations.isEmpty)
  }

  @Test func whatFitsIsTaken() throws {
    for (devices, norm) in [
      (1, ModelShape.Norm.layer(epsilon: 1e-5)), (4, .cats(copies: 1)),
      (4, .cats(copies: 4)), (1, .cats(copies: 1)),
    ] {
      var shape = Self.small()
      shape.norm = norm
      try Cats().check(shape, devices: devices)
    }
  }

  /// Tokens for a model of vectors.
  @Test func tokensAreNoVectors() throws {
    let shape = Self.small()
    let cluster = try Cluster(devices: 2)
    #expect(
      throws: ModelError.input(model: "small", expected: "vectors")
    ) {
      try Cats().forward(
        Pass([0]), through: Transformer(shapesOnly: shape), on: cluster)
    }
  }

  /// More positions than the model is made for, as every scheme says it.
  @Test func positionsBehindTheContext() throws {
    let shape = Self.small()
    let expected = ModelError.context(model: "small", position: 5, limit: 4)
    for (scheme, devices) in [(Single() as any Scheme, 1), (Cats(), 2)] {
      let cluster = try Cluster(devices: devices)
      #expect(throws: expected) {
        try scheme.forward(
          shape.blankPass(count: 5), through: Transformer(shapesOnly: shape),
          on: cluster)
      }
    }
  }
}
