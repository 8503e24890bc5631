import Documents
import Foundation
import Tensors

extension Safetensors {
  /// Writes `tensors` to `file` in F32, by name, so that the same tensors give
  /// the same bytes in whatever order they come.
  ///
  /// The file appears whole or not at all; one that is there is replaced.
  ///
  /// - Parameters:
  ///   - tensors: names, all different, and tensors with values.
  ///   - metadata: notes for the header.
  ///   - file: where to.
  /// - Throws: ``DataError/tensors(file:entry:_:)`` for a name,
  ///   ``DataError/unwritable(file:reason:)``, or
  ///   ``Tensors/TensorError/noValues(operation:)``.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)],
    metadata: [String: String] = [:], to file: URL
  ) throws {
    let tensors = tensors.sorted { precedes($0.name, $1.name) }
    let header = try header(tensors, metadata, path: file.relativePath)
    try AtomicFile.write(to: file) { write in
      var length = UInt64(header.count).littleEndian
      try withUnsafeBytes(of: &length) { try write($0) }
      try header.withUnsafeBytes { try write($0) }
      for (name, tensor) in tensors {
        try tensor.withValues(of: "write '\(name)'") { values in
          let values = UnsafeBufferPointer(
            start: values, count: tensor.shape.count)
          #if _endian(little)
            try write(UnsafeRawBufferPointer(values))
          #else
            try values.map(\.bitPattern.littleEndian).withUnsafeBytes {
              try write($0)
            }
          #endif
        }
      }
    }
  }

  /// The header's JSON, filled up with spaces so that values are aligned.
  private static func header(
    _ tensors: [(name: String, tensor: Tensor)],
    _ metadata: [String: String], path: String
  ) throws -> [UInt8] {
    var members: [JSONValue.Member] = []
    if !metadata.isEmpty {
      let notes = metadata.sorted { precedes($0.key, $1.key) }
      members.append(
        .init(
          "__metadata__",
          .object(notes.map { .init($0.key, .string($0.value)) })))
    }
    var offset = 0
    var before: String?
    for (name, tensor) in tensors {
      if name == before || name == "__metadata__" {
        throw DataError.tensors(file: path, entry: name, .name)
      }
      before = name
      let end = offset + 4 * tensor.shape.count
      let extents = (0..<tensor.shape.rank).map { tensor.shape[$0] }
      members.append(
        .init(
          name,
          .object([
            .init("dtype", .string(SafetensorsElement.f32.rawValue)),
            .init("shape", .array(extents.map { .integer($0) })),
            .init("data_offsets", .array([.integer(offset), .integer(end)])),
          ])))
      offset = end
    }
    var header = Array(JSONValue.object(members).text.utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    return header
  }

  /// The order of the names' bytes.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
