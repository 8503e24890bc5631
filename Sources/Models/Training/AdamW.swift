import CKernels
import Foundation
import Tensors

/// Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), as
/// PyTorch's AdamW computes it.
public final class AdamW: Optimizer {
  /// The parameters, group by group.
  public let parameters: [Parameter]
  /// Steps done so far.
  public private(set) var stepCount = 0
  private let decays: [Double]
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private var means: [[Float]]
  private var squares: [[Float]]

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
    means = parameters.map { [Float](repeating: 0, count: $0.shape.count) }
    squares = means
  }

  /// One step; the order of operations is PyTorch's.
  public func step(_ gradients: Gradients, rate: Double) {
    stepCount += 1
    let count = Double(stepCount)
    var step = ck_adamw(
      keep: 1, step: Float(rate / (1 - pow(beta1, count))),
      root: Float((1 - pow(beta2, count)).squareRoot()),
      epsilon: Float(epsilon), mean: Float(1 - beta1), beta2: Float(beta2),
      square: Float(1 - beta2))
    for (index, parameter) in parameters.enumerated() {
      let gradient = gradients.pointer(index)
      step.keep = Float(1 - rate * decays[index])
      means[index].withUnsafeMutableBufferPointer { m in
        squares[index].withUnsafeMutableBufferPointer { v in
          parameter.update { x in
            ck_adamw_step(
              &step, gradient, m.baseAddress, v.baseAddress, x, m.count)
          }
        }
      }
    }
  }

  /// Both means of every parameter.
  public var state: [(name: String, values: [Float])] {
    zip(parameters, means).map { ("mean." + $0.name, $1) }
      + zip(parameters, squares).map { ("square." + $0.name, $1) }
  }

  /// Takes up what another left off with.
  public func restore(_ state: [String: [Float]], stepCount: Int) throws {
    let means = try parameters.map { try $0.part("mean", of: state) }
    let squares = try parameters.map { try $0.part("square", of: state) }
    (self.means, self.squares) = (means, squares)
    self.stepCount = stepCount
  }
}
