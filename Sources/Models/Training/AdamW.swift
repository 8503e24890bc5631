import CKernels
import Foundation
import Tensors

/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101,
/// algorithm 2), as PyTorch's AdamW computes it.
public final class AdamW: Optimizer {
  /// The parameters, group by group.
  public let parameters: [Parameter]
  /// Steps done so far.
  public private(set) var stepCount = 0
  private let decays: [Double]
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private let layout: ParameterLayout
  private let means: FloatBuffer
  private let squares: FloatBuffer

  /// An optimizer that has seen nothing yet.
  ///
  /// - Parameters:
  ///   - groups: all parameters, each in one group.
  ///   - beta1: how slowly the mean of the gradient moves.
  ///   - beta2: how slowly the mean of its square moves.
  ///   - epsilon: added to the root of the latter.
  public init(
    _ groups: [ParameterGroup], beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    parameters = groups.flatMap(\.parameters)
    decays = groups.flatMap { group in
      group.parameters.map { _ in group.decay }
    }
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    layout = ParameterLayout(parameters)
    means = FloatBuffer(count: layout.count)
    squares = FloatBuffer(count: layout.count)
  }

  /// One step; the order of operations is PyTorch's.
  public func step(_ gradients: Gradients, rate: Double, workers: Int) {
    stepCount += 1
    let count = Double(stepCount)
    let step = ck_adamw(
      keep: 1, step: Float(rate / (1 - pow(beta1, count))),
      root: Float((1 - pow(beta2, count)).squareRoot()),
      epsilon: Float(epsilon), mean: Float(1 - beta1), beta2: Float(beta2),
      square: Float(1 - beta2))
    layout.forEach(over: workers) { _, piece in
      let at = piece.range.lowerBound
      let gradient = gradients.pointer(piece.parameter) + at
      var step = step
      step.keep = Float(1 - rate * decays[piece.parameter])
      parameters[piece.parameter].update { values in
        ck_adamw_step(
          &step, gradient, means.base + piece.start,
          squares.base + piece.start, values + at, piece.range.count)
      }
    }
  }

  /// Both means of every parameter.
  public var state: [(name: String, values: [Float])] {
    layout.parts("mean", of: means, parameters)
      + layout.parts("square", of: squares, parameters)
  }

  /// Takes up what another left off with.
  ///
  /// - Throws: ``TrainingError/state(_:)`` for an entry that is missing or of
  ///   another size; nothing has changed then.
  public func restore(_ state: [String: [Float]], stepCount: Int) throws {
    let means = try parameters.map { try $0.part("mean", of: state) }
    let squares = try parameters.map { try $0.part("square", of: state) }
    layout.put(means, in: self.means)
    layout.put(squares, in: self.squares)
    self.stepCount = stepCount
  }
}
