extension ModelShape {
  /// Checks that the sizes make a model.
  ///
  /// - Throws: ``ModelError/size(model:what:value:expected:)`` if they do not.
  public func check() throws {
    for (what, value) in sizes where !(1...Self.extentLimit).contains(value) {
      throw ModelError.size(
        model: name, what: what, value: value,
        expected: "1 to \(Self.extentLimit)")
    }
    var isRotary = false
    if case .rotary = positions { isRotary = true }
    let isUneven = ownHeadSize == nil && innerWidth % heads != 0
    if isUneven || isRotary && headSize % 2 != 0 {
      let split = bottleneck == nil ? "width" : "bottleneck"
      throw ModelError.size(
        model: name, what: "heads", value: heads,
        expected: "a divisor of the \(split) \(innerWidth)"
          + (isRotary ? " that leaves an even size" : ""))
    }
    if heads % keyValueHeads != 0 {
      throw ModelError.size(
        model: name, what: "key_value_heads", value: keyValueHeads,
        expected: "a divisor of the \(heads) heads")
    }
    if case .learnedTable(let rows) = positions, rows < context {
      throw ModelError.size(
        model: name, what: "positions", value: rows,
        expected: "at least the context of \(context)")
    }
    try checkBottleneck()
  }

  private var sizes: [(String, Int)] {
    var sizes = [
      ("width", width), ("hidden", hidden), ("blocks", blocks),
      ("heads", heads), ("key_value_heads", keyValueHeads),
      ("context", context),
    ]
    switch input {
    case .tokens(let vocabulary, let kinds):
      sizes.append(("vocabulary", vocabulary))
      if kinds != 0 { sizes.append(("token_kinds", kinds)) }
    case .trigrams(let vocabulary, let kinds, let elements):
      sizes += [("vocabulary", vocabulary), ("embedding", elements)]
      if kinds != 0 { sizes.append(("token_kinds", kinds)) }
    case .vectors(let elements, let hidden):
      sizes.append(("input_elements", elements))
      if let hidden { sizes.append(("embedding_hidden", hidden)) }
    case .states: break
    }
    if let bottleneck { sizes.append(("bottleneck", bottleneck.width)) }
    if let ownHeadSize { sizes.append(("head_size", ownHeadSize)) }
    switch head {
    case .vocabulary, .states: break
    case .classes(let classes, _): sizes.append(("classes", classes))
    case .residualClasses(let classes, let hidden):
      sizes += [("classes", classes), ("head_hidden", hidden)]
    case .eachPosition(let outputs, let hidden):
      sizes.append(("outputs", outputs))
      if let hidden { sizes.append(("head_hidden", hidden)) }
    }
    if case .learnedTable(let rows) = positions {
      sizes.append(("positions", rows))
    }
    if case .cats(let copies) = norm { sizes.append(("norm_copies", copies)) }
    return sizes
  }
}
