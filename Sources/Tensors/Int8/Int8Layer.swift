import CKernels

/// The weights of a linear layer in int8, one scale for all of them, and its
/// bias in int32 in units of input step times weight step.
///
/// One scale a layer, also where devices share its outputs: so what a device
/// computes does not depend on how many there are.
public struct Int8Layer {
  /// The grid of the inputs.
  public let input: Int8Grid
  /// The grid of the weights.
  public let grid: Int8Grid
  /// `outputs x inputs`, whole numbers.
  public let weight: Tensor
  /// One element an output.
  public let bias: [Int32]?

  /// Terms of a sum up to which int32 cannot overflow: 2^14 each, and as
  /// much again for the bias.
  public static let inputLimit = 1 << 16
  /// What a bias is clipped to, either way.
  static let biasLimit: Float = 0x1p30

  /// A layer, rounded.
  ///
  /// - Parameters:
  ///   - weight: `outputs x inputs`.
  ///   - bias: one element an output.
  ///   - input: the grid of what will be multiplied.
  ///   - kept: for runs of outputs, one after another, 1 for each input that
  ///     they have, else 0; others are not stored and count for no scale.
  ///     All of them if there are none.
  /// - Throws: ``TensorError``: shapes that do not fit, more inputs than
  ///   ``inputLimit``, something not finite, no values.
  public init(
    weight: Tensor, bias: Tensor?, input: Int8Grid,
    kept: [(outputs: Range<Int>, inputs: [Float])] = []
  ) throws {
    let columns = weight.shape.columns
    guard columns <= Self.inputLimit else {
      throw TensorError.range(
        operation: "int8 layer", 0..<columns, limit: Self.inputLimit)
    }
    guard weight.shape.rank == 2,
      bias.map({ $0.shape.count == weight.shape[0] }) ?? true
    else {
      throw TensorError.shapes(
        operation: "int8 layer", weight.shape, bias?.shape ?? Shape(0))
    }
    let isCut =
      isPartition(kept.map(\.outputs))
      && kept.last?.outputs.upperBound == weight.shape[0]
      && kept.allSatisfy { $0.inputs.count == columns }
    guard kept.isEmpty || isCut else {
      throw TensorError.shapes(
        operation: "int8 layer", weight.shape,
        Shape(
          kept.last?.outputs.upperBound ?? 0, kept.last?.inputs.count ?? 0))
    }
    let stored =
      kept.isEmpty
      ? weight
      : try weight.withoutGradient("int8 layer") { from, to in
        for (outputs, inputs) in kept {
          for output in outputs {
            let at = output * columns
            ck_choose(inputs, from + at, nil, to + at, columns)
          }
        }
      }
    let grid = try Int8Grid(fitting: stored)
    let scale = input.scale * grid.scale
    self.input = input
    self.grid = grid
    self.weight = try grid.steps(of: stored)
    _ = try bias?.largestSize()
    self.bias = try bias?.values().map {
      let steps = ($0 * scale).rounded(.toNearestOrEven)
      return Int32(max(-Self.biasLimit, min(Self.biasLimit, steps)))
    }
  }
}
