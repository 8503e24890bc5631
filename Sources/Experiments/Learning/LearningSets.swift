import Foundation
import Models

/// The data sets that models learn from, by name, with what stands in for
/// real files that are not there.
struct LearningSets {
  private let folder: URL

  /// Sets whose files are in `folder`.
  init(folder: URL) { self.folder = folder }

  /// The names for command lines and manifests.
  static let names = [
    "mnist", "cifar10", "optdigits", "etth1", "etth2", "kwt1",
    "tinyshakespeare", GeneratedGlyphs.name, GeneratedSeries.name,
  ]

  /// The set that a model is trained on where none is named.
  static func standard(for model: ModelFile) -> String? {
    switch model.preparation {
    case .series: "etth2"
    case .frames: "kwt1"
    case .patches(let patches):
      switch (patches.channels, patches.height) {
      case (1, 28): "mnist"
      case (3, 32): "cifar10"
      case (1, 8): "optdigits"
      default: GeneratedGlyphs.name
      }
    case .tokens: "tinyshakespeare"
    }
  }

  /// What rows on this set say about it: the real files, or what stands in
  /// for them.
  ///
  /// - Parameter seed: of generated data.
  func source(_ name: String, seed: UInt64 = Self.seed) -> DataSource {
    switch name {
    case GeneratedGlyphs.name: GeneratedGlyphs(seed: seed).source
    case GeneratedSeries.name: GeneratedSeries(seed: seed).source
    case "etth1", "etth2":
      isPresent(name)
        ? real(name) : GeneratedSeries(seed: seed).source
    case "mnist":
      isPresent(name) ? real(name) : GeneratedGlyphs(seed: seed).source
    default: real(name)
    }
  }

  /// The seed of generated data.
  static let seed: UInt64 = 7

  /// The set `name` as `model` takes it.
  ///
  /// - Parameters:
  ///   - column: of a series.
  ///   - length: tokens of a text.
  /// - Throws: ``LearningError``, ``DataError``.
  func data(
    _ name: String, for model: ModelFile, column: String, length: Int
  ) throws -> any LearningData {
    let source = source(name)
    let shape = model.shape
    switch (source.name, model.preparation) {
    case (let set, .patches(let patches))
    where ["mnist", "cifar10", "optdigits", GeneratedGlyphs.name]
      .contains(set):
      let (train, test) = try images(source)
      return try ImageData(
        source, train: train, test: test, patches: patches, model: shape.name,
        classes: shape.classes)
    case ("etth1", .series(let patches)), ("etth2", .series(let patches)):
      let file = name == "etth1" ? "ett/ETTh1.csv" : "ett/ETTh2.csv"
      let series = try ETT.read(folder.appendingPathComponent(file))
      return try ForecastData(
        source, try series.column(column), patches: patches,
        model: shape.name)
    case (GeneratedSeries.name, .series(let patches)):
      return try ForecastData(
        source, GeneratedSeries(seed: Self.seed).series(), patches: patches,
        model: shape.name)
    case ("kwt1", .frames):
      return try KeywordData(
        source, KeywordClips(folder.appendingPathComponent("kwt1")),
        model: model)
    case ("tinyshakespeare", .tokens):
      // Symbols of the text are not the tokens of a model made elsewhere.
      guard model.tokenizer == nil else {
        throw LearningError.unfit(
          data: name, model: shape.name,
          problem: "it is read by symbols, and the model has a tokenizer")
      }
      let file = folder.appendingPathComponent("tinyshakespeare/input.txt")
      return try TextData(
        source, try CharacterText(file), length: min(length, shape.context),
        model: shape)
    default:
      throw LearningError.unfit(
        data: name, model: shape.name,
        problem: "it is not what the model takes in")
    }
  }

  private func images(_ source: DataSource) throws -> (
    train: LabeledImages, test: LabeledImages
  ) {
    switch source.name {
    case "mnist":
      let folder = folder.appendingPathComponent("mnist")
      return (try MNIST.read(folder, .train), try MNIST.read(folder, .test))
    case "cifar10":
      let folder = folder.appendingPathComponent("cifar10")
      return (try CIFAR10.read(folder, .train), try CIFAR10.read(folder, .test))
    case "optdigits":
      let folder = folder.appendingPathComponent("uci-digits")
      return (
        try OptDigits.read(folder, .train), try OptDigits.read(folder, .test)
      )
    default:
      let glyphs = GeneratedGlyphs(seed: Self.seed)
      return (
        try glyphs.images(.train, count: 6_000),
        try glyphs.images(.test, count: 1_000)
      )
    }
  }

  private func real(_ name: String) -> DataSource {
    DataSource.real.first { $0.name == name }
      ?? DataSource(name: name, files: [])
  }

  private func isPresent(_ name: String) -> Bool {
    missing(real(name)) == nil
  }

  /// A file of the set that is not there, where nothing stands in for it.
  func missingFile(of name: String) -> String? {
    Self.names.contains(name) ? missing(source(name)) : nil
  }

  private func missing(_ source: DataSource) -> String? {
    guard case .real(let files) = source.kind else { return nil }
    return files.map { folder.appendingPathComponent($0.path) }
      .first { !FileManager.default.fileExists(atPath: $0.path) }?
      .relativePath
  }
}
