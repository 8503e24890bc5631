import Tensors

/// What is drawn at random for the samples of a pass while training.
///
/// The numbers depend on seed, epoch, sample and the place in the model
/// alone, so that results do not depend on how a batch is cut.
public struct TrainingDraw: Sendable {
  /// The share of elements that dropout leaves out, 0 to below 1 (Srivastava
  /// et al. 2014).
  public let dropout: Float
  /// Names the random numbers.
  public let seed: UInt64
  /// The pass over the data.
  public let epoch: Int
  /// The samples of the batch.
  public let samples: [Int]

  /// A draw for one pass.
  public init(dropout: Float, seed: UInt64, epoch: Int, samples: [Int]) {
    self.dropout = dropout
    self.seed = seed
    self.epoch = epoch
    self.samples = samples
  }

  /// What random numbers of each sample depend on at a place in the model.
  ///
  /// - Parameter site: a number of its own for each place.
  public func keys(site: Int) -> [SIMD3<UInt32>] {
    samples.map {
      SIMD3(
        UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: epoch),
        UInt32(truncatingIfNeeded: site))
    }
  }

  /// `x`, of as many equal parts as there are samples, with some elements
  /// zero and the others larger to make up for it.
  ///
  /// - Parameters:
  ///   - x: `rows x columns`, or a batch.
  ///   - site: names the place in the model; another place draws otherwise.
  /// - Throws: ``Tensors/TensorError/shapes(operation:_:_:)`` if the parts are
  ///   not equal.
  public func droppingOut(_ x: Tensor, site: Int) throws -> Tensor {
    guard dropout > 0 else { return x }
    return try x.droppingOut(dropout, keys: keys(site: site), seed: seed)
  }
}
