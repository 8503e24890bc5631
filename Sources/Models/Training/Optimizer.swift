import Tensors

/// Changes parameters by their gradients.
public protocol Optimizer: AnyObject {
  /// The parameters, in a fixed order.
  var parameters: [Parameter] { get }

  /// One step against `gradients`, which are of the same parameters.
  ///
  /// - Parameter rate: the learning rate of this step.
  func step(_ gradients: Gradients, rate: Double)

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
