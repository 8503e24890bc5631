import Tensors
import Testing

struct RandomNumberTests {
  struct Vector: Sendable {
    var counter: SIMD4<UInt32>
    var key: UInt64
    var words: SIMD4<UInt32>
  }

  /// philox4x32-10 in kat_vectors of Random123 (Salmon et al.).
  @Test(arguments: [
    Vector(
      counter: SIMD4(0, 0, 0, 0), key: 0,
      words: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Vector(
      counter: SIMD4(repeating: .max), key: .max,
      words: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Vector(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: 0x299f_31d0_a409_3822,
      words: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ])
  func philoxGivesTheKnownAnswers(_ vector: Vector) {
    #expect(Philox(seed: vector.key).words(vector.counter) == vector.words)
  }

  @Test func uniformIsTheFirstWord() {
    let philox = Philox(seed: 0)
    #expect(philox.uniform(.zero) == Double(0x66_27e8) / 0x1p24)
    var (sum, least, most) = (0.0, 1.0, 0.0)
    for i in 0..<4096 {
      let x = philox.uniform(SIMD4(UInt32(i), 1, 2, 3))
      sum += x
      least = min(least, x)
      most = max(most, x)
    }
    #expect(least >= 0 && least < 0.01)
    #expect(most < 1 && most > 0.99)
    // Four deviations of the mean of 4,096.
    let mean: Double = sum / 4096
    #expect(abs(mean - 0.5) < 4 * 0.2887 / 64)
  }

  @Test func streamsRepeatAndDiffer() {
    var a = RandomStream(seed: 7)
    var b = RandomStream(seed: 7)
    var c = RandomStream(seed: 8)
    let first = (0..<100).map { _ in a.next() }
    #expect(first == (0..<100).map { _ in b.next() })
    #expect(Set(first).count == 100)
    #expect(Set(first).isDisjoint(with: (0..<100).map { _ in c.next() }))
  }

  @Test func normalNumbersHaveTheirMoments() {
    var random = RandomStream(seed: 3)
    let count = 20_000
    let x = (0..<count).map { _ in Double(random.normal()) }
    let mean = x.reduce(0, +) / Double(count)
    let square = x.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(mean) < 4 / Double(count).squareRoot())
    #expect(abs(square - 1) < 4 * (2 / Double(count)).squareRoot())
  }
}
