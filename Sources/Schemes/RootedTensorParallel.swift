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
      block.steps.map { (block, $0) }
    }
    var (x, taken) = try beginning(steps.first)
    var hidden = x
    for (index, (block, step)) in steps.enumerated() {
      if step == block.steps.first { hidden = x }
      x = try cluster.within(step.half.part, of: block.index) {
        try block.joined(
          x, sum(of: block, step, taken), step, of: hidden, in: pass)
      }
      if index + 1 < steps.count {
        taken = try given(x, to: steps[index + 1])
      } else if model.shape.head == .states {
        // The next block would go on from here.
        _ = try cluster.spread(x, group: group)
      }
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }

  /// The first hidden state at the root, and what the first step takes in on
  /// each device. States lie everywhere already.
  private func beginning(_ first: (block: Block, step: Block.Step)?) throws
    -> (Tensor, [Block.Intake])
  {
    guard let first else { return (Tensor(Shape(0, 0)), []) }
    if model.shape.input == .states {
      let laid = cluster.share(pass, of: model.shape)
      return (laid[cluster.root], try taken(laid, by: first))
    }
    let ready = cluster.hand(pass, to: [cluster.root])
    let x = try model.embedding(pass, ready: ready[cluster.root])
    return (x, try given(x, to: first))
  }

  /// What all devices found together, at the root.
  private func sum(
    of block: Block, _ step: Block.Step, _ taken: [Block.Intake]
  ) throws -> Tensor {
    func part(_ device: Device) throws -> Tensor {
      try shares.part(
        of: block, step, entering: taken[device.index], in: pass, on: device)
    }
    guard shares.splits(step) else { return try part(cluster.root) }
    return try cluster.reduce(cluster.map(part), group: group)
  }

  /// What each device takes in of `x`, which the root has.
  private func given(_ x: Tensor, to next: (block: Block, step: Block.Step))
    throws -> [Block.Intake]
  {
    try cluster.within(next.step.half.part, of: next.block.index) {
      let intake = try next.block.entering(x, next.step)
      guard shares.splits(next.step) else {
        return cluster.devices.map { _ in intake }
      }
      let values = try intake.values.map {
        try cluster.spread($0, group: group)
      }
      let states = try cluster.spread(intake.states, group: group)
      return cluster.devices.map {
        Block.Intake(states: states[$0], values: values?[$0])
      }
    }
  }

  /// What each device takes in of states that it has itself; but what a
  /// bottleneck makes of them the root makes for all.
  private func taken(
    _ x: Sharded, by first: (block: Block, step: Block.Step)
  ) throws -> [Block.Intake] {
    try cluster.within(first.step.half.part, of: first.block.index) {
      guard first.block.bottleneck != nil, shares.splits(first.step) else {
        return try cluster.devices.map {
          try first.block.entering(x[$0], first.step)
        }
      }
      let root = try first.block.entering(x[cluster.root], first.step)
      let states = try cluster.spread(root.states, group: group)
      return cluster.devices.map {
        Block.Intake(states: states[$0], values: x[$0])
      }
    }
  }
}
