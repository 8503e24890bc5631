import TestBasics
import Foundation
import Tensors
import Testing

@testable import Models

struct SafetensorsTests {
  private static let damaged =
    "the file is damaged: fetch it again with 'make data', or export it again"

  /// Header, bytes of data, then problem, expectation of the error.
  @Test(arguments: [
    ("[]", 0, "the file has no proper 'header'", "a JSON object"),
    (
      "{\"a\":1}", 0, "entry 'a' has no proper 'description'", "a JSON object"
    ),
    ("{\"a\":{}}", 0, "entry 'a' has no proper 'dtype'", "a text"),
    (
      "{\"a\":{\"dtype\":\"F33\"}}", 0, "entry 'a' has the unknown dtype 'F33'",
      "BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, F16, BF16, I32, U32, F32, "
        + "I64, U64, F64"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5]}}", 0,
      "entry 'a' has no proper 'shape'", "a list of integers from 0"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1]}}", 0,
      "entry 'a' has no proper 'shape'", "a list of integers from 0"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]}}", 4,
      "entry 'a' has no proper 'data_offsets'", "two integers from 0"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"offsets\":[0,4]}}", 4,
      "entry 'a' has an unknown member 'offsets'",
      "dtype, shape and data_offsets"
    ),
    (
      tensor("a", "4294967296,4294967296", 0, 4), 4,
      "entry 'a' has the impossible shape [4294967296, 4294967296]",
      "a shape whose bytes fit into a file"
    ),
    (
      tensor("a", "0,4294967296,4294967296", 0, 0), 0,
      "entry 'a' has the impossible shape [0, 4294967296, 4294967296]",
      "a shape whose bytes fit into a file"
    ),
    (
      tensor("a", "2305843009213693952", 0, 4), 4,
      "entry 'a' has the impossible shape [2305843009213693952]",
      "a shape whose bytes fit into a file"
    ),
    (
      tensor("a", "1", 0, 8), 4, "entry 'a' lies at the offsets 0 to 8",
      "a range within the 4 bytes of data"
    ),
    (
      tensor("a", "1", 8, 4), 8, "entry 'a' lies at the offsets 8 to 4",
      "a range within the 8 bytes of data"
    ),
    (
      tensor("a", "2", 0, 4), 4, "entry 'a' holds 4 bytes",
      "8 bytes, by its shape and dtype"
    ),
    (
      two(0, 4, 0, 4), 8, "entry 'b' overlaps entry 'a'",
      "each byte of data in one entry"
    ),
    (
      two(0, 4, 5, 9), 9, "entry 'b' leaves 1 byte that belong to no entry",
      "entries that follow each other without holes to the end"
    ),
    (
      two(4, 8, 0, 4), 10, "the file leaves 2 bytes that belong to no entry",
      "entries that follow each other without holes to the end"
    ),
    (
      "{\"__metadata__\":[]}", 0, "the file has no proper '__metadata__'",
      "an object of texts"
    ),
    (
      "{\"__metadata__\":{\"a\":1}}", 0,
      "the file has no proper '__metadata__'", "an object of texts"
    ),
  ])
  func saysWhatIsWrong(
    header: String, bytes: Int, problem: String, expected: String
  ) {
    let data = tensorFile(header, bytes: bytes)
    let found = complaint { _ = try Safetensors(data, path: "w.safetensors") }
    #expect(
      found == """
        w.safetensors: error: \(problem)
          expected: \(expected)
          remedy: \(Self.damaged)
        """)
  }

  private static func tensor(
    _ name: String, _ shape: String, _ from: Int, _ to: Int
  ) -> String {
    "{\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(shape)],"
      + "\"data_offsets\":[\(from),\(to)]}}"
  }

  private static func two(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> String {
    tensor("a", "1", a, b).dropLast() + "," + tensor("b", "1", c, d).dropFirst()
  }

  /// First bytes of a file, and what its header's length is said to be.
  @Test(
    arguments: [
      ([], "0 bytes", "2 to 2 bytes"),
      ([1, 2, 3], "0 bytes", "2 to 2 bytes"),
      ([1, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], "1 bytes", "2 to 2 bytes"),
      ([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], "3 bytes", "2 to 2 bytes"),
      (
        [255, 255, 255, 255, 255, 255, 255, 255, 0x7B, 0x7D],
        "18446744073709551615 bytes", "2 to 2 bytes"
      ),
    ] as [([UInt8], String, String)])
  func checksTheLength(bytes: [UInt8], found: String, expected: String) {
    #expect(
      complaint { _ = try Safetensors(Data(bytes), path: "w") } == """
        w: error: the file says that its header has \(found)
          expected: \(expected)
          remedy: \(Self.damaged)
        """)
  }

  @Test func refusesNamesTwice() {
    let header = "{\"a\":{},\"a\":{}}"
    #expect(
      complaint { _ = try Safetensors(tensorFile(header), path: "w") }
        .hasPrefix("w: error: byte 16: the name 'a' stands here again"))
  }

  @Test func anEmptyFileOfTensorsIsFine() throws {
    let file = try Safetensors(
      tensorFile("{\"__metadata__\":{\"k\":\"v\"}}  "), path: "w")
    #expect(file.entries.isEmpty)
    #expect(file.metadata == ["k": "v"])
    #expect(
      complaint { _ = try file.tensor("a") }.contains("expected: any entry"))
  }

  @Test func namesTheNearestEntry() throws {
    let file = try Safetensors(
      tensorFile(Self.tensor("wte.weight", "1", 0, 4), bytes: 4), path: "w")
    #expect(
      complaint { _ = try file.tensor("wte.weigth") } == """
        w: error: entry 'wte.weigth' is missing
          remedy: did you mean 'wte.weight'?
        """)
    #expect(
      complaint { _ = try file.tensor("wte.weight", shape: Shape(1, 1)) } == """
        w: error: entry 'wte.weight' has the shape [1]
          expected: [1, 1]
          remedy: use the weights that belong to the model
        """)
    #expect(try file.tensor("wte.weight", shape: Shape(1)).values() == [0])
  }

  @Test(arguments: [
    ("", Shape(1), 1), ("3", Shape(3), 3), ("2,3", Shape(2, 3), 6),
    ("2,3,1", Shape(2, 3, 1), 6), ("2,3,2,2", Shape(2, 12), 24),
    ("0,3,2,2", Shape(0, 0), 0), ("2,0,2,2", Shape(2, 0), 0),
  ])
  func shapes(extents: String, shape: Shape, count: Int) throws {
    let file = try Safetensors(
      tensorFile(
        Self.tensor("a", extents, 0, 4 * count), bytes: 4 * count), path: "w")
    #expect(try file.tensor("a").shape == shape)
    #expect(file.parameters == count)
  }
}
