import Cluster
import Models
import Tensors

extension Block {
  /// All of it where `x` lies: what schemes put together from parts.
  ///
  /// - Parameters:
  ///   - view: what keys and values are made of, if not `x`.
  ///   - rows: the rows of `view` that are `x`.
  func plain(
    _ x: Tensor, in pass: Pass, view: Tensor? = nil, rows: Range<Int>? = nil
  ) throws -> Tensor {
    try steps.reduce(x) { y, step in
      let sum =
        step.half == .attention
        ? try attention(
          view ?? x, heads: allHeads, queries: rows, in: pass, device: 0)
        : try feedForward(y, step: step)
      return try joined(y, sum, step, of: x, in: pass)
    }
  }
}

extension Trace {
  /// Messages that carry states.
  var activationMessages: [Message] {
    messages.filter { $0.purpose == .activations }
  }

  /// Bytes of states that `device` sends, each receiver served alone.
  func stateBytes(by device: Int) -> Int {
    operations.filter { $0.isMessage && Int($0.device) == device }
      .map { messages[Int($0.message)] }
      .filter { $0.purpose == .activations }
      .reduce(0) { $0 + $1.payloadBytes * Int($1.receivers) }
  }

  /// Multiply-accumulates of products, of one device or of all.
  func products(by device: Int? = nil) -> Int {
    operations.reduce(0) {
      $0
        + ($1.kernel.isProduct && device ?? Int($1.device) == Int($1.device)
          ? $1.macs : 0)
    }
  }
}
