import Tensors

/// Changes parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// The parameters, in a fixed order.
  var parameters: [Parameter] { get }

  /// One step against `gradients`, which are of the same parameters.
  ///
  /// - Parameters:
  ///   - gradients: of the whole batch.
  ///   - rate: the learning rate of this step.
  ///   - workers: how many threads may share the work; the values that come
  ///     out are the same for any number.
  func step(_ gradients: Gradients, rate: Double, workers: Int)

  /// What it remembers between steps, by name, to continue from a checkpoint
  /// bit for bit.
  var state: [(name: String, values: [Float])] { get }

  /// Steps done so far.
  var stepCount: Int { get }

  /// Takes up what another left off with.
  ///
  /// - Throws: ``TrainingError/state(_:)`` if names or sizes differ.
  func restore(_ state: [String: [Float]], stepCount: Int) throws
}

extension Optimizer {
  /// One step on this thread.
  public func step(_ gradients: Gradients, rate: Double) {
    step(gradients, rate: rate, workers: 1)
  }
}

/// Parameters that decay alike.
public struct ParameterGroup {
  /// The parameters.
  public let parameters: [Parameter]
  /// Weight decay, decoupled from the gradient, as a share of the rate.
  public let decay: Double

  /// A group from its parts.
  public init(_ parameters: [Parameter], decay: Double) {
    self.parameters = parameters
    self.decay = decay
  }

  /// Matrices decay, vectors (biases, gains) do not.
  public static func byRank(_ parameters: [Parameter], decay: Double)
    -> [ParameterGroup]
  {
    [
      ParameterGroup(parameters.filter { $0.shape.rank > 1 }, decay: decay),
      ParameterGroup(parameters.filter { $0.shape.rank == 1 }, decay: 0),
    ]
  }
}

extension ParameterLayout {
  /// What an optimizer remembers in `buffer`, parameter by parameter.
  func parts(
    _ kind: String, of buffer: FloatBuffer, _ parameters: [Parameter]
  ) -> [(name: String, values: [Float])] {
    zip(parameters, starts).map { parameter, start in
      (
        kind + "." + parameter.name,
        buffer.values(start..<start + parameter.shape.count)
      )
    }
  }

  /// The reverse: one list a parameter, of its size.
  func put(_ parts: [[Float]], in buffer: FloatBuffer) {
    for (part, start) in zip(parts, starts) { buffer.put(part, at: start) }
  }
}

extension Parameter {
  /// What `state` has for this parameter under `kind`.
  func part(_ kind: String, of state: [String: [Float]]) throws -> [Float] {
    let name = kind + "." + self.name
    guard let values = state[name], values.count == shape.count else {
      throw TrainingError.state(name)
    }
    return values
  }
}
