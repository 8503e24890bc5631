import Cluster
import Models
import Tensors

/// A pass of ``TensorParallel`` with a root: partial sums go up a tree, the
/// root adds the residual and norms, what comes of it goes down again.
struct RootedTensorParallel {
  let pass: Pass
  let model: Transformer
  let cluster: Cluster
  let shares: TensorShares
  /// Devices in a group of the tree.
  let group: Int

  /// All blocks; scores at the observer.
  func run() throws -> Tensor {
    let steps = model.blocks.flatMap { block in
      block.halves.map { (block, $0) }
    }
    var (x, entered) = try beginning(steps.first)
    for (index, (block, half)) in steps.enumerated() {
      x = try cluster.within(half.part, of: block.index) {
        try block.joined(x, sum(of: block, half, entered), half, in: pass)
      }
      if index + 1 < steps.count {
        let (next, half) = steps[index + 1]
        entered = try spread(next.entering(x, half), shares.splits(half))
      } else if model.shape.head == .states {
        // The next block would go on from here.
        entered = try spread(x, true)
      }
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }

  /// The first hidden state at the root, and what the first half takes in on
  /// each device. States lie everywhere already.
  private func beginning(_ first: (block: Block, half: Block.Half)?) throws
    -> (Tensor, Sharded)
  {
    guard let first else { return (Tensor(Shape(0, 0)), Sharded([])) }
    if model.shape.input == .states {
      let laid = try pass.laid(on: cluster)
      let entered = try cluster.map {
        try first.block.entering(laid[$0], first.half)
      }
      return (laid[cluster.root], entered)
    }
    let ready = cluster.hand(pass, to: [cluster.root])
    let x = try model.embedding(pass, ready: ready[cluster.root])
    return (
      x,
      try spread(first.block.entering(x, first.half), shares.splits(first.half))
    )
  }

  /// What all devices found together, at the root.
  private func sum(of block: Block, _ half: Block.Half, _ entered: Sharded)
    throws -> Tensor
  {
    guard shares.splits(half) else {
      let root = cluster.root
      return try shares.part(
        of: block, half, entering: entered[root], in: pass, on: root)
    }
    return try cluster.reduce(
      cluster.map {
        try shares.part(
          of: block, half, entering: entered[$0], in: pass, on: $0)
      }, group: group)
  }

  /// Gives `x` to all who compute the next half.
  private func spread(_ x: Tensor, _ isSplit: Bool) throws -> Sharded {
    isSplit
      ? try cluster.spread(x, group: group)
      : Sharded(cluster.devices.map { _ in x })
  }
}
