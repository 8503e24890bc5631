import Cluster
import Models
import Tensors

extension Astra {
  /// Fits codebooks to the states that come into the blocks of the model on
  /// one device, before the first epoch; measures before each what coding
  /// takes away.
  public func adapt(
    _ model: Transformer, to passes: [Pass], options: SchemeOptions,
    epoch: Int, seed: UInt64
  ) throws {
    let options = AstraOptions(options)
    let additions = try model.additions(of: Self.name)
    let states = try blockInputs(of: model, passes)
    for (block, rows) in states.enumerated() {
      for (number, name) in options.books.enumerated() {
        let book = try AstraBook(name: "\(name).\(block)", of: additions)
        if epoch == 0 {
          let words = Philox(seed: seed).words(
            SIMD4(UInt32(block), UInt32(number), 0, 0x434F_4445))
          var random = RandomStream(
            seed: UInt64(words[0]) << 32 | UInt64(words[1]))
          let fitted = try Codebook.fitted(
            to: rows, groups: options.groups, entries: options.entries,
            random: &random)
          try fitted.withValues(of: "codebook") { from in
            book.entries.update {
              $0.update(from: from, count: fitted.shape.count)
            }
          }
        }
        try book.measureResidual(of: rows, groups: options.groups)
      }
    }
  }

  /// The states that come into each block, a row for each position of each
  /// sample.
  private func blockInputs(of model: Transformer, _ passes: [Pass]) throws
    -> [Tensor]
  {
    var options = ClusterOptions()
    options.recordsTrace = false
    var inputs = model.blocks.map { _ in [Tensor]() }
    for pass in passes {
      let cluster = try Cluster(devices: 1, options: options)
      let root = cluster.root
      var x = try model.embedding(pass, ready: cluster.hand(pass)[root])
      for block in model.blocks {
        inputs[block.index].append(x.placed(at: nil, handle: .none))
        x = try cluster.run(block, on: x, in: pass, at: root)
      }
    }
    return try inputs.map { parts in
      let rows = parts.reduce(0) { $0 + $1.shape.rows }
      return try Tensor.assembled(parts, as: Shape(rows, model.shape.width))
    }
  }
}
