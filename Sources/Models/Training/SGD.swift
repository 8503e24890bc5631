import Tensors

/// Stochastic gradient descent with momentum, as PyTorch's SGD computes it.
public final class SGD: Optimizer {
  /// The parameters, group by group.
  public let parameters: [Parameter]
  /// Steps done so far.
  public private(set) var stepCount = 0
  private let decays: [Double]
  private let momentum: Double
  private let layout: ParameterLayout
  private let velocities: FloatBuffer

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
    layout = ParameterLayout(parameters)
    velocities = FloatBuffer(count: momentum == 0 ? 0 : layout.count)
  }

  /// One step.
  public func step(_ gradients: Gradients, rate: Double, workers: Int) {
    let isFirst = stepCount == 0
    stepCount += 1
    let (rate, momentum) = (Float(rate), Float(momentum))
    let kept = isFirst ? 0 : momentum
    layout.forEach(over: workers) { _, piece in
      let at = piece.range.lowerBound
      let gradient = gradients.pointer(piece.parameter) + at
      let decay = Float(decays[piece.parameter])
      let velocity = velocities.base + piece.start
      parameters[piece.parameter].update { values in
        let x = values + at
        if momentum == 0 {
          for i in 0..<piece.range.count {
            x[i] -= rate * (gradient[i] + decay * x[i])
          }
        } else {
          for i in 0..<piece.range.count {
            let g = kept * velocity[i] + (gradient[i] + decay * x[i])
            velocity[i] = g
            x[i] -= rate * g
          }
        }
      }
    }
  }

  /// The velocity of every parameter, if there is momentum.
  public var state: [(name: String, values: [Float])] {
    momentum == 0 ? [] : layout.parts("velocity", of: velocities, parameters)
  }

  /// Takes up what another left off with.
  ///
  /// - Throws: ``TrainingError/state(_:)`` for an entry that is missing or of
  ///   another size; nothing has changed then.
  public func restore(_ state: [String: [Float]], stepCount: Int) throws {
    if momentum != 0 {
      let parts = try parameters.map { try $0.part("velocity", of: state) }
      layout.put(parts, in: velocities)
    }
    self.stepCount = stepCount
  }
}
