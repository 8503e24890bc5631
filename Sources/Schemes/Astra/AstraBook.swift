import Cluster
import Models
import Tensors

/// A codebook of one block, with what coding takes away from states.
struct AstraBook {
  /// `groups * entries x width / groups`.
  let entries: Parameter
  /// The mean of states less what their codes stand for, by column.
  let residualMean: Parameter
  /// Its deviation, by column.
  let residualDeviation: Parameter

  /// - Throws: ``ModelError/noAdditions(scheme:name:)``.
  init(name: String, of additions: Additions) throws {
    entries = try additions.weight(name)
    residualMean = try additions.weight(name + ".residual_mean")
    residualDeviation = try additions.weight(name + ".residual_deviation")
  }

  /// Adds to the loss how far states are from their codes: the codebook
  /// follows the states, and the states, held by the commitment weight, the
  /// codebook.
  ///
  /// - Parameter codes: of the states, by device.
  func penalize(
    _ states: Sharded, _ codes: [VectorCodes], on cluster: Cluster,
    _ options: AstraOptions
  ) throws {
    let book = try cluster.whole(entries)
    let all = states.parts.reduce(0) { $0 + $1.shape.rows }
    for (state, codes) in zip(states.parts, codes)
    where state.shape.count > 0 {
      let x = state.placed(at: nil, handle: .none)
      let coded = try book.decoded(codes.unplaced, as: x.shape)
      // Squared distances of rows, averaged over all rows.
      let scale =
        Float(x.shape.rows) / Float(all) * Float(x.shape.columns)
      cluster.penalize(
        try coded.meanSquareError(x.detached).scaled(by: scale))
      if options.commitment > 0 {
        cluster.penalize(
          try x.meanSquareError(coded.detached).scaled(
            by: scale * Float(options.commitment)))
      }
    }
  }

  /// `decoded` with noise like the residual, while training.
  ///
  /// - Parameter site: a number of its own for each block and receiver.
  func noisy(
    _ decoded: Tensor, _ options: AstraOptions, _ draw: TrainingDraw?,
    site: Int
  ) throws -> Tensor {
    guard let draw, options.noise > 0, decoded.shape.count > 0 else {
      return decoded
    }
    return try decoded.addingNoise(
      mean: residualMean.value, deviation: residualDeviation.value,
      times: Float(options.noise), keys: draw.keys(site: noiseSites + site),
      seed: draw.seed)
  }

  /// Measures the residual of `states`, one row a token.
  func measureResidual(of states: Tensor, groups: Int) throws {
    let book = entries.value
    let coded = try book.decoded(
      states.encoded(by: book, groups: groups), as: states.shape)
    let (x, y) = (try states.values(), try coded.values())
    let (rows, columns) = (states.shape.rows, states.shape.columns)
    var (mean, square) = (
      [Double](repeating: 0, count: columns),
      [Double](repeating: 0, count: columns)
    )
    for at in x.indices {
      let residual = Double(x[at] - y[at])
      mean[at % columns] += residual / Double(rows)
      square[at % columns] += residual * residual / Double(rows)
    }
    residualMean.update { to in
      for i in 0..<columns { to[i] = Float(mean[i]) }
    }
    residualDeviation.update { to in
      for i in 0..<columns {
        to[i] = Float(max(0, square[i] - mean[i] * mean[i]).squareRoot())
      }
    }
  }
}

/// Sites from here on are not those of dropout.
private let noiseSites = 1 << 20
