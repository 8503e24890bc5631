import Tensors
import TestSupport
import Testing

struct ElementFormatTests {
  @Test(arguments: [
    (ElementFormat.fp32, [4, 128, 4000]), (.fp16, [2, 64, 2000]),
    (.int32, [4, 128, 4000]), (.int8, [1, 32, 1000]), (.q80, [2, 34, 1063]),
    (.q40, [1, 18, 563]),
  ])
  func sizes(_ format: ElementFormat, _ bytes: [Int]) {
    #expect([1, 32, 1000].map(format.bytes) == bytes)
    #expect(format.bytes(0) == 0)
    for count in 0...200 {
      #expect(format.elements(in: format.bytes(count)) >= count)
      #expect(format.bytes(format.elements(in: count)) <= count)
    }
  }

  /// The largest error, in units of what the format's steps allow.
  @Test(arguments: ElementFormat.allCases, [1, 31, 32, 33, 100])
  func errorsStayWithinTheSteps(_ format: ElementFormat, _ count: Int) throws {
    var random = RandomStream(seed: UInt64(count))
    let x = random.values(count, limit: 5)
    let y = try format.roundTrip(Tensor(Shape(count), x)).values()
    let block = [.q80, .q40].contains(format) ? 32 : count
    for start in stride(from: 0, to: count, by: block) {
      let part = start..<min(count, start + block)
      let top = part.map { abs(x[$0]) }.max() ?? 0
      for i in part {
        let bound: Float =
          switch format {
          case .fp32: 0
          case .fp16: abs(x[i]) * 0x1p-11
          // Half a step, of which the top has 2^30 at least.
          case .int32: top * 0x1p-31
          case .int8: 0.5 * top / 127
          // The scale itself has 11 bits.
          case .q80: 0.501 * top / 127
          // Half a step, or one where the top of the other sign is cut.
          case .q40: 1.001 * top / 8
          }
        #expect(abs(x[i] - y[i]) <= bound * 1.0001)
      }
    }
    // These numbers have few enough bits for 32.
    if ![.fp32, .int32].contains(format), count > 31 { #expect(x != y) }
  }

  @Test func halfPrecisionRoundsToEven() throws {
    let pairs: [(Float, Float)] = [
      (0, 0), (1, 1), (-1, -1), (65504, 65504), (1e6, 65504), (-1e6, -65504),
      (1 + 0x1p-11, 1), (1 + 0x1.8p-10, 1 + 0x1p-9), (0x1p-24, 0x1p-24),
      (0x1p-26, 0), (0x1.8p-24, 0x1p-23), (0.1, 0.0999755859375),
    ]
    let x = try Tensor(Shape(pairs.count), pairs.map(\.0))
    #expect(try ElementFormat.fp16.roundTrip(x).values() == pairs.map(\.1))
  }

  @Test(arguments: ElementFormat.allCases)
  func zerosAndShapesStay(_ format: ElementFormat) throws {
    let zeros = try Tensor(Shape(40), [Float](repeating: 0, count: 40))
    #expect(try format.roundTrip(zeros).values() == zeros.values())
    #expect(!format.roundTrip(Tensor(Shape(3))).hasValues)
  }

  /// What int32 keeps to the bit: whole numbers, and whatever has no bit below
  /// a 2^30th of the largest.
  @Test(
    arguments: [
      [0, 1, -1, 127, 128, -16_777_216, 16_777_215, 3],
      [0x1p30, 1, -1, 1023], [-0x1.fffffep30, 1, 5, -7],
      [0x1.fffffep-1, 0x1p-30, -0x1.8p-20, 0.5],
      [0x1p100, 0x1p70, -0x1.5p90], [0x1p-149, -0x1.8p-148, 0x1p-140],
      [.greatestFiniteMagnitude, -0x1p97, 0],
    ] as [[Float]])
  func fixedPointKeeps(_ values: [Float]) throws {
    let x = try Tensor(Shape(values.count), values)
    #expect(try ElementFormat.int32.roundTrip(x).values() == values)
  }

  @Test func fixedPointRoundsToEven() throws {
    // Steps of 2^-30.
    let x: [Float] = [1, 0x1p-31, 0x1.8p-30, 0x1.4p-30, -0x1.8p-30, 0x1p-40]
    let y = try ElementFormat.int32.roundTrip(Tensor(Shape(6), x)).values()
    #expect(y == [1, 0, 0x1p-29, 0x1p-30, -0x1p-29, 0])
  }

  /// Whole numbers that a byte holds are int8 already.
  @Test(
    arguments: [
      ([3, -7, 100], [3, -7, 100]), ([-128, 127, 0], [-128, 127, 0]),
      ([1, 1, 1], [1, 1, 1]), ([-0.0, 5], [0, 5]),
      // Others get a scale of their own.
      ([254, 3, -6], [254, 4, -6]), ([-129, 129, 64], [-129, 129, 63.992126]),
      ([63.5, 1, 0.25], [63.5, 1, 0]),
    ] as [([Float], [Float])])
  func stepsStay(_ values: [Float], _ expected: [Float]) throws {
    let x = try Tensor(Shape(values.count), values)
    let y = try ElementFormat.int8.roundTrip(x).values()
    #expect(relativeError(y, expected) < 1e-6)
  }

  @Test func blocksOfFourBitsKeepTheirTopExactly() throws {
    let x: [Float] = [8, -8, 4, 1, 0.4, -7]
    let y = try ElementFormat.q40.roundTrip(Tensor(Shape(6), x)).values()
    #expect(y == [8, -7, 4, 1, 0, -7])
  }
}
