import Documents

// One function a family: its own keys, and what they leave as it is.

private let sizes = 1...ModelShape.extentLimit

extension MappingReader {
  mutating func size(_ key: String) throws -> Int {
    try required(key).int(in: sizes)
  }

  mutating func size(_ key: String, or standard: Int) throws -> Int {
    try optional(key)?.int(in: sizes) ?? standard
  }

  mutating func epsilon(or standard: Double) throws -> Double {
    try optional("norm_epsilon")?.double(in: 0...1) ?? standard
  }

  /// One of the cases of a type of words.
  mutating func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, or standard: T
  ) throws -> T where T.RawValue == String {
    try optional(key)?.word(of: T.allCases.map(\.rawValue))
      .asChoice() ?? standard
  }

  mutating func feedForward(
    or standard: ModelShape.FeedForward, of words: [ModelShape.FeedForward]
  ) throws -> ModelShape.FeedForward {
    let word = try optional("feed_forward")?.word(of: words.map(\.rawValue))
    return word.flatMap(ModelShape.FeedForward.init) ?? standard
  }

  /// The patches that the keys `image` and `patch` cut.
  mutating func patches(of shape: ModelShape) throws -> ImagePatches {
    var image = try MappingReader(
      required("image"), keys: ["channels", "height", "width"])
    let patches = ImagePatches(
      channels: try image.size("channels", or: 1),
      height: try image.size("height"), width: try image.size("width"),
      size: try size("patch"))
    try image.finish()
    for (side, length) in [
      ("height", patches.height), ("width", patches.width),
    ]
    where length % patches.size != 0 {
      throw ModelError.size(
        model: shape.name, what: "patch", value: patches.size,
        expected: "a divisor of the image's \(side) of \(length)")
    }
    return patches
  }
}

extension String {
  fileprivate func asChoice<T: RawRepresentable>() -> T?
  where T.RawValue == String { T(rawValue: self) }
}

/// Feed-forward parts that any family but Llama's may have.
let twoMatrices: [ModelShape.FeedForward] = [.relu, .gelu, .geluTanh]

extension Architecture {
  func llama(_ shape: inout ModelShape, _ reader: inout MappingReader) throws {
    shape.keyValueHeads = try reader.size("key_value_heads", or: shape.heads)
    shape.feedForward = try reader.feedForward(
      or: .swiglu, of: ModelShape.FeedForward.allCases)
    let head = try reader.optional("head")?.word(of: ["tied", "separate"])
    shape.input = .tokens(vocabulary: try reader.size("vocabulary"), kinds: 0)
    shape.context = try reader.size("context")
    shape.head = .vocabulary(tied: head != "separate")
    shape.norm = .rms(epsilon: try reader.epsilon(or: 1e-5))
    shape.positions = .rotary(
      base: try reader.optional("rotary_base")?.double(in: 1...1e9) ?? 10_000)
  }

  func blocks(_ shape: inout ModelShape, _ reader: inout MappingReader) throws {
    shape.keyValueHeads = try reader.size("key_value_heads", or: shape.heads)
    shape.context = try reader.size("context", or: ModelShape.extentLimit)
    shape.attends = try reader.choice(
      "attends", or: ModelShape.Attends.backward)
    shape.feedForward = try reader.feedForward(
      or: .swiglu, of: ModelShape.FeedForward.allCases)
    let norm = try reader.optional("norm")?.word(of: ["rms", "layer"])
    shape.norm =
      norm == "layer" ? .layer(epsilon: 1e-12) : .rms(epsilon: 1e-5)
    shape.normPlacement = try reader.choice(
      "norm_placement", or: ModelShape.NormPlacement.before)
    shape.positions =
      try reader.optional("rotary_base").map {
        .rotary(base: try $0.double(in: 1...1e9))
      } ?? .none
    shape.biases = try reader.optional("biases")?.bool() == true ? .all : []
    shape.input = .states
    shape.head = .states
  }

  func gpt2(_ shape: inout ModelShape, _ reader: inout MappingReader) throws {
    shape.input = .tokens(vocabulary: try reader.size("vocabulary"), kinds: 0)
    shape.context = try reader.size("context")
    shape.positions = .learned
    shape.norm = .layer(epsilon: try reader.epsilon(or: 1e-5))
    shape.biases = .all
    shape.feedForward = try reader.feedForward(or: .geluTanh, of: twoMatrices)
    shape.head = .vocabulary(tied: true)
  }

  func bert(_ shape: inout ModelShape, _ reader: inout MappingReader) throws {
    shape.input = .tokens(
      vocabulary: try reader.size("vocabulary"),
      kinds: try reader.size("token_kinds", or: 2))
    shape.context = try reader.size("context")
    shape.positions = .learned
    shape.attends = .everywhere
    shape.norm = .layer(epsilon: try reader.epsilon(or: 1e-12))
    shape.normPlacement = .after
    shape.normsEmbedding = true
    shape.biases = .all
    shape.feedForward = try reader.feedForward(or: .gelu, of: twoMatrices)
    let classes = try reader.optional("classes")?.int(in: sizes)
    shape.head = classes.map { .classes($0, isPooled: true) } ?? .states
  }

  func vit(_ shape: inout ModelShape, _ reader: inout MappingReader) throws
    -> Preparation
  {
    let patches = try reader.patches(of: shape)
    let preparation = Preparation.patches(patches)
    try encoder(
      &shape, &reader, preparation, placement: .before, epsilon: 1e-6,
      feedForward: .gelu, biases: .all)
    return preparation
  }

  func keyword(_ shape: inout ModelShape, _ reader: inout MappingReader)
    throws -> Preparation
  {
    let preparation = Preparation.frames(
      count: try reader.size("frames"),
      elements: try reader.size("coefficients"))
    try encoder(
      &shape, &reader, preparation, placement: .after, epsilon: 1e-6,
      feedForward: .geluTanh, biases: [.output, .feedForward])
    return preparation
  }

  private func encoder(
    _ shape: inout ModelShape, _ reader: inout MappingReader,
    _ preparation: Preparation, placement: ModelShape.NormPlacement,
    epsilon: Double, feedForward: ModelShape.FeedForward,
    biases: ModelShape.Biases
  ) throws {
    shape.classToken = try reader.choice(
      "class_token", or: ModelShape.ClassToken.first)
    shape.input = .vectors(elements: preparation.elements ?? 1, hidden: nil)
    shape.context =
      (preparation.count ?? 0) + (shape.classToken == .none ? 0 : 1)
    shape.positions = .learned
    shape.attends = .everywhere
    shape.norm = .layer(epsilon: try reader.epsilon(or: epsilon))
    shape.normPlacement = try reader.choice("norm_placement", or: placement)
    shape.biases = biases
    shape.feedForward = try reader.feedForward(or: feedForward, of: twoMatrices)
    shape.head = .classes(try reader.size("classes"), isPooled: false)
  }
}
