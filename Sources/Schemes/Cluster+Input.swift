import Cluster
import Models
import Tensors

extension Cluster {
  /// Gives all devices what `pass` puts into a model of `shape`.
  ///
  /// Hidden states, which a part of a model takes, lie there already, as the
  /// part before left them; all else is handed out.
  ///
  /// - Parameters:
  ///   - pass: tokens or vectors, of all samples.
  ///   - shape: the model's.
  ///   - sender: who has it; by default the root.
  ///   - receivers: who needs it; by default all others.
  /// - Returns: by device, what its embedding takes or waits for.
  public func share(
    _ pass: Pass, of shape: ModelShape, from sender: Device? = nil,
    to receivers: [Device]? = nil
  ) -> Sharded {
    if case .vectors(let states) = pass.input, shape.input == .states {
      return lay(states)
    }
    return hand(pass, from: sender, to: receivers)
  }

  /// Gives devices what `pass` puts in: numbers of tokens, or vectors.
  ///
  /// Like all control messages it is repeated until it is there.
  ///
  /// - Parameters:
  ///   - pass: tokens or vectors, of all samples.
  ///   - sender: who has it; by default the root.
  ///   - receivers: who needs it; by default all others.
  /// - Returns: by device, what its embedding takes or waits for.
  public func hand(
    _ pass: Pass, from sender: Device? = nil, to receivers: [Device]? = nil
  ) -> Sharded {
    switch pass.input {
    case .tokens:
      announce(
        tokens: (pass.batch ?? 1) * pass.count, from: sender, to: receivers)
    case .vectors(let vectors):
      announce(vectors, from: sender, to: receivers)
    }
  }
}
