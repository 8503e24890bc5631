import Documents

// The families of CATS (arXiv:2605.15694; repository: model, parameters).

private let sizes = 1...ModelShape.extentLimit

extension Architecture {
  func catsDecoder(_ shape: inout ModelShape, _ reader: inout MappingReader)
    throws -> Preparation
  {
    let series = SeriesPatches(
      context: try reader.size("context"), size: try reader.size("patch"),
      channels: try reader.size("channels", or: 1),
      horizon: try reader.size("horizon"))
    guard series.context % series.size == 0 else {
      throw ModelError.size(
        model: shape.name, what: "patch", value: series.size,
        expected: "a divisor of the context of \(series.context)")
    }
    shape.input = .vectors(elements: series.elements, hidden: shape.hidden)
    shape.context = series.count
    shape.positions = .learnedTable(
      try reader.size("positions", or: series.count))
    shape.norm = .cats(copies: try reader.size("norm_copies", or: 1))
    shape.biases = .all
    shape.feedForward = .relu
    shape.head = .eachPosition(
      outputs: series.outputs,
      hidden: try reader.size("head_hidden", or: shape.hidden))
    return .series(series)
  }

  func catsViT(_ shape: inout ModelShape, _ reader: inout MappingReader)
    throws -> Preparation
  {
    let patches = try reader.patches(of: shape)
    shape.input = .vectors(elements: patches.elements, hidden: shape.hidden)
    shape.classToken = .last
    shape.attends = .everywhere
    shape.context = patches.count + 1
    shape.positions = .learnedTable(
      try reader.size("positions", or: shape.context))
    shape.norm = .cats(copies: try reader.size("norm_copies", or: 1))
    shape.biases = .all
    shape.feedForward = .relu
    shape.head = .residualClasses(
      try reader.size("classes"),
      hidden: try reader.size("head_hidden", or: shape.hidden))
    return .patches(patches)
  }

  func catsBlock(_ shape: inout ModelShape, _ reader: inout MappingReader)
    throws
  {
    shape.halves = try reader.choice("half", or: ModelShape.Halves.both)
    shape.attends = try reader.choice(
      "attends", or: ModelShape.Attends.everywhere)
    shape.context = try reader.size("context", or: ModelShape.extentLimit)
    shape.input = .states
    shape.positions = .none
    shape.norm = .cats(copies: 1)
    shape.biases = .all
    shape.feedForward = .relu
    shape.head = .states
  }
}
