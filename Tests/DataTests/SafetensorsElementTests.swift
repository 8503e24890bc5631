import TestBasics
import Foundation
import Tensors
import Testing

@testable import Models

struct SafetensorsElementTests {
  private func read(
    _ type: SafetensorsElement, _ bytes: [UInt8]
  ) throws -> [Float] {
    let header =
      "{\"a\":{\"dtype\":\"\(type.rawValue)\","
      + "\"shape\":[\(bytes.count / type.bytes)],"
      + "\"data_offsets\":[0,\(bytes.count)]}}"
    let file = try Safetensors(
      tensorFile(header) + Data(bytes), path: "w.safetensors")
    return try file.tensor("a").values()
  }

  private func bytes<T>(_ values: [T]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }

  @Test func floats() throws {
    let values: [Float] = [0, -0.0, 1, -1.5, .infinity, .leastNonzeroMagnitude]
    #expect(try read(.f32, bytes(values)) == values)
    #expect(try read(.f64, bytes([0.1, -2, 1e300])) == [0.1, -2, .infinity])
    let upper = values.map { UInt16($0.bitPattern >> 16) }
    #expect(
      try read(.bf16, bytes(upper)) == [0, -0.0, 1, -1.5, .infinity, 0])
  }

  /// IEEE 754: normal, subnormal and special halves.
  @Test(
    arguments: [
      (0x0000, 0), (0x3C00, 1), (0xC000, -2), (0x7BFF, 65_504),
      (0x0400, 0x1p-14), (0x0001, 0x1p-24), (0x83FF, -0x1.FF8p-15),
      (0x3555, 0x1.554p-2), (0x7C00, .infinity), (0xFC00, -.infinity),
    ] as [(UInt16, Float)])
  func halves(bits: UInt16, value: Float) throws {
    #expect(try read(.f16, bytes([bits])) == [value])
  }

  @Test func everyHalfIsOrderedAndSigned() {
    var before = -Float.infinity
    for bits in UInt16(0)...0x7C00 {
      let value = float(half: bits)
      #expect(value > before)
      #expect(float(half: bits | 0x8000) == -value)
      before = value
    }
    #expect(float(half: 0x7E00).isNaN && float(half: 0xFC01).isNaN)
    #expect(float(half: 0x8000).sign == .minus)
  }

  @Test func integers() throws {
    #expect(try read(.i64, bytes([Int64(-3), 1 << 40])) == [-3, 0x1p40])
    #expect(try read(.u64, bytes([UInt64(1) << 63])) == [0x1p63])
    #expect(try read(.i32, bytes([Int32(-16_777_216)])) == [-16_777_216])
    #expect(try read(.u32, bytes([UInt32(7)])) == [7])
    #expect(try read(.i16, bytes([Int16(-2)])) == [-2])
    #expect(try read(.u16, bytes([UInt16(65_535)])) == [65_535])
    #expect(try read(.i8, [0xFF, 0x7F]) == [-1, 127])
    #expect(try read(.u8, [0xFF]) == [255])
    #expect(try read(.bool, [0, 1]) == [0, 1])
  }

  @Test func refusesWhatFloatsCannotHold() {
    #expect(
      complaint { _ = try read(.i64, bytes([Int64(1), 16_777_217])) } == """
        w.safetensors: error: entry 'a' holds 16777217 at element 1
          expected: integers that fp32 holds exactly
          remedy: convert the entry to F32
        """)
    #expect(
      complaint { _ = try read(.f8e4m3, [1]) } == """
        w.safetensors: error: entry 'a' has elements of dtype F8_E4M3
          expected: a dtype that becomes fp32
          remedy: convert the entry to F32
        """)
  }
}
