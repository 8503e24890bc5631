import Foundation
import Models
import Tensors

@testable import Models

/// The part of `test` that is nearest to the mean of its own class.
func nearestCentroid(_ train: LabeledImages, _ test: LabeledImages) -> Double {
  let size = train.imageSize
  var means = [[Float]](
    repeating: [Float](repeating: 0, count: size), count: train.classes)
  for image in 0..<train.count {
    let label = Int(train.labels[image])
    for i in 0..<size {
      means[label][i] += Float(train.pixels[image * size + i])
    }
  }
  for label in 0..<train.classes {
    let count = Float(train.labels.count { $0 == label })
    for i in 0..<size { means[label][i] /= count }
  }
  return accuracy(test) { pixels in
    let distances = means.map { mean in
      zip(mean, pixels).reduce(Float(0)) {
        let miss = $1.0 - Float($1.1)
        return $0 + miss * miss
      }
    }
    return distances.firstIndex(of: distances.min() ?? 0) ?? 0
  }
}

/// The part of `test` whose nearest training image has the right class.
func nearestNeighbour(_ train: LabeledImages, _ test: LabeledImages) -> Double {
  let size = train.imageSize
  return accuracy(test) { pixels in
    let pixels = Array(pixels)
    var best = (distance: Int32.max, label: 0)
    for image in 0..<train.count {
      var distance: Int32 = 0
      for i in 0..<size {
        let miss = Int32(train.pixels[image * size + i]) - Int32(pixels[i])
        distance &+= miss &* miss
      }
      if distance < best.distance {
        best = (distance, Int(train.labels[image]))
      }
    }
    return best.label
  }
}

/// The part of `test` that a classifier gets right which knows how images
/// are made: the likelihood of each class, summed over all shifts and 12
/// levels of ink; a pixel is covered with the cover's share of the field.
/// It takes pixels as independent, so it is a little worse than the best.
func knowingTheTask(_ test: LabeledImages) -> Double {
  let side = Glyph.side
  let covered =
    Double(GeneratedGlyphs.cover * GeneratedGlyphs.cover)
    / Double(side * side)
  func logLikelihood(_ level: Int) -> [Double] {
    (0..<256).map { pixel in
      let z = Double(pixel - level) / GeneratedGlyphs.noiseDeviation
      let density = exp(-z * z / 2) / GeneratedGlyphs.noiseDeviation / 2.5066
      return log((1 - covered) * density + covered / 256)
    }
  }
  let ground = logLikelihood(GeneratedGlyphs.ground)
  let ink = stride(from: 5, to: GeneratedGlyphs.ink.levels, by: 10).map {
    let level = logLikelihood(
      GeneratedGlyphs.ground + GeneratedGlyphs.ink.least + $0)
    return zip(level, ground).map { Float($0 - $1) }
  }
  let places = Glyph.masks.map { mask in
    mask.indices.filter { mask[$0] }.map {
      $0 / Glyph.width * side + $0 % Glyph.width
    }
  }
  return accuracy(test) { pixels in
    let gains = ink.map { level in pixels.map { level[Int($0)] } }
    let scores = places.map { places in
      var terms: [Double] = []
      for row in 0...Glyph.shifts.rows {
        for column in 0...Glyph.shifts.columns {
          for gain in gains {
            var sum: Float = 0
            for place in places { sum += gain[place + row * side + column] }
            terms.append(Double(sum))
          }
        }
      }
      let top = terms.max() ?? 0
      return top + log(terms.reduce(0) { $0 + exp($1 - top) })
    }
    return scores.firstIndex(of: scores.max() ?? 0) ?? 0
  }
}

private func accuracy(
  _ test: LabeledImages, _ classify: (ArraySlice<UInt8>) -> Int
) -> Double {
  let size = test.imageSize
  let right = (0..<test.count).count { image in
    classify(test.pixels[image * size..<(image + 1) * size])
      == Int(test.labels[image])
  }
  return Double(right) / Double(test.count)
}
