import Models
import Tensors

/// Spoken words; all clips are for judging.
struct KeywordData: LearningData {
  let source: DataSource
  let metrics: [LearningMetric] = [.accuracy, .crossEntropy]
  private let clips: KeywordClips

  init(_ source: DataSource, _ clips: KeywordClips) {
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
