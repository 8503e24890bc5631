import Models
import Tensors

/// Images with classes, cut into the patches that a model takes.
struct ImageData: LearningData {
  let source: DataSource
  let metrics: [LearningMetric] = [.accuracy, .crossEntropy]
  private let patches: ImagePatches
  private let train: LabeledImages
  private let test: LabeledImages
  /// Training images that are kept to choose weights by.
  private let validationCount: Int

  /// - Throws: ``LearningError/unfit(data:model:problem:)`` if the images
  ///   are not what the model takes.
  init(
    _ source: DataSource, train: LabeledImages, test: LabeledImages,
    patches: ImagePatches, model: String, classes: Int
  ) throws {
    let found = [train.channels, train.height, train.width]
    guard found == [patches.channels, patches.height, patches.width] else {
      throw LearningError.unfit(
        data: source.name, model: model,
        problem: "its images are \(found[0]) x \(found[1]) x \(found[2]), not "
          + "\(patches.channels) x \(patches.height) x \(patches.width)")
    }
    guard train.classes <= classes else {
      throw LearningError.unfit(
        data: source.name, model: model,
        problem: "it has \(train.classes) classes, not \(classes)")
    }
    self.source = source
    self.train = train
    self.test = test
    self.patches = patches
    validationCount = max(1, train.count / 12)
  }

  func count(_ part: LearningPart) -> Int {
    switch part {
    case .train: train.count - validationCount
    case .validation: validationCount
    case .test: test.count
    }
  }

  func examples(_ samples: [Int], of part: LearningPart, key: EpochKey?) throws
    -> Examples
  {
    let images = part == .test ? test : train
    let first = part == .validation ? count(.train) : 0
    let numbers = samples.map { first + $0 }
    let pixels = try images.batch(numbers)
    return .classified(
      Pass(vectors: try patches.cut(pixels)),
      numbers.map { Int(images.labels[$0]) })
  }
}

extension ImagePatches {
  /// The patches of images, `images x patches x elements`, in -1...1.
  func cut(_ images: Tensor) throws -> Tensor {
    let pixels = try images.values()
    let batch = images.shape.rows
    let across = width / size
    return Tensor(Shape(batch, count, elements)) { to in
      var at = 0
      for image in 0..<batch {
        for patch in 0..<count {
          let (top, left) = (patch / across * size, patch % across * size)
          for channel in 0..<channels {
            for row in 0..<size {
              let line =
                ((image * channels + channel) * height + top + row) * width
              for column in 0..<size {
                to[at] = 2 * pixels[line + left + column] - 1
                at += 1
              }
            }
          }
        }
      }
    }
  }
}
