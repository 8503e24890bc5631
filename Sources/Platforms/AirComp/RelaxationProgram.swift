import CSDP
import Tensors

/// The relaxation as CSDP takes it: a real program in standard form.
///
/// A Hermitian F becomes `T(F) = [[Re F, -Im F], [Im F, Re F]]`, and T(F) / 2
/// against T(Q) gives tr(F Q). Block 1 is Q, block n + 1 the slack
/// `S_n = H_n^H Q H_n - w_n I >= 0`; each entry on and above its diagonal is a
/// constraint, real and imaginary part apart. CSDP maximises -tr Q.
struct RelaxationProgram {
  private var sizes: [Int32]
  private var entries: [csdp_entry] = []
  private var rightSides: [Double] = []
  /// For each device and p the constraint that S_n[p, p] is in, from 0.
  private var diagonals: [[Int]] = []
  private let rows: Int
  private let (weightScale, channelScale): (Double, Double)

  /// The program of `problem`, scaled so that its data are about 1.
  init(_ problem: AggregationProblem) {
    let energy = problem.channels.reduce(0) { $0 + $1.squaredNorm }
    channelScale =
      (energy / Double(problem.devices * problem.deviceAntennas)).squareRoot()
    weightScale =
      problem.weights.reduce(0, +) / Double(problem.devices)
    rows = problem.serverAntennas
    sizes =
      [Int32(2 * rows)]
      + problem.channels.map { Int32(2 * $0.columns) }
    for i in 1...(2 * rows) { add(matrix: 0, block: 1, i, i, -0.5) }
    for (device, channel) in problem.channels.enumerated() {
      let scaled = (1 / channelScale) * channel
      diagonals.append([])
      for p in 0..<channel.columns {
        diagonals[device].append(rightSides.count)
        constrain(
          device, scaled, p, p, turned: false,
          problem.weights[device] / weightScale)
        for q in (p + 1)..<max(p + 1, channel.columns) {
          constrain(device, scaled, p, q, turned: false, 0)
          constrain(device, scaled, p, q, turned: true, 0)
        }
      }
    }
  }

  private mutating func add(
    matrix: Int, block: Int, _ row: Int, _ column: Int, _ value: Double
  ) {
    guard value != 0 else { return }
    entries.append(
      csdp_entry(
        matrix: Int32(matrix), block: Int32(block), row: Int32(row),
        column: Int32(column), value: value))
  }

  /// Re (or, turned, Im) of `h_p^H Q h_q - S[p, q] = right`.
  private mutating func constrain(
    _ device: Int, _ h: ComplexMatrix, _ p: Int, _ q: Int, turned: Bool,
    _ right: Double
  ) {
    rightSides.append(right)
    let number = rightSides.count
    let form = Self.form(turned) { h[$0, q] * h[$1, p].conjugate }
    embed(number, block: 1, size: h.rows, form)
    let slack = Self.form(turned) { row, column in
      Complex(row == q && column == p ? -1 : 0)
    }
    embed(number, block: device + 2, size: h.columns, slack)
  }

  /// `(Z + Z^H) / 2`, or, turned, `(Z - Z^H) / 2j`.
  private static func form(
    _ turned: Bool, _ z: @escaping (Int, Int) -> Complex
  ) -> (Int, Int) -> Complex {
    { i, j in
      let (a, b) = (z(i, j), z(j, i).conjugate)
      return turned
        ? Complex(0, -0.5) * (a - b) : 0.5 * (a + b)
    }
  }

  /// The upper triangle of T(F) / 2.
  private mutating func embed(
    _ number: Int, block: Int, size: Int, _ f: (Int, Int) -> Complex
  ) {
    for i in 0..<size {
      for j in 0..<size {
        let value = 0.5 * f(i, j)
        if i <= j {
          add(matrix: number, block: block, i + 1, j + 1, value.real)
          add(
            matrix: number, block: block, size + i + 1, size + j + 1,
            value.real)
        }
        add(
          matrix: number, block: block, i + 1, size + j + 1, -value.imaginary)
      }
    }
  }

  /// Solves it and undoes the scaling.
  ///
  /// - Throws: ``AirCompError/solver(code:)``, `TensorError.noBLAS`.
  func solve() throws -> Relaxation {
    try OpenBLAS.load()
    var y = [Double](repeating: 0, count: rightSides.count)
    var x = [Double](
      repeating: 0, count: sizes.reduce(0) { $0 + Int($1 * $1) })
    var (primal, dual) = (0.0, 0.0)
    let code = csdp_solve(
      Int32(sizes.count), sizes, Int32(rightSides.count), rightSides,
      Int32(entries.count), entries, &primal, &dual, &y, &x)
    // Code 3 is less accuracy than CSDP wanted; it may well be enough here.
    let gap = abs(primal - dual) / (1 + abs(dual))
    guard code == 0 || (code == 3 && gap < 1e-6) else {
      throw AirCompError.solver(code: Int(code))
    }
    let size = 2 * rows
    let scale = weightScale / (channelScale * channelScale)
    let q = ComplexMatrix(rows: rows, columns: rows) { i, j in
      Complex(
        scale / 2 * (x[i + j * size] + x[i + rows + (j + rows) * size]),
        scale / 2 * (x[i + rows + j * size] - x[i + (j + rows) * size]))
    }
    guard q.isFinite, dual.isFinite else {
      throw AirCompError.solver(code: Int(code))
    }
    return Relaxation(
      primal: q, dualValue: -scale * dual,
      multiplierTraces: diagonals.map { places in
        -places.reduce(0) { $0 + y[$1] } / (channelScale * channelScale)
      })
  }
}
