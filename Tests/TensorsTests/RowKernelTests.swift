import CKernels
import Foundation
import TestSupport
import Testing

/// Kernels that work row by row: softmax and norms, against plain loops over
/// doubles. Gradients are compared with central differences of these.
struct RowKernelTests {
  @Test(arguments: KernelCase.counts)
  func softmax(count: Int) {
    var buffers = KernelCase(seed: UInt64(count))
    for seen in Set([0, count / 2, count]) {
      let x = buffers.values(count, limit: 20)
      var y = x
      ck_softmax(&y, 0.5, seen, count)
      let weights = x.prefix(seen).map { exp(0.5 * Double($0)) }
      let sum = weights.reduce(0, +)
      let wanted =
        weights.map { $0 / sum }
        + [Double](repeating: 0, count: count - seen)
      #expect(distance(y, wanted) < 1e-6)
      var dx = [Float](repeating: 1, count: max(1, count))
      let dy = buffers.values(count)
      ck_softmax_back(y, dy, &dx, count)
      let inner = zip(wanted, dy).reduce(0) { $0 + $1.0 * Double($1.1) }
      let back = zip(wanted, dy).map { 1 + $0 * (Double($1) - inner) }
      #expect(distance(dx, back) < 3e-6)
    }
  }

  @Test func softmaxOfHardRows() {
    func weights(_ x: [Float]) -> [Float] {
      var y = x
      ck_softmax(&y, 1, x.count, x.count)
      return y
    }
    #expect(weights([1e30, 1e30]) == [0.5, 0.5])
    #expect(weights([-1e30, 0, -.infinity]) == [0, 1, 0])
    #expect(weights([-.infinity, -.infinity]) == [0, 0])
    let spoilt = weights([.nan, 1])
    #expect(spoilt[0].isNaN && spoilt[1].isNaN)
  }

  @Test(arguments: KernelCase.counts)
  func maskedSoftmax(count: Int) {
    var buffers = KernelCase(seed: UInt64(count) + 50)
    let x = buffers.values(count, limit: 20)
    let mask = x.map { _ in Float(buffers.random.int(0...1)) }
    var y = x
    ck_softmax_masked(&y, mask, count)
    let weights = zip(x, mask).map { Double($1) * exp(Double($0)) }
    let sum = max(weights.prefix(count).reduce(0, +), 1e-300)
    #expect(distance(Array(y.prefix(count)), weights.map { $0 / sum }) < 1e-6)
  }

  private static let norms = [false, true].flatMap { first in
    [false, true].map { unbiased in
      ck_layer_norm(
        columns: 0, epsilon: 1e-3, root_epsilon: unbiased ? 1e-3 : 0,
        unbiased: unbiased ? 1 : 0, shifts_first: first ? 1 : 0)
    }
  }

