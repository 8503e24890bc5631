import Foundation
import Tensors

/// One Llama block in int8, written out: products of Int32, the rest in double
/// precision.
struct PlainInt8Block {
  var width: Int
  var hidden: Int
  var heads: Int
  var keyValueHeads: Int
  /// Weights in fp32, by name without `blocks.0.`.
  var weights: [String: [Float]]
  /// The largest size that is not clipped, by name likewise.
  var sizes: [String: Float]

  /// Rows of values, or of steps.
  typealias Rows<T> = [[T]]

  private var headSize: Int { width / heads }

  private func scale(_ largest: Float) -> Double { Double(127 / largest) }

  /// Whole steps, halves to the even one, clipped to a byte.
  private func steps(_ x: Rows<Double>, _ largest: Float) -> Rows<Int32> {
    x.map { row in
      row.map {
        let step = ($0 * scale(largest)).rounded(.toNearestOrEven)
        return Int32(max(-128, min(127, step)))
      }
    }
  }

  /// The steps of a weight, output by output, and what one is worth.
  private func weight(_ name: String) -> (rows: Rows<Int32>, worth: Double) {
    let all = (weights[name] ?? []).map(Double.init)
    let outputs =
      switch name.split(separator: ".").last {
      case "key", "value": keyValueHeads * headSize
      case "gate", "up": hidden
      default: width
      }
    let inputs = all.count / outputs
    let rows = (0..<outputs).map {
      Array(all[$0 * inputs..<($0 + 1) * inputs])
    }
    let largest = Float(all.map(abs).max() ?? 0)
    return (steps(rows, largest), 1 / scale(largest))
  }

  /// Sums of products over `inputs` of a layer, by default all.
  private func sums(
    _ x: Rows<Int32>, _ name: String, inputs: Range<Int>? = nil
  ) -> Rows<Int32> {
    let layer = weight(name).rows
    return x.map { row in
      layer.map { weights in
        var sum: Int32 = 0
        for i in inputs ?? 0..<row.count { sum += row[i] * weights[i] }
        return sum
      }
    }
  }

  private func values(_ sums: Rows<Int32>, _ name: String, of input: String)
    -> Rows<Double>
  {
    let worth = weight(name).worth / scale(sizes[input] ?? 0)
    return sums.map { $0.map { Double($0) * worth } }
  }

  private func onGrid(_ x: Rows<Double>, _ largest: Float) -> Rows<Double> {
    steps(x, largest).map { $0.map { Double($0) / scale(largest) } }
  }

  private func normed(_ x: Rows<Double>, _ name: String) -> Rows<Double> {
    let gains = (weights[name] ?? []).map(Double.init)
    return x.map { row in
      let mean = row.reduce(0) { $0 + $1 * $1 } / Double(row.count)
      return zip(row, gains).map { $0 / (mean + 1e-5).squareRoot() * $1 }
    }
  }

  /// Neighbours of each head turned by position times 10,000^(-2i/size).
  private func turned(_ x: Rows<Double>) -> Rows<Double> {
    x.enumerated().map { position, row in
      var y = row
      for first in stride(from: 0, to: row.count, by: 2) {
        let power = Double(first % headSize) / Double(headSize)
        let angle = Double(position) / pow(10_000, power)
        let (c, s) = (cos(angle), sin(angle))
        y[first] = c * row[first] - s * row[first + 1]
        y[first + 1] = s * row[first] + c * row[first + 1]
      }
      return y
    }
  }

  /// Steps of what all heads found, before the output layer.
  private func attended(_ x: Rows<Double>) -> Rows<Int32> {
    let entering = steps(
      normed(x, "attention.norm"), sizes["attention.query"] ?? 0)
    func layer(_ name: String) -> Rows<Double> {
      values(sums(entering, name), name, of: "attention.query")
    }
    let q = turned(layer("attention.query"))
    let k = onGrid(
      turned(layer("attention.key")), sizes["attention.key.kept"] ?? 0)
    let v = onGrid(
      layer("attention.value"), sizes["attention.value.kept"] ?? 0)
    let found = x.indices.map { row in
      (0..<width).map { column in
        let head = column / headSize
        let shared = head / (heads / keyValueHeads) * headSize
        let weights = (0...row).map { seen in
          let score = (0..<headSize).reduce(0.0) {
            $0 + q[row][head * headSize + $1] * k[seen][shared + $1]
          }
          return exp(score / Double(headSize).squareRoot())
        }
        let mixed = (0...row).reduce(0.0) {
          $0 + weights[$1] * v[$1][shared + column % headSize]
        }
        return mixed / weights.reduce(0, +)
      }
    }
    return steps(found, sizes["attention.output"] ?? 0)
  }

  /// Steps of the hidden units, before the last layer.
  private func active(_ x: Rows<Double>) -> Rows<Int32> {
    let entering = steps(
      normed(x, "feed_forward.norm"), sizes["feed_forward.up"] ?? 0)
    func layer(_ name: String) -> Rows<Double> {
      values(sums(entering, name), name, of: "feed_forward.up")
    }
    let products = zip(layer("feed_forward.gate"), layer("feed_forward.up"))
      .map { zip($0, $1).map { $0 / (1 + exp(-$0)) * $1 } }
    return steps(products, sizes["feed_forward.down"] ?? 0)
  }

  /// The partial sum over these query heads.
  func attention(_ x: Rows<Double>, heads: Range<Int>) -> Rows<Int32> {
    sums(
      attended(x), "attention.output",
      inputs: heads.lowerBound * headSize..<heads.upperBound * headSize)
  }

  /// The partial sum over these hidden units.
  func feedForward(_ x: Rows<Double>, units: Range<Int>) -> Rows<Int32> {
    sums(active(x), "feed_forward.down", inputs: units)
  }

  /// `x` with the whole sum of a half, named by its last layer.
  func joined(_ x: Rows<Double>, _ sum: Rows<Int32>, _ name: String)
    -> Rows<Double>
  {
    zip(x, values(sum, name, of: name)).map { zip($0, $1).map { $0 + $1 } }
  }
}
