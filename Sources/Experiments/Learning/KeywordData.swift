import Models
import Tensors

/// Spoken words; all clips are for judging.
struct KeywordData: LearningData {
  let source: DataSource
  let metrics: [LearningMetric] = [.accuracy, .crossEntropy]
  private let clips: KeywordClips

  /// - Throws: ``LearningError/unfit(data:model:problem:)`` if the clips are
  ///   not what the model takes in and tells.
  init(_ source: DataSource, _ clips: KeywordClips, model: ModelFile) throws {
    let own = Preparation.frames(
      count: KeywordClips.frames, elements: KeywordClips.coefficients)
    let name = model.shape.name
    guard model.preparation == own else {
      throw LearningError.unfit(
        data: source.name, model: name,
        problem: "its clips are \(KeywordClips.frames) frames of "
          + "\(KeywordClips.coefficients) coefficients")
    }
    guard clips.classes.count <= model.shape.classes else {
      throw LearningError.unfit(
        data: source.name, model: name,
        problem: "it has \(clips.classes.count) classes, more than the model")
    }
    self.source = source
    self.clips = clips
  }

  func count(_ part: LearningPart) -> Int {
    part == .test ? clips.clips.count : 0
  }

  func examples(_ samples: [Int], of part: LearningPart, key: EpochKey?) throws
    -> Examples
  {
    .classified(
      Pass(vectors: try clips.batch(samples)),
      samples.map { clips.clips[$0].label })
  }
}
