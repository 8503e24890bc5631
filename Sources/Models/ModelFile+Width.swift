extension ModelFile {
  /// The same model of another width; all that is as wide as it, or a multiple
  /// or a part of it, grows or shrinks alike.
  ///
  /// - Throws: ``ModelError/size(model:what:value:expected:)`` if that leaves
  ///   no whole sizes.
  public func resized(features: Int) throws -> ModelFile {
    let old = shape.width
    func scaled(_ size: Int, _ what: String) throws -> Int {
      let (product, overflow) = size.multipliedReportingOverflow(by: features)
      guard !overflow, product % old == 0, product > 0 else {
        throw ModelError.size(
          model: shape.name, what: "features", value: features,
          expected: "a number that leaves a whole \(what), now \(size) at "
            + "\(old) features")
      }
      return product / old
    }
    var model = self
    model.shape.width = features
    model.shape.hidden = try scaled(shape.hidden, "hidden")
    if case .vectors(let elements, let hidden?) = shape.input {
      model.shape.input = .vectors(
        elements: elements, hidden: try scaled(hidden, "embedding"))
    }
    if case .trigrams(let vocabulary, let kinds, let elements) = shape.input {
      model.shape.input = .trigrams(
        vocabulary: vocabulary, kinds: kinds,
        elements: try scaled(elements, "embedding"))
    }
    if let bottleneck = shape.bottleneck {
      model.shape.bottleneck?.width = try scaled(
        bottleneck.width, "bottleneck")
    }
    switch shape.head {
    case .eachPosition(let outputs, let hidden?):
      model.shape.head = .eachPosition(
        outputs: outputs, hidden: try scaled(hidden, "head_hidden"))
    case .residualClasses(let classes, let hidden):
      model.shape.head = .residualClasses(
        classes, hidden: try scaled(hidden, "head_hidden"))
    default: break
    }
    try model.shape.check()
    return model
  }
}
