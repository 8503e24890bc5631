import Foundation
import Tensors

extension Transformer {
  /// A model with the weights in `file`, whose names say which tool wrote it
  /// (see ``WeightNames``).
  ///
  /// Every weight is filled once, and every tensor of the file is used or
  /// known to be of no use. F16 and BF16 become fp32.
  ///
  /// - Parameters:
  ///   - shape: the sizes that the weights must have.
  ///   - file: opened, not yet read as a whole.
  ///   - plan: what a scheme has to find in the file too.
  /// - Throws: ``WeightsError``, ``DataError/tensors(file:entry:_:)``, or
  ///   ``ModelError/size(model:what:value:expected:)`` for a `shape` that
  ///   makes no model.
  public convenience init(
    _ shape: ModelShape, weights file: Safetensors,
    additions plan: AdditionsPlan? = nil
  ) throws {
    try shape.check()
    let weights = try WeightReading(file, shape).weights()
    try self.init(shape) { name, extents in
      weights[name] ?? Tensor(extents)
    }
    sent = SentColumns(notes: file.metadata)
    additions = try plan.map {
      try Additions($0, weights: file, model: shape.name)
    }
  }

  /// The same from a file that is opened first.
  ///
  /// - Throws: as ``init(_:weights:additions:)``, and what ``Safetensors``
  ///   throws on opening.
  public convenience init(
    _ shape: ModelShape, weightsIn file: URL,
    additions plan: AdditionsPlan? = nil
  ) throws {
    try self.init(shape, weights: Safetensors(file), additions: plan)
  }

  /// Writes all weights to `file` as safetensors in F32, under our names or
  /// those of another tool; the metadata has the model's name.
  ///
  /// A kernel over patches is written as a matrix, outputs x inputs. What is
  /// sent of a split model stands in the metadata too. A scheme's own weights
  /// keep their names.
  ///
  /// - Throws: ``WeightsError/unnamed(file:names:weight:model:)`` if the tool
  ///   has no name for a weight, ``DataError/unwritable(file:reason:)``, or
  ///   ``Tensors/TensorError/noValues(operation:)`` for a model without values.
  public func write(to file: URL, names: WeightNames = .shardbench) throws {
    let plan: WeightPlan
    do {
      plan = try WeightPlan(names, shape)
    } catch let fact as WeightPlan.Unnamed {
      throw WeightsError.unnamed(
        file: file.relativePath, names: names.name, weight: fact.weight,
        model: shape.name)
    }
    let weights = Dictionary(
      parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
    let tensors = try plan.tensors.map { stored in
      let own = try stored.parts.flatMap {
        try weights[$0.name]?.values() ?? []
      }
      let values = stored.row.layout.theirs(
        own, stored.shape, headSize: shape.headSize)
      return (
        name: plan.fullName(stored),
        tensor: try Tensor(Shape(stored.extents), values)
      )
    }
    let added = (additions?.parameters ?? []).map {
      (name: $0.name, tensor: $0.value)
    }
    // Other tools look at the format before they read.
    let notes = [
      "model": shape.name, "names": names.name, "format": "pt",
    ]
    try Safetensors.write(
      tensors + added,
      metadata: notes.merging(sent?.notes ?? [:]) { own, _ in own },
      to: file)
  }
}

extension Shape {
  /// The shape of one to three extents.
  fileprivate init(_ extents: [Int]) {
    switch extents.count {
    case 1: self.init(extents[0])
    case 2: self.init(extents[0], extents[1])
    default: self.init(extents[0], extents[1], extents[2])
    }
  }
}
