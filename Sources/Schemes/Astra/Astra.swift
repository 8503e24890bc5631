import Cluster
import Models
import Tensors

/// Sequence parallelism with vector-coded exchange after ASTRA
/// (arXiv:2505.19342).
///
/// Each device holds all weights and some tokens. Before each block it sends
/// its tokens as numbers of codebook entries; queries attend to its own tokens
/// in full precision and to what the others' codes stand for. One exchange a
/// block, of groups * log2(entries) bits a token. A text goes on from a prompt
/// on the last device alone, which has the last token.
///
/// What the paper leaves open is chosen here: states are coded before the norm,
/// codebooks begin with k-means over states of the model on one device,
/// gradients go straight through codes; codebooks then follow the gradient of
/// their squared distance (van den Oord et al., arXiv:1711.00937, section 3.2)
/// instead of a moving average.
public struct Astra: Scheme {
  /// `astra`.
  public static let name = "astra"
  /// One line about it.
  public static let summary =
    "tokens split, all weights everywhere, one exchange of vector codes a block"
  /// Codes stand for states.
  public static let isExact = false
  /// What it can be told.
  public static let settings = AstraOptions.settings

  /// The scheme.
  public init() {}

  /// Any number of devices; the first ones have nothing to do where tokens
  /// are fewer.
  public func check(_ model: ModelShape, devices: Int) throws {}

  /// Codebooks for every block, and what coding takes away from states.
  public func additions(
    to model: ModelShape, devices: Int, options: SchemeOptions
  ) throws -> AdditionsPlan? {
    guard devices > 1 else { return nil }
    let options = AstraOptions(options)
    try options.check(model)
    let book = Shape(
      options.groups * options.entries, model.width / options.groups)
    return AdditionsPlan(
      scheme: Self.name,
      weights: (0..<model.blocks).flatMap { block in
        options.books.flatMap { name in
          [
            .init("\(name).\(block)", book, deviation: 0.02),
            .init("\(name).\(block).residual_mean", Shape(model.width)),
            .init("\(name).\(block).residual_deviation", Shape(model.width)),
          ]
        }
      })
  }

  /// Runs all blocks on all devices, each for its tokens.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let options = AstraOptions(cluster.options.scheme)
    guard cluster.devices.count > 1, pass.position == 0,
      model.positions(of: pass) > 1
    else { return try alone(pass, model, cluster) }
    try options.check(model.shape)
    return try AstraRun(
      pass: pass, model: model, cluster: cluster, options: options,
      additions: model.additions(of: Self.name)
    ).run()
  }

  /// All of it on the last device: it knows all that came before.
  private func alone(_ pass: Pass, _ model: Transformer, _ cluster: Cluster)
    throws -> Tensor
  {
    let last = cluster.devices[cluster.devices.count - 1]
    let ready = cluster.hand(
      pass, from: pass.position > 0 ? last : nil, to: [last])
    var x = try model.embedding(pass, ready: ready[last])
    for block in model.blocks {
      x = try cluster.run(block, on: x, in: pass, at: last)
    }
    return try cluster.observe([model.tell(x, of: pass)])
  }
}
