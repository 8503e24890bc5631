import Diagnostics
import Tensors
import TestSupport
import Testing

/// Values to int8 steps and back.
struct Int8GridTests {
  /// A grid of 127 steps for `largest`, and what values become on it.
  @Test(
    arguments: [
      // One step a unit: halves go to the even step, the rest is clipped.
      (
        127, [0, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49, 0.51, 126.5],
        [0, 0, 2, 2, 0, -2, -2, 0, 1, 126]
      ),
      (
        127, [127, 127.4, 128, 1e9, -127, -127.6, -128, -129, -1e30],
        [127, 127, 127, 127, -127, -128, -128, -128, -128]
      ),
      // Two steps a unit.
      (
        63.5, [0.25, 0.75, 63.5, -63.5, -64, 70], [0, 2, 127, -127, -128, 127]
      ),
      // Zeros alone.
      (0, [0, -0.0, 3], [0, 0, 3]),
      // Too small for a scale: all is zero beside it.
      (1e-38, [1e-38, -1e-38, 0, 1], [0, 0, 0, 127]),
      (.infinity.nextDown, [.infinity.nextDown, 1], [127, 0]),
    ] as [(Float, [Float], [Float])])
  func table(largest: Float, values: [Float], steps: [Float]) throws {
    let grid = try Int8Grid(largest: largest)
    let x = try Tensor(Shape(values.count), values)
    #expect(try grid.steps(of: x).values() == steps)
    #expect(
      try grid.rounded(x).values() == steps.map { $0 * grid.step })
  }

  @Test func theLargestSizeIsTheLastStep() throws {
    for seed in 0..<UInt64(100) {
      var random = RandomStream(seed: seed)
      let limit = Float(pow2(random.int(-20...20)))
      let x = try random.tensor(Shape(random.int(1...70)), limit: limit)
      let grid = try Int8Grid(fitting: x)
      let (values, steps) = (try x.values(), try grid.steps(of: x).values())
      let top = try #require(values.map(abs).max())
      #expect(try x.largestSize() == top)
      let rounded = try grid.rounded(x)
      for (value, step) in zip(values, steps) {
        #expect(abs(step) <= 127 && step == step.rounded(), "seed \(seed)")
        if abs(value) == top { #expect(abs(step) == 127, "seed \(seed)") }
        // Half a step, and what fp32 itself rounds.
        #expect(
          abs(value - step * grid.step) <= 0.50002 * grid.step, "seed \(seed)")
      }
      // Values of the grid stay, however often they are rounded.
      #expect(try grid.steps(of: rounded).values() == steps, "seed \(seed)")
      #expect(
        try grid.rounded(rounded).values() == rounded.values(), "seed \(seed)")
    }
  }

  private func pow2(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func whatIsNotFiniteIsRefused(_ bad: Float) throws {
    for count in [1, 7, 16, 33] {
      for place in [0, count / 2, count - 1] {
        var values = [Float](repeating: 1, count: count)
        values[place] = bad
        let x = try Tensor(Shape(count), values)
        #expect(throws: TensorError.self) { try Int8Grid(fitting: x) }
        var calibration = Calibration()
        #expect(throws: TensorError.self) { try calibration.note(x, as: "x") }
        #expect(calibration == Calibration())
      }
    }
    #expect(
      throws: TensorError.notFinite(operation: "int8", isGradient: false)
    ) { try Int8Grid(largest: bad) }
  }

  @Test func shapesStayShapesAndTapesAreRefused() throws {
    let grid = try Int8Grid(largest: 1)
    #expect(try !grid.steps(of: Tensor(Shape(2, 3))).hasValues)
    #expect(try !grid.rounded(Tensor(Shape(2, 3))).hasValues)
    #expect(throws: TensorError.noValues(operation: "largestSize")) {
      try Int8Grid(fitting: Tensor(Shape(2)))
    }
    let tape = Tape()
    let error = #expect(throws: TensorError.gradient(operation: "int8")) {
      try grid.rounded(tape.leaf(Tensor(Shape(1), [1])))
    }
    #expect(
      error?.diagnosis.text == """
        error: int8 gives no gradient
          remedy: evaluate without a tape
        """)
  }

  /// Calibrations keep the largest size of each name.
  @Test func calibrationsKnowTheLargest() throws {
    var first = Calibration()
    try first.note(Tensor(Shape(2), [1, -3]), as: "a")
    try first.note(Tensor(Shape(2), [2, 0]), as: "a")
    try first.note(Tensor(Shape(9)), as: "shape")
    var second = Calibration()
    try second.note(Tensor(Shape(1), [-4]), as: "a")
    try second.note(Tensor(Shape(1), [0]), as: "b")
    first.join(second)
    #expect(first.largest == ["a": 4, "b": 0])
    #expect(try first.grid("a").scale == 127 / 4)
    #expect(try first.grid("b").scale == 1)
    let error = #expect(throws: TensorError.uncalibrated("shape")) {
      try first.grid("shape")
    }
    #expect(
      error?.diagnosis.text == """
        error: no int8 scale is known for 'shape'
          expected: sizes of all tensors of the run
          remedy: calibrate on samples of this model first
        """)
  }
}
