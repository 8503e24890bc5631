import Foundation
import Models
import Tensors
import TestBasics
import TestSupport
import Testing

@testable import Experiments

/// Images cut into patches, and their parts.
struct ImageDataTests {
  /// Element by element, by its place in the image.
  @Test func patchesAreCutByPlace() throws {
    var random = RandomStream(seed: 4)
    for _ in 0..<60 {
      let size = random.int(1...5)
      let (rows, columns) = (random.int(1...4), random.int(1...4))
      let cut = ImagePatches(
        channels: random.int(1...3), height: rows * size,
        width: columns * size, size: size)
      let count = random.int(1...3)
      let images = try random.tensor(
        Shape(count, cut.channels * cut.height * cut.width))
      let pixels = try images.values()
      let found = try cut.cut(images)
      #expect(found.shape == Shape(count, rows * columns, cut.elements))
      let values = try found.values()
      for at in 0..<values.count {
        let x = at % size
        let y = at / size % size
        let channel = at / (size * size) % cut.channels
        let patch = at / cut.elements % (rows * columns)
        let image = at / (cut.elements * rows * columns)
        let row = patch / columns * size + y
        let column = patch % columns * size + x
        let pixel =
          pixels[
            ((image * cut.channels + channel) * cut.height + row) * cut.width
              + column]
        #expect(values[at] == 2 * pixel - 1)
      }
    }
  }

  private func data(
    train: Int, test: Int, patches: ImagePatches? = nil, classes: Int = 10
  ) throws -> (data: ImageData, train: LabeledImages, test: LabeledImages) {
    let glyphs = GeneratedGlyphs(seed: 3)
    let images = (
      try glyphs.images(.train, count: train),
      try glyphs.images(.test, count: test)
    )
    let fitting = ImagePatches(channels: 1, height: 28, width: 28, size: 28)
    return (
      try ImageData(
        glyphs.source, train: images.0, test: images.1,
        patches: patches ?? fitting, model: "small", classes: classes),
      images.0, images.1
    )
  }

  /// Training, validation and test never share an image, and all are used.
  @Test(arguments: [(2, 1), (12, 3), (60, 10), (61, 1)])
  func partsNeverOverlap(train: Int, test: Int) throws {
    let (data, images, others) = try data(train: train, test: test)
    func pixels(_ part: LearningPart) throws -> [[Float]] {
      let count = data.count(part)
      let all = try vectors(
        data.examples(Array(0..<count), of: part, key: nil).pass
      ).values()
      return (0..<count).map { Array(all[$0 * 784..<($0 + 1) * 784]) }
    }
    func plain(_ images: LabeledImages) throws -> [[Float]] {
      let all = try images.batch(Array(0..<images.count)).values()
      return (0..<images.count).map { image in
        all[image * 784..<(image + 1) * 784].map { 2 * $0 - 1 }
      }
    }
    #expect(try pixels(.train) + pixels(.validation) == plain(images))
    #expect(try pixels(.test) == plain(others))
    #expect(data.count(.validation) == max(1, train / 12))
  }

  /// Accuracy and cross-entropy by a plain softmax, labels of each part.
  @Test func measuresArePlain() throws {
    let (data, images, others) = try data(train: 60, test: 9)
    var random = RandomStream(seed: 6)
    for (part, labels) in [
      (LearningPart.train, images.labels.prefix(55).map(Int.init)),
      (.validation, images.labels.suffix(5).map(Int.init)),
      (.test, others.labels.map(Int.init)),
    ] {
      let samples = [4, 0, 3]
      let examples = try data.examples(samples, of: part, key: nil)
      let told = try random.tensor(Shape(3, 10), limit: 3)
      let scores = try told.values()
      var right = 0.0
      var loss = 0.0
      for (row, sample) in samples.enumerated() {
        let line = scores[row * 10..<(row + 1) * 10].map(Double.init)
        let sum = line.reduce(0) { $0 + exp($1) }
        loss -= log(exp(line[labels[sample]]) / sum)
        if line.max() == line[labels[sample]] { right += 1 }
      }
      let found = try examples.measures(told)
      #expect(found[.accuracy] == right)
      #expect(abs(try #require(found[.crossEntropy]) - loss) < 1e-5)
      let mean = Double(try examples.loss(told).values()[0])
      #expect(abs(mean - loss / 3) < 1e-5)
    }
  }

  @Test func imagesThatDoNotFitAreRefused() throws {
    let wide = ImagePatches(channels: 3, height: 32, width: 32, size: 4)
    #expect(
      complaint { _ = try data(train: 12, test: 1, patches: wide) } == """
        error: 'small' cannot take 'generated-glyphs': its images are \
        1 x 28 x 28, not 3 x 32 x 32
          remedy: choose another set with data.set, or another model
        """)
    #expect(
      complaint { _ = try data(train: 12, test: 1, classes: 9) } == """
        error: 'small' cannot take 'generated-glyphs': it has 10 classes, not 9
          remedy: choose another set with data.set, or another model
        """)
  }
}
