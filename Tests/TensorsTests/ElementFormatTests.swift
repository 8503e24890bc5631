import Tensors
import TestSupport
import Testing

struct ElementFormatTests {
  @Test(arguments: [
    (ElementFormat.fp32, [4, 128, 4000]), (.fp16, [2, 64, 2000]),
    (.int8, [1, 32, 1000]), (.q80, [2, 34, 1063]), (.q40, [1, 18, 563]),
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
          case .int8: 0.5 * top / 127
          // The scale itself has 11 bits.
          case .q80: 0.501 * top / 127
          // Half a step, or one where the top of the other sign is cut.
          case .q40: 1.001 * top / 8
          }
        #expect(abs(x[i] - y[i]) <= bound * 1.0001)
      }
    }
    if format != .fp32, count > 31 { #expect(x != y) }
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

  @Test func blocksOfFourBitsKeepTheirTopExactly() throws {
    let x: [Float] = [8, -8, 4, 1, 0.4, -7]
    let y = try ElementFormat.q40.roundTrip(Tensor(Shape(6), x)).values()
    #expect(y == [8, -7, 4, 1, 0, -7])
  }
}
