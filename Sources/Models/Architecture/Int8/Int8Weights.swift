import Tensors

/// The weights of a model while they are rounded to int8, by name.
struct Int8Weights {
  private(set) var weights: [String: Parameter]
  private let calibration: Calibration

  /// What devices add up stays exact in fp32 up to here, in any order.
  static let sumLimit: Float = 0x1p24
  /// The largest size of a step that is multiplied.
  static let inputSteps: Float = 128

  init(_ weights: [String: Parameter], _ calibration: Calibration) {
    self.weights = weights
    self.calibration = calibration
  }

  /// Rounds a linear layer.
  ///
  /// - Parameters:
  ///   - first: the layer that was watched for what both take in; by default
  ///     the layer itself.
  ///   - keeps: whether its results are kept in a cache.
  /// - Throws: ``ModelError/inexact(weight:terms:)``,
  ///   ``TensorError/uncalibrated(_:)``, ``TensorError/noValues(operation:)``.
  mutating func round(
    _ weight: Parameter, _ bias: Parameter? = nil,
    takingInWith first: Parameter? = nil, keeps: Bool = false
  ) throws {
    let layer = try Int8Layer(
      weight: weight.value, bias: bias?.value,
      input: calibration.grid((first ?? weight).name))
    let scales = Int8Scales(
      input: layer.input, weight: layer.grid,
      kept: keeps ? try calibration.grid(weight.keptName) : nil)
    let biases = layer.bias.map { $0.map { Float($0) } }
    guard try Self.areExact(layer.weight, biases) else {
      throw ModelError.inexact(
        weight: weight.name, terms: weight.shape.columns)
    }
    weights[weight.name] = Parameter(
      weight.name, layer.weight, int8: .steps(scales))
    if let bias, let biases {
      weights[bias.name] = Parameter(bias.name, try Tensor(bias.shape, biases))
    }
  }

  /// Rounds a table whose rows are values.
  mutating func roundTable(_ table: Parameter) throws {
    weights[table.name] = Parameter(
      table.name, try Int8Grid(fitting: table.value).rounded(table.value))
  }

  /// Whether no sum over an output's inputs, or over some of them, can exceed
  /// what fp32 holds exactly.
  private static func areExact(_ weight: Tensor, _ bias: [Float]?) throws
    -> Bool
  {
    let columns = weight.shape.columns
    return try weight.withValues(of: "int8") { values in
      (0..<weight.shape[0]).allSatisfy { output in
        var sum = abs(bias?[output] ?? 0)
        for i in output * columns..<(output + 1) * columns {
          sum += inputSteps * abs(values[i])
        }
        return sum <= sumLimit
      }
    }
  }
}
