import Cluster
import Models
import Tensors

extension Cluster {
  /// All of `block` on one device: its steps, one after another.
  ///
  /// - Parameters:
  ///   - x: what comes into the block at `device`, all positions of `pass`.
  ///   - rows: the positions that are wanted; by default all. All positions
  ///     give keys and values.
  /// - Returns: the states of `rows` behind the block.
  /// - Throws: ``TensorError``.
  func run(
    _ block: Block, on x: Tensor, rows: Range<Int>? = nil, in pass: Pass,
    at device: Device
  ) throws -> Tensor {
    let hidden = try rows.map { try x.positions($0) } ?? x
    var y = hidden
    for step in block.steps {
      y = try within(step.half.part, of: block.index) {
        let sum =
          switch step.half {
          case .attention:
            try block.attention(
              x, heads: block.allHeads, queries: rows, in: pass,
              device: device.index)
          case .feedForward: try block.feedForward(y, step: step)
          }
        return try block.joined(y, sum, step, of: hidden, in: pass)
      }
    }
    return y
  }
}
