import Cluster
import Models
import Tensors

/// A run of blocks on one device.
public struct Stage: Equatable, Sendable {
  /// The number of the device.
  public let device: Int
  /// The numbers of the blocks.
  public let blocks: Range<Int>

  /// A stage of `blocks` on the device `device`.
  public init(device: Int, blocks: Range<Int>) {
    self.device = device
    self.blocks = blocks
  }
}

extension Cluster {
  /// Runs `pass` stage after stage; the hidden state is handed on.
  ///
  /// The root embeds; who has the last stage computes the head, and tells the
  /// root which token came out.
  ///
  /// - Parameter stages: all blocks of `model`, in their order.
  /// - Throws: ``TensorError``.
  func run(_ stages: [Stage], of pass: Pass, through model: Transformer) throws
    -> Tensor
  {
    let last = stages.last.map { devices[$0.device] } ?? root
    let ready = hand(
      pass, from: model.shape.isLanguageModel ? last : nil, to: [root])
    var x = try model.embedding(pass, ready: ready[root])
    var holder = root
    for stage in stages {
      let device = devices[stage.device]
      if device !== holder {
        x = try send(x, from: holder, to: [device])[0]
        holder = device
      }
      for block in model.blocks[stage.blocks] {
        x = try run(block, on: x, in: pass, at: device)
      }
    }
    return try observe([model.tell(x, of: pass)])
  }
}
