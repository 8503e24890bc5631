import CZlib
import Diagnostics
import Foundation
import Tensors
import TestBasics
import Testing

@testable import Models

/// Calls `body` with a folder that holds `files` and is gone afterwards.
func withFolder<R>(
  _ files: [String: [UInt8]] = [:], _ body: (URL) throws -> R
) throws -> R {
  try withTemporaryFolder { folder in
    for (name, bytes) in files {
      try Data(bytes).write(to: folder.appendingPathComponent(name))
    }
    return try body(folder)
  }
}

/// The file `name` in `folder`, which errors call by its name alone.
func file(_ name: String, in folder: URL) -> URL {
  URL(
    fileURLWithPath: name,
    relativeTo: URL(fileURLWithPath: folder.path, isDirectory: true))
}

/// `bytes` as one gzip member.
func packed(_ bytes: [UInt8]) throws -> [UInt8] {
  var stream = z_stream()
  try #require(
    deflateInit2_(
      &stream, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size)) == Z_OK)
  defer { deflateEnd(&stream) }
  var input = bytes
  var output = [UInt8](repeating: 0, count: bytes.count + bytes.count / 8 + 64)
  let room = output.count
  let left = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = UInt32(output.count)
      deflate(&stream, Z_FINISH)
      return Int(stream.avail_out)
    }
  }
  return Array(output[..<(room - left)])
}

/// A big-endian header of an IDX file.
func idxHeader(_ words: UInt32...) -> [UInt8] {
  words.flatMap { word in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }
}

/// A safetensors file from its header and data.
func tensorFile(_ header: String, bytes: Int = 0) -> Data {
  let header = Array(header.utf8)
  let length = (0..<8).map {
    UInt8(truncatingIfNeeded: header.count >> ($0 * 8))
  }
  return Data(length + header + [UInt8](repeating: 0, count: bytes))
}

/// Whether the tests run optimised; some would take minutes otherwise.
enum Optimized {
  static let reason: Comment = "takes minutes unless built with -c release"
  #if DEBUG
    static let isOn = false
  #else
    static let isOn = true
  #endif
}

/// The folder with real data, if there is one.
enum RealData {
  static let reason: Comment =
    "no data folder: set SHARDBENCH_DATA, or run 'make data'"

  static let folder: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates =
      if let named = ProcessInfo.processInfo.environment["SHARDBENCH_DATA"] {
        [URL(fileURLWithPath: named)]
      } else {
        [
          root.deletingLastPathComponent()
            .appendingPathComponent("shared/data"),
          root.appendingPathComponent("data"),
        ]
      }
    return candidates.first {
      FileManager.default.fileExists(atPath: $0.path)
    }
  }()

  static func has(_ name: String) -> Bool {
    folder.map {
      FileManager.default.fileExists(
        atPath: $0.appendingPathComponent(name).path)
    } ?? false
  }

  static func url(_ name: String) throws -> URL {
    try #require(folder).appendingPathComponent(name)
  }
}
