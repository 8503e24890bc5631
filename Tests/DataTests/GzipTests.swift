import TestBasics
import Foundation
import Testing

@testable import Models

struct GzipTests {
  private func unpack(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8]
  {
    try Gzip.unpack(Data(bytes), limit: limit, file: "a.gz")
  }

  @Test(arguments: [0, 1, 1000, 65_535, 65_536, 65_537, 300_000])
  func roundTrip(count: Int) throws {
    var numbers = SeededNumbers(seed: count)
    let bytes = (0..<count).map { _ in
      UInt8.random(in: 0...7, using: &numbers)
    }
    #expect(try unpack(packed(bytes)) == bytes)
  }

  @Test func membersFollowEachOther() throws {
    #expect(
      try unpack(packed([1, 2]) + packed([]) + packed([3])) == [1, 2, 3])
  }

  @Test func takesExactlyTheLimit() throws {
    let bytes = [UInt8](repeating: 7, count: 100_000)
    #expect(try unpack(packed(bytes), limit: 100_000) == bytes)
    #expect(
      complaint { _ = try unpack(packed(bytes), limit: 99_999) } == """
        a.gz: error: the gzip data unpacks to more than 99999 bytes
          expected: data that gzip packed
          remedy: fetch the file again with 'make data'
        """)
  }

  /// A bomb stops at the limit, not at its own end.
  @Test func refusesBombs() throws {
    let bomb = try packed([UInt8](repeating: 0, count: 50_000_000))
    #expect(bomb.count < 100_000)
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(
        complaint { _ = try unpack(bomb, limit: 1000) }
          .contains("more than 1000 bytes"))
    }
    #expect(time < .seconds(5))
  }

  /// Every proper beginning of a file is refused as cut off.
  @Test func refusesEveryTruncation() throws {
    let whole = try packed(Array("to be, or not to be".utf8))
    for length in 2..<whole.count {
      let found = complaint { _ = try unpack(Array(whole[..<length])) }
      #expect(
        found.hasPrefix("a.gz: error: the gzip data ends early, after "),
        "\(length): \(found)")
    }
  }

  @Test(
    arguments: [
      ([], "this is no gzip data"), ([0x1f], "this is no gzip data"),
      (Array("PK".utf8), "this is no gzip data"),
      (
        [0x1f, 0x8b, 7, 0, 0, 0, 0, 0, 0, 3],
        "the gzip data is corrupt: unknown compression method"
      ),
    ] as [([UInt8], String)])
  func refusesOtherData(bytes: [UInt8], problem: String) {
    #expect(
      complaint { _ = try unpack(bytes) } == """
        a.gz: error: \(problem)
          expected: data that gzip packed
          remedy: fetch the file again with 'make data'
        """)
  }

  @Test func noticesDamage() throws {
    var bytes = try packed(Array("to be, or not to be".utf8))
    bytes[bytes.count - 8] ^= 1
    #expect(
      complaint { _ = try unpack(bytes) }
        .contains("is corrupt: incorrect data check"))
    let trailing = try packed([1]) + [0, 0, 0]
    #expect(
      complaint { _ = try unpack(trailing) }
        .contains("is corrupt: incorrect header check"))
  }
}
