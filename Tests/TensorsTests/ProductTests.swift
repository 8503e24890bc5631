import TestSupport
import Tensors
import Testing

/// Products that are computed in pieces, against plain loops over doubles.
struct ProductTests {
  /// Rows, columns and inner extent; whether the left operand is stored
  /// transposed.
  @Test(
    arguments: [
      (16, 100, 1500, true), (100, 16, 1537, true), (3, 5, 70, true),
      (1500, 100, 16, false), (1025, 128, 9, false), (40, 30, 16, false),
      (700, 16, 128, false), (20, 30, 40, false), (20, 30, 40, true),
    ])
  func narrowAndTall(m: Int, n: Int, k: Int, transposed: Bool) throws {
    var random = RandomStream(seed: UInt64(m + n + k))
    let a = try random.tensor(transposed ? Shape(k, m) : Shape(m, k))
    let b = try random.tensor(Shape(k, n))
    let (x, y) = (try a.values(), try b.values())
    var expected = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        expected[i * n + j] = (0..<k).reduce(0) {
          let left = x[transposed ? $1 * m + i : i * k + $1]
          return $0 + Double(left) * Double(y[$1 * n + j])
        }
      }
    }
    let found = try a.times(b, transposed: transposed)
    #expect(relativeError(try found.values(), expected) < 3e-6)
  }

  /// Gradients add to what is there, piece by piece.
  @Test func gradientsOfANarrowLayer() throws {
    var random = RandomStream(seed: 8)
    let (rows, inputs, outputs) = (1100, 128, 16)
    let input = try random.tensor(Shape(rows, inputs))
    let weights = try random.tensor(Shape(outputs, inputs))
    let tape = Tape()
    let (x, w) = (tape.leaf(input), tape.leaf(weights))
    try tape.backward(from: x.linear(w).sum())
    try tape.backward(from: x.linear(w).sum(), scale: 2)

    let (plainX, plainW) = (try input.values(), try weights.values())
    var dw = [Double](repeating: 0, count: inputs)
    var dx = dw
    for i in 0..<inputs {
      dw[i] = (0..<rows).reduce(0) { $0 + 3 * Double(plainX[$1 * inputs + i]) }
      dx[i] = (0..<outputs).reduce(0) {
        $0 + 3 * Double(plainW[$1 * inputs + i])
      }
    }
    let foundW = try #require(tape.gradient(of: w)).values()
    let foundX = try #require(tape.gradient(of: x)).values()
    #expect(
      relativeError(foundW, (0..<outputs * inputs).map { dw[$0 % inputs] })
        < 1e-5)
    #expect(
      relativeError(foundX, (0..<rows * inputs).map { dx[$0 % inputs] }) < 1e-5)
  }
}
