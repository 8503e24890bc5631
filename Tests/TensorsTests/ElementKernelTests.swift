import CKernels
import TestSupport
import Testing

/// Kernels that work element by element, against plain loops over doubles.
struct ElementKernelTests {
  @Test(arguments: KernelCase.counts)
  func arithmetic(count: Int) {
    var buffers = KernelCase(seed: UInt64(count))
    let (a, b) = (buffers.values(count), buffers.values(count))
    let old = buffers.values(count)
    let (x, y) = (a.map(Double.init), b.map(Double.init))
    func check(
      _ expected: (Double, Double, Double) -> Double,
      _ kernel: (inout [Float]) -> Void
    ) {
      var found = old
      kernel(&found)
      let wanted = old.indices.map { i in
        i < count ? expected(x[i], y[i], Double(old[i])) : Double(old[i])
      }
      #expect(relativeError(found, wanted) < 1e-6)
    }
    check({ a, b, _ in a + b }) { ck_sum(a, b, &$0, count) }
    check({ a, b, _ in a * b }) { ck_product(a, b, &$0, count) }
    check({ a, _, _ in 3 * a - 1 }) { ck_scale(a, 3, -1, &$0, count) }
    check({ a, _, old in old + a }) { ck_add(a, &$0, count) }
    check({ a, _, old in old - 2 * a }) { ck_add_scaled(a, -2, &$0, count) }
    check({ a, b, old in old + a * b }) { ck_add_product(a, b, &$0, count) }
    check({ _, _, old in old + 5 }) { ck_add_constant(5, &$0, count) }
  }

  @Test(arguments: KernelCase.counts)
  func reductions(count: Int) {
    var buffers = KernelCase(seed: UInt64(count) + 100)
    let (a, b) = (buffers.values(count), buffers.values(count))
    let (x, y) = (a.prefix(count), b.prefix(count))
    let dot = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let squares = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Double(ck_dot(a, b, count)) - dot) < 1e-4)
    #expect(abs(ck_squares(a, count) - squares) <= 1e-12 * squares)
    #expect(ck_max(a, count) == x.max() ?? -.infinity)
  }

  @Test(arguments: [(0, 5), (1, 1), (3, 16), (4, 17), (9, 15), (33, 128)])
  func rows(rows: Int, columns: Int) {
    var buffers = KernelCase(seed: UInt64(rows * columns))
    let x = buffers.values(rows * columns)
    let bias = buffers.values(columns)
    var sum = x
    ck_add_rows(x, bias, &sum, rows, columns)
    let expected = x.indices.map { i in
      i < rows * columns
        ? Double(x[i]) + Double(bias[i % columns]) : Double(x[i])
    }
    #expect(relativeError(sum, expected) < 1e-6)
    var sums = bias
    ck_column_sums(x, &sums, rows, columns)
    let columnSums = bias.indices.map { column in
      (0..<rows).reduce(Double(bias[column])) {
        $0 + Double(x[$1 * columns + column])
      }
    }
    #expect(relativeError(sums, columnSums) < 1e-6)
  }

  @Test(arguments: KernelCase.counts)
  func adamW(count: Int) {
    var buffers = KernelCase(seed: UInt64(count) + 200)
    let gradient = buffers.values(count)
    var (m, x) = (buffers.values(count), buffers.values(count))
    var v = buffers.values(count).map { $0 * $0 }
    let (oldM, oldV, oldX) = (m, v, x)
    var step = ck_adamw(
      keep: 0.99, step: 0.01, root: 0.5, epsilon: 1e-8, mean: 0.1,
      beta2: 0.999, square: 0.001)
    ck_adamw_step(&step, gradient, &m, &v, &x, count)
    let wanted = oldX.indices.map { i -> Double in
      guard i < count else { return Double(oldX[i]) }
      let g = Double(gradient[i])
      let mean = Double(oldM[i]) + 0.1 * (g - Double(oldM[i]))
      let square = 0.999 * Double(oldV[i]) + 0.001 * g * g
      return 0.99 * Double(oldX[i])
        - 0.01 * mean / (square.squareRoot() / 0.5 + 1e-8)
    }
    #expect(relativeError(x, wanted) < 2e-6)
  }
}
