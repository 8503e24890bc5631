import CKernels
import Foundation
import Tensors
import TestSupport
import Testing

/// Functions of one number and their slopes, over their range and at its
/// ends, against doubles.
struct ActivationKernelTests {
  typealias Forward = (
    UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int
  ) -> Void
  typealias Backward = (
    UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?,
    Int
  ) -> Void

  /// Name, kernels, function and slope.
  private static var all:
    [(String, Forward, Backward, (Double) -> Double, (Double) -> Double)]
  {
    [
      ("relu", ck_relu, ck_relu_back, { max(0, $0) }, { $0 > 0 ? 1 : 0 }),
      (
        "silu", ck_silu, ck_silu_back, { $0 * sigmoid($0) },
        { sigmoid($0) * (1 + $0 * (1 - sigmoid($0))) }
      ),
      (
        "gelu", ck_gelu, ck_gelu_back, { $0 * normal($0) },
        { normal($0) + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
      ),
      (
        "gelu-tanh", ck_gelu_tanh, ck_gelu_tanh_back, geluTanh, geluTanhSlope
      ),
    ]
  }

  @Test func valuesAndSlopes() {
    var random = RandomStream(seed: 5)
    for count in KernelCase.counts {
      let x = random.values(max(1, count), limit: 6)
      check(Array(x.prefix(count)))
    }
    check((0...20_000).map { Float($0) / 1000 - 10 })
    check(specialValues)
  }

  private func check(_ x: [Float]) {
    let exact = x.map(Double.init)
    for (name, forward, backward, value, slope) in Self.all {
      var y = [Float](repeating: 9, count: x.count)
      forward(x, &y, x.count)
      // Far out, one rounding of the result is all that may be lost.
      for (found, at) in zip(y, exact) {
        let error = abs(Double(found) - value(at))
        #expect(error <= 1e-6 + abs(at) * 1.2e-7, "\(name) at \(at)")
      }
      var dx = [Float](repeating: 1, count: x.count)
      backward(x, [Float](repeating: 2, count: x.count), &dx, x.count)
      for (found, at) in zip(dx, exact) {
        let error = abs(Double(found) - (1 + 2 * slope(at)))
        #expect(error <= 4e-6, "slope of \(name) at \(at)")
      }
    }
  }

  /// At most two units in the last place, over all magnitudes.
  @Test func exponential() {
    var random = RandomStream(seed: 6)
    var x = (0..<200_000).map { Float($0) / 1000 - 110 }
    x += random.values(100_000, limit: 104)
    x += random.values(1000, limit: 1e-3)
    x += specialValues
    var y = x
    ck_exp(x, &y, x.count)
    var worst = 0.0
    for (x, y) in zip(x, y) {
      let exact = exp(Double(x))
      let unit = Double(max(Float(exact).ulp, .leastNonzeroMagnitude))
      guard Float(exact).isFinite else {
        #expect(y == .infinity, "exp(\(x))")
        continue
      }
      worst = max(worst, abs(Double(y) - exact) / unit)
    }
    #expect(worst <= 2)
  }

  @Test func exponentialAtItsEnds() {
    let x: [Float] = [-.infinity, .infinity, .nan, 0, -0.0, 1e30, -1e30]
    var y = x
    ck_exp(x, &y, x.count)
    #expect(y[0] == 0)
    #expect(y[1] == .infinity)
    #expect(y[2].isNaN)
    #expect(y[3...4] == [1, 1])
    #expect(y[5...6] == [.infinity, 0])
  }

  @Test func notANumberGoesThrough() {
    for (name, forward, _, _, _) in Self.all where name != "relu" {
      var y: [Float] = [0]
      forward([.nan], &y, 1)
      #expect(y[0].isNaN, "\(name)")
    }
  }

  @Test(arguments: KernelCase.counts)
  func siluGate(count: Int) {
    var buffers = KernelCase(seed: UInt64(count))
    let (a, b) = (buffers.values(count), buffers.values(count))
    let dy = buffers.values(count)
    var (y, da, db) = (a, a, b)
    ck_silu_gate(a, b, &y, count)
    ck_silu_gate_back(a, b, dy, &da, &db, count)
    ck_silu_gate_back(a, b, dy, nil, nil, count)
    for i in 0..<count {
      let (g, u, d) = (Double(a[i]), Double(b[i]), Double(dy[i]))
      let s = sigmoid(g)
      #expect(abs(Double(y[i]) - g * s * u) < 2e-6)
      let slope = s * (1 + g * (1 - s))
      #expect(abs(Double(da[i]) - (g + d * u * slope)) < 3e-6)
      #expect(abs(Double(db[i]) - (u + d * g * s)) < 3e-6)
    }
  }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private func normal(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

private func inner(_ x: Double) -> Double {
  (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)
}

private func geluTanh(_ x: Double) -> Double { x / 2 * (1 + tanh(inner(x))) }

private func geluTanhSlope(_ x: Double) -> Double {
  let t = tanh(inner(x))
  let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
  // Beyond, the curvature is infinity times zero.
  return 0.5 * (1 + t) + (abs(x) > 100 ? 0 : 0.5 * x * (1 - t * t) * slope)
}
