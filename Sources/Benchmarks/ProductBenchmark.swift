import COpenBLAS
import Performance
import Tensors

/// A product C = op(A) op(B) of an encoder's linear layers.
struct ProductCase {
  enum Kind: String, CaseIterable {
    case forward
    case inputGradient = "dX"
    case weightGradient = "dW"
  }

  let kind: Kind
  let rows: Int
  let inputs: Int
  let outputs: Int

  /// The shapes that encoders of width 128 use.
  static let all: [ProductCase] = [256, 512, 1024, 2048].flatMap { rows in
    [(128, 128), (128, 384), (128, 512), (512, 128), (128, 16)].flatMap {
      sizes in
      Kind.allCases.map {
        ProductCase(
          kind: $0, rows: rows, inputs: sizes.0, outputs: sizes.1)
      }
    }
  }

  /// Rows, columns and inner extent of the product.
  private var extents: (m: Int, n: Int, k: Int) {
    switch kind {
    case .forward: (rows, outputs, inputs)
    case .inputGradient: (rows, inputs, outputs)
    case .weightGradient: (outputs, inputs, rows)
    }
  }

  /// Measures the engine's way and every way to ask OpenBLAS for it.
  func measure(for seconds: Double) throws -> Measurement {
    var random = RandomStream(seed: 3)
    let x = randomTensor(Shape(rows, inputs), &random)
    let weight = randomTensor(Shape(outputs, inputs), &random)
    let dy = randomTensor(Shape(rows, outputs), &random)
    let calls = max(1, 30_000_000 / (rows * inputs * outputs))
    let times = try Times(for: seconds, calls: calls) {
      for _ in 0..<calls {
        switch kind {
        case .forward: _ = try x.linear(weight)
        case .inputGradient: _ = try dy.times(weight)
        case .weightGradient: _ = try dy.times(x, transposed: true)
        }
      }
    }
    let work = 2e-9 * Double(rows * inputs * outputs)
    return Measurement(
      benchmark: "product",
      name: "\(kind.rawValue) \(rows)x\(inputs)x\(outputs)",
      best: work / times.best, median: work / times.median, unit: "GFLOP/s",
      bound: work / bestOfBLAS(for: seconds / 8, calls: calls))
  }

  /// Seconds of the fastest call, whichever operands are stored transposed
  /// and whether the result is.
  private func bestOfBLAS(for seconds: Double, calls: Int) -> Double {
    let (m, n, k) = extents
    let a = [Float](repeating: 0.5, count: max(m, n) * k)
    let b = [Float](repeating: 0.25, count: max(m, n) * k)
    var c = [Float](repeating: 0, count: m * n)
    var best = Double.infinity
    for (rows, columns) in [(m, n), (n, m)] {
      for flags in 0..<4 {
        let (left, right) = (Int32(flags & 1), Int32(flags >> 1))
        let times = Times(for: seconds, calls: calls) {
          for _ in 0..<calls {
            copenblas_sgemm(
              left, right, Int32(rows), Int32(columns), Int32(k), 1, a,
              Int32(left == 0 ? k : rows), b, Int32(right == 0 ? columns : k),
              0, &c, Int32(columns))
          }
        }
        best = min(best, times.best)
      }
    }
    return best
  }
}
