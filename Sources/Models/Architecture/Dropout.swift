import Tensors

/// Elements left out at random while training (Srivastava et al. 2014).
///
/// Which ones depends on seed, epoch, sample and the place in the model
/// alone, so that results do not depend on how a batch is cut.
public struct Dropout: Sendable {
  /// The share that is left out, 0 to below 1.
  public let probability: Float
  /// Names the random numbers.
  public let seed: UInt64
  /// The pass over the data.
  public let epoch: Int
  /// The samples of the batch.
  public let samples: [Int]

  /// Dropout for one pass.
  public init(
    probability: Float, seed: UInt64, epoch: Int, samples: [Int]
  ) {
    self.probability = probability
    self.seed = seed
    self.epoch = epoch
    self.samples = samples
  }

  /// `x`, of as many equal parts as there are samples, with some elements
  /// zero and the others larger to make up for it.
  ///
  /// - Parameter site: a number of its own for each place in the model.
  public func apply(to x: Tensor, site: Int) throws -> Tensor {
    guard probability > 0 else { return x }
    return try x.droppingOut(
      probability,
      keys: samples.map {
        SIMD3(UInt32(truncatingIfNeeded: $0), UInt32(epoch), UInt32(site))
      }, seed: seed)
  }
}