  @Test(arguments: [1, 2, 7, 8, 15, 16, 17, 33, 128], [false, true])
  func layerNorm(columns: Int, isMasked: Bool) {
    var buffers = KernelCase(seed: UInt64(columns))
    for var norm in Self.norms {
      norm.columns = columns
      let (x, gain) = (buffers.values(columns), buffers.values(columns))
      let (shift, dy) = (buffers.values(columns), buffers.values(columns))
      let drawn = x.map { _ in Float(buffers.random.int(0...1)) }
      let mask = isMasked ? drawn : x.map { _ in 1 }
      func loss(_ x: [Double], _ gain: [Double], _ shift: [Double]) -> Double {
        let y = Self.layerNorm(norm, x, mask.map(Double.init), gain, shift)
        return zip(y, dy).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      var y = x
      let plain = [x, gain, shift].map { $0.map(Double.init) }
      let wanted = Self.layerNorm(
        norm, plain[0], mask.map(Double.init), plain[1], plain[2])
      var (dx, dg, ds) = (gain, shift, x)
      var scratch = [Float](repeating: 0, count: 2 * columns)
      mask.withUnsafeBufferPointer {
        let mask = isMasked ? $0.baseAddress : nil
        ck_layer_norm_row(&norm, x, mask, gain, shift, &y)
        ck_layer_norm_row_back(
          &norm, x, mask, gain, shift, dy, &dx, &dg, &ds, &scratch)
        ck_layer_norm_row_back(
          &norm, x, mask, gain, shift, dy, nil, nil, nil, &scratch)
      }
      #expect(relativeError(y, wanted) < 3e-6)
      check(dx, gain, plain[0]) {
        loss($0, plain[1], plain[2])
      }
      check(dg, shift, plain[1]) {
        loss(plain[0], $0, plain[2])
      }
      check(ds, x, plain[2]) {
        loss(plain[0], plain[1], $0)
      }
    }
  }

  private static func layerNorm(
    _ norm: ck_layer_norm, _ x: [Double], _ mask: [Double], _ gain: [Double],
    _ shift: [Double]
  ) -> [Double] {
    let count = max(1, mask.reduce(0, +))
    let mean = zip(x, mask).reduce(0) { $0 + $1.0 * $1.1 } / count
    let squares = zip(x, mask).reduce(0) {
      $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1
    }
    let root =
      (squares / max(1, count - Double(norm.unbiased)) + Double(norm.epsilon))
      .squareRoot() + Double(norm.root_epsilon)
    return x.indices.map { i in
      let centred = (x[i] - mean) / root
      return mask[i]
        * (norm.shifts_first == 1
          ? (centred + shift[i]) * gain[i] : centred * gain[i] + shift[i])
    }
  }

  @Test(arguments: [(0, 4), (1, 1), (3, 15), (2, 16), (5, 17), (2, 128)])
  func rmsNorm(rows: Int, columns: Int) {
    var buffers = KernelCase(seed: UInt64(rows + columns))
    let count = rows * columns
    let (x, dy) = (buffers.values(count), buffers.values(count))
    let gain = buffers.values(columns)
    func norm(_ x: [Double], _ gain: [Double]) -> [Double] {
      (0..<count).map { i in
        let row = x[i / columns * columns..<(i / columns + 1) * columns]
        let mean = row.reduce(0) { $0 + $1 * $1 } / Double(columns)
        return gain[i % columns] * x[i] / (mean + 1e-3).squareRoot()
      }
    }
    func loss(_ x: [Double], _ gain: [Double]) -> Double {
      zip(norm(x, gain), dy).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    let (plainX, plainGain) = (x.map(Double.init), gain.map(Double.init))
    var (y, dx, dg) = (x, dy, gain)
    ck_rms_norm(x, gain, 1e-3, &y, rows, columns)
    ck_rms_norm_back(x, gain, 1e-3, dy, &dx, &dg, rows, columns)
    ck_rms_norm_back(x, gain, 1e-3, dy, nil, nil, rows, columns)
    let wanted = norm(plainX, plainGain)
    #expect(relativeError(Array(y.prefix(count)), wanted) < 3e-6)
    check(dx, dy, plainX) {
      loss($0, plainGain)
    }
    check(dg, gain, plainGain) {
      loss(plainX, $0)
    }
  }

  /// Whether `found` is `old` and the gradient of `loss` at `x`.
  private func check(
    _ found: [Float], _ old: [Float], _ x: [Double],
    _ loss: ([Double]) -> Double
  ) {
    let wanted = zip(old, differences(x, loss)).map { Double($0) + $1 }
    #expect(relativeError(found, wanted) < 2e-5)
  }

  /// The gradient of `f`, from central differences.
  private func differences(
    _ x: [Double], _ f: ([Double]) -> Double
  ) -> [Double] {
    x.indices.map { i in
      var (up, down) = (x, x)
      up[i] += 1e-5
      down[i] -= 1e-5
      return (f(up) - f(down)) / 2e-5
    }
  }
}
