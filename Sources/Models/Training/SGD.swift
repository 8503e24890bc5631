import Tensors

/// Stochastic gradient descent with momentum, as PyTorch's SGD computes it.
public final class SGD: Optimizer {
  /// The parameters, group by group.
  public let parameters: [Parameter]
  /// Steps done so far.
  public private(set) var stepCount = 0
  private let decays: [Double]
  private let momentum: Double
  private var velocities: [[Float]]

  /// An optimizer that has seen nothing yet.
  ///
  /// - Parameters:
  ///   - groups: all parameters, each in one group; here decay is added to
  ///     the gradient.
  ///   - momentum: how much of the last step goes on.
  public init(_ groups: [ParameterGroup], momentum: Double = 0) {
    parameters = groups.flatMap(\.parameters)
    decays = groups.flatMap { group in
      group.parameters.map { _ in group.decay }
    }
    self.momentum = momentum
    velocities = parameters.map {
      [Float](repeating: 0, count: momentum == 0 ? 0 : $0.shape.count)
    }
  }

  /// One step.
  public func step(_ gradients: Gradients, rate: Double) {
    let isFirst = stepCount == 0
    stepCount += 1
    let (rate, momentum) = (Float(rate), Float(momentum))
    for (index, parameter) in parameters.enumerated() {
      let gradient = gradients.pointer(index)
      let decay = Float(decays[index])
      velocities[index].withUnsafeMutableBufferPointer { v in
        parameter.update { x in
          for i in 0..<parameter.shape.count {
            var g = gradient[i] + decay * x[i]
            if momentum != 0 {
              g = isFirst ? g : momentum * v[i] + g
              v[i] = g
            }
            x[i] -= rate * g
          }
        }
      }
    }
  }

  /// The velocity of every parameter, if there is momentum.
  public var state: [(name: String, values: [Float])] {
    momentum == 0
      ? [] : zip(parameters, velocities).map { ("velocity." + $0.name, $1) }
  }

  /// Takes up what another left off with.
  public func restore(_ state: [String: [Float]], stepCount: Int) throws {
    if momentum != 0 {
      velocities = try parameters.map { try $0.part("velocity", of: state) }
    }
    self.stepCount = stepCount
  }
}
