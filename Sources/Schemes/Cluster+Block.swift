import Cluster
import Models
import Tensors

extension Cluster {
  /// All of `block` on one device: its steps, one after another.
  ///
  /// - Parameters:
  ///   - block: the block.
  ///   - x: what comes into the block at `device`, all positions of `pass`.
  ///   - rows: the positions that are wanted; by default all. All positions
  ///     give keys and values.
  ///   - pass: what runs.
  ///   - device: where.
  ///   - number: the number of the block in traces; by default its own.
  ///   - counts: how often each key counts, remembered ones first; by default
  ///     once.
  ///   - positions: where the rows of `x` stand, if they are not the positions
  ///     of `pass` one after another.
  /// - Returns: the states of `rows` behind the block.
  /// - Throws: ``Tensors/TensorError``.
  public func run(
    _ block: Block, on x: Tensor, rows: Range<Int>? = nil, in pass: Pass,
    at device: Device, as number: Int? = nil, counts: [Float]? = nil,
    positions: [Int]? = nil
  ) throws -> Tensor {
    let hidden = try rows.map { try x.positions($0) } ?? x
    var y = hidden
    for step in block.steps {
      y = try within(step.half.part, of: number ?? block.index) {
        let sum =
          switch step.half {
          case .attention:
            try block.attention(
              x, heads: block.allHeads, queries: rows, in: pass,
              device: device.index, counts: counts, positions: positions)
          case .feedForward: try block.feedForward(y, step: step)
          }
        return try block.joined(y, sum, step, of: hidden, in: pass)
      }
    }
    return y
  }
}
