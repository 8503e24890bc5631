import Cluster
import Models
import Tensors

/// Which columns lie on which device when CATS splits a model.
struct CatsLayout {
  let shape: ModelShape
  let devices: Int

  init(_ shape: ModelShape, devices: Int) {
    self.shape = shape
    self.devices = devices
  }

  /// The share of each device in `count` columns.
  func cut(_ count: Int) -> [Range<Int>] { partition(count, into: devices) }

  /// The columns of each device's heads.
  var heads: [Range<Int>] {
    cut(shape.heads).map {
      $0.lowerBound * shape.headSize..<$0.upperBound * shape.headSize
    }
  }
}

/// A gather of CATS, by the layers that it feeds.
struct CatsGather {
  /// Its name, unique in a model.
  let name: String
  /// What is gathered, if other gathers are of the same kind.
  var kind: Kind?

  /// Tensors of which an earlier one may stand for a later one.
  enum Kind {
    /// Hidden states: before the halves of a block and before the head.
    case states
    /// What the heads of a block found.
    case heads
    /// Hidden units of a block.
    case hidden
  }

  static let embedding = CatsGather(name: "embedding")
  static let embeddingDown = CatsGather(name: "embedding.down")
  static let head = CatsGather(name: "head", kind: .states)
  static let headDown = CatsGather(name: "head.down")

  static func attention(_ block: Int) -> CatsGather {
    CatsGather(name: "blocks.\(block).attention", kind: .states)
  }

  static func attentionOutput(_ block: Int) -> CatsGather {
    CatsGather(name: "blocks.\(block).attention.output", kind: .heads)
  }

  static func feedForward(_ block: Int) -> CatsGather {
    CatsGather(name: "blocks.\(block).feed_forward", kind: .states)
  }

  static func feedForwardDown(_ block: Int) -> CatsGather {
    CatsGather(name: "blocks.\(block).feed_forward.down", kind: .hidden)
  }
}

/// A gather with who has which of its columns and whose weights read them.
struct GatheredColumns {
  let gather: CatsGather
  let cuts: [Range<Int>]
  let layers: [LinearLayer]
}

extension CatsLayout {
  /// Every gather of `model`, in the order in which it happens.
  func gathers(of model: Transformer) -> [GatheredColumns] {
    var all: [GatheredColumns] = []
    func add(
      _ gather: CatsGather, _ layers: [LinearLayer],
      cuts: [Range<Int>]? = nil
    ) {
      guard let columns = layers.first?.weight.shape[1] else { return }
      all.append(
        GatheredColumns(
          gather: gather, cuts: cuts ?? cut(columns), layers: layers))
    }
    switch model.embedding.entry {
    case .residual(let up, let down, let skip):
      add(.embedding, [up, skip])
      add(.embeddingDown, [down])
    case .linear(let layer): add(.embedding, [layer])
    case .table, .states: break
    }
    for block in model.blocks {
      if block.has(.attention) {
        add(.attention(block.index), [block.query, block.key, block.value])
        add(.attentionOutput(block.index), [block.output], cuts: heads)
      }
      if block.has(.feedForward) {
        add(.feedForward(block.index), [block.up])
        add(.feedForwardDown(block.index), [block.down])
      }
    }
    switch model.head.exit {
    case .residual(let up, let down, let skip):
      add(.head, [up, skip])
      add(.headDown, [down])
    case .linear(let layer), .classes(let layer, nil): add(.head, [layer])
    case .classes(let layer, let pooler?):
      add(.head, [pooler])
      add(.headDown, [layer])
    case .vocabulary, .states: break
    }
    return all
  }
}
