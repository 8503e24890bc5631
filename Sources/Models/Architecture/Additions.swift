import Tensors

/// The weights that a scheme wants besides a model's own, by name and shape.
public struct AdditionsPlan: Equatable, Sendable {
  /// A weight.
  public struct Weight: Equatable, Sendable {
    /// Its name within the scheme, such as `codebook.3`.
    public let name: String
    /// Its extents.
    public let shape: Shape
    /// The deviation of its first, normal values; zeros for 0.
    public let deviation: Float

    /// A weight from its parts.
    public init(_ name: String, _ shape: Shape, deviation: Float = 0) {
      self.name = name
      self.shape = shape
      self.deviation = deviation
    }
  }

  /// The scheme.
  public let scheme: String
  /// Weights of its own, such as codebooks. They do not decay in training.
  public let weights: [Weight]
  /// Transformers that it runs beside the model's blocks or in their place.
  public let models: [ModelShape]

  /// A plan from its parts.
  public init(
    scheme: String, weights: [Weight] = [], models: [ModelShape] = []
  ) {
    self.scheme = scheme
    self.weights = weights
    self.models = models
  }

  /// What stands before the names of all additions, of whatever scheme.
  static let prefix = "additions."

  private func fullName(_ name: String) -> String {
    "\(Self.prefix)\(scheme).\(name)"
  }

  /// The additions, with values from `weight`, called for each weight with its
  /// full name, and from `model`, called for each transformer's number with
  /// what stands before the names of its weights.
  func made(
    weight: (String, Weight) throws -> Tensor,
    model: (Int, String) throws -> Transformer
  ) throws -> Additions {
    Additions(
      scheme: scheme,
      weights: try weights.map {
        let name = fullName($0.name)
        return ($0.name, Parameter(name, try weight(name, $0)))
      },
      models: try models.indices.map {
        try model($0, fullName("models.\($0)."))
      })
  }
}

/// Weights that a scheme adds to a model: trained with it and kept in its
/// file.
public struct Additions {
  /// The scheme.
  public let scheme: String
  /// Its transformers.
  public let models: [Transformer]
  /// Its other weights, in the order of the plan.
  public let weights: [Parameter]
  private let byName: [String: Parameter]

  init(
    scheme: String, weights: [(String, Parameter)], models: [Transformer]
  ) {
    self.scheme = scheme
    self.models = models
    self.weights = weights.map(\.1)
    byName = Dictionary(weights, uniquingKeysWith: { a, _ in a })
  }

  /// All weights, those of transformers included.
  public var parameters: [Parameter] {
    weights + models.flatMap(\.parameters)
  }

  /// The weight that the plan calls `name`.
  ///
  /// - Throws: ``ModelError/noAdditions(scheme:name:)``.
  public func weight(_ name: String) throws -> Parameter {
    guard let weight = byName[name] else {
      throw ModelError.noAdditions(scheme: scheme, name: name)
    }
    return weight
  }

  /// The additions of `plan` by shapes alone, for costs.
  ///
  /// - Throws: ``ModelError/size(model:what:value:expected:)`` for a narrow
  ///   transformer that makes no model.
  public init(shapesOnly plan: AdditionsPlan) throws {
    self = try plan.made {
      Tensor($1.shape)
    } model: {
      try Transformer(shapesOnly: plan.models[$0], prefix: $1)
    }
  }

  /// The additions of `plan` with random values.
  ///
  /// - Parameters:
  ///   - plan: names, shapes and deviations of the weights.
  ///   - seed: names the random numbers.
  /// - Throws: as ``init(shapesOnly:)``.
  /// - Complexity: O(elements).
  public init(_ plan: AdditionsPlan, random seed: UInt64) throws {
    var number: UInt32 = 0
    func stream() -> RandomStream {
      number += 1
      let words = Philox(seed: seed).words(SIMD4(number, 0, 0, 0x4144_4445))
      return RandomStream(seed: UInt64(words[0]) << 32 | UInt64(words[1]))
    }
    self = try plan.made { _, weight in
      var random = stream()
      return Tensor(weight.shape) { to in
        for i in 0..<weight.shape.count {
          to[i] = weight.deviation > 0 ? random.normal() * weight.deviation : 0
        }
      }
    } model: { index, prefix in
      var random = stream()
      return try Transformer(
        random: plan.models[index], seed: random.next(), prefix: prefix)
    }
  }

  /// The additions of `plan` with the values in `file`.
  ///
  /// - Throws: ``WeightsError``, ``DataError``.
  init(_ plan: AdditionsPlan, weights file: Safetensors, model: String) throws {
    func read(_ name: String, _ shape: Shape) throws -> Tensor {
      let expected = (0..<shape.rank).map { shape[$0] }
      guard let entry = file.entries.first(where: { $0.name == name }) else {
        throw WeightsError.missing(
          file: file.path, entry: name, names: plan.scheme, model: model)
      }
      guard entry.extents == expected else {
        throw WeightsError.shape(
          file: file.path, entry: name, extents: entry.extents,
          expected: expected, model: model)
      }
      return try file.tensor(name).reshaped(shape)
    }
    self = try plan.made {
      try read($0, $1.shape)
    } model: { index, prefix in
      try Transformer(
        making: { Parameter(prefix + $0, try read(prefix + $0, $1)) },
        of: plan.models[index])
    }
  }
}

extension Transformer {
  /// The weights that `scheme` has added.
  ///
  /// - Throws: ``ModelError/noAdditions(scheme:name:)`` if they are another's.
  public func additions(of scheme: String) throws -> Additions {
    guard let additions, additions.scheme == scheme else {
      throw ModelError.noAdditions(scheme: scheme, name: "all")
    }
    return additions
  }
}
