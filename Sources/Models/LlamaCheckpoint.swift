import Foundation
import Tensors

/// Reads llama2.c checkpoints in the legacy format, v0 (llama2.c @350e04f,
/// `run.c`): seven int32 sizes, then all weights in fp32, little endian.
public enum LlamaCheckpoint {
  private static let headerBytes = 28

  /// The model in `file`, with values.
  ///
  /// - Parameters:
  ///   - file: a llama2.c checkpoint, legacy version 0.
  ///   - name: what to call it.
  /// - Throws: ``ModelError`` with the file and what is wrong in it.
  public static func read(_ file: URL, name: String) throws -> Transformer {
    let path = file.relativePath
    let data: Data
    do {
      data = try Data(contentsOf: file, options: .mappedIfSafe)
    } catch {
      throw ModelError.unreadable(
        file: path, reason: unreadableReason(file))
    }
    let shape = try header(data, path: path, name: name)
    let expected = try bytes(of: shape, path: path)
    guard data.count == expected else {
      throw ModelError.length(
        file: path, bytes: data.count, expected: expected)
    }
    return try data.withUnsafeBytes { bytes in
      try model(shape, WeightReader(bytes: bytes))
    }
  }

  /// The sizes in the header, checked.
  private static func header(_ data: Data, path: String, name: String) throws
    -> ModelShape
  {
    if let found = foreignKind(data) {
      throw ModelError.notACheckpoint(file: path, found: found)
    }
    guard data.count >= headerBytes else {
      throw ModelError.length(
        file: path, bytes: data.count, expected: headerBytes)
    }
    let sizes = data.withUnsafeBytes { bytes in
      (0..<7).map {
        Int(
          Int32(
            littleEndian: bytes.loadUnaligned(
              fromByteOffset: 4 * $0, as: Int32.self)))
      }
    }
    // A negative vocabulary says that the head is separate.
    let names = [
      "dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size",
      "seq_len",
    ]
    for (index, value) in sizes.enumerated() {
      let size = index == 5 ? abs(value) : value
      guard (1...ModelShape.extentLimit).contains(size) else {
        throw ModelError.header(
          file: path, what: names[index], value: value,
          expected: "1 to \(ModelShape.extentLimit)")
      }
    }
    guard sizes[0] % sizes[3] == 0, (sizes[0] / sizes[3]) % 2 == 0 else {
      throw ModelError.header(
        file: path, what: names[3], value: sizes[3],
        expected: "a divisor of dim = \(sizes[0]) that leaves an even head size"
      )
    }
    guard sizes[3] % sizes[4] == 0 else {
      throw ModelError.header(
        file: path, what: names[4], value: sizes[4],
        expected: "a divisor of n_heads = \(sizes[3])")
    }
    return ModelShape(
      name: name, width: sizes[0], hidden: sizes[1], blocks: sizes[2],
      heads: sizes[3], keyValueHeads: sizes[4], vocabulary: abs(sizes[5]),
      context: sizes[6], tiedHead: sizes[5] > 0)
  }

  /// The length of a file with these sizes, without overflow.
  private static func bytes(of shape: ModelShape, path: String) throws -> Int {
    // Extents are below 2^24 and blocks too: a block's weights stay below
    // 2^52, their number times blocks may not fit.
    let (all, overflow) = shape.blockParameters.multipliedReportingOverflow(
      by: shape.blocks)
    let tables = (shape.tiedHead ? 1 : 2) * shape.vocabulary * shape.width
    let rotary = shape.context * shape.headSize
    let rest = tables + rotary + shape.width
    let (sum, overflow2) = all.addingReportingOverflow(rest)
    let (size, overflow3) = sum.multipliedReportingOverflow(by: 4)
    guard !overflow, !overflow2, !overflow3, size < 1 << 48 else {
      throw ModelError.header(
        file: path, what: "n_layers", value: shape.blocks,
        expected: "sizes whose product fits into a file")
    }
    return headerBytes + size
  }

  /// Names formats that begin with a signature of their own.
  private static func foreignKind(_ data: Data) -> String? {
    let signatures: [(String, [UInt8])] = [
      // The magic number 0x616b3432, in either order of bytes.
      ("a llama2.c checkpoint of version 1 or later", Array("24ka".utf8)),
      ("a llama2.c checkpoint of version 1 or later", Array("ak42".utf8)),
      ("a GGUF file", Array("GGUF".utf8)), ("a GGML file", Array("lmgg".utf8)),
      ("a PyTorch or zip archive", Array("PK\u{3}\u{4}".utf8)),
      ("gzip data", [0x1f, 0x8b, 8]),
      ("a NumPy array", [0x93] + Array("NUMPY".utf8)),
    ]
    return signatures.first { data.starts(with: $0.1) }?.0
  }

  /// The tensors stand by kind, all blocks of a kind together.
  private static func model(_ shape: ModelShape, _ reader: WeightReader) throws
    -> Transformer
  {
    var reader = reader
    let width = shape.width
    let kinds: [(String, Shape)] = [
      ("attention.norm", Shape(width)),
      ("attention.query", Shape(width, width)),
      ("attention.key", Shape(shape.keyValueWidth, width)),
      ("attention.value", Shape(shape.keyValueWidth, width)),
      ("attention.output", Shape(width, width)),
      ("feed_forward.norm", Shape(width)),
      ("feed_forward.gate", Shape(shape.hidden, width)),
      ("feed_forward.down", Shape(width, shape.hidden)),
      ("feed_forward.up", Shape(shape.hidden, width)),
    ]
    let table = Shape(shape.vocabulary, width)
    var weights = ["embedding": reader.next(table)]
    for (kind, extents) in kinds {
      for block in 0..<shape.blocks {
        weights["blocks.\(block).\(kind)"] = reader.next(extents)
      }
    }
    weights["norm"] = reader.next(Shape(width))
    reader.skip(shape.context * shape.headSize)
    if !shape.tiedHead { weights["head"] = reader.next(table) }
    return try Transformer(shape) { name, extents in
      weights[name] ?? Tensor(extents)
    }
  }
}

/// Takes fp32 tensors from memory one after another; the length was checked.
private struct WeightReader {
  let bytes: UnsafeRawBufferPointer
  var offset = 28

  mutating func next(_ shape: Shape) -> Tensor {
    defer { skip(shape.count) }
    return Tensor(shape) { to in
      for i in 0..<shape.count {
        let bits = bytes.loadUnaligned(
          fromByteOffset: offset + 4 * i, as: UInt32.self)
        to[i] = Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  mutating func skip(_ count: Int) { offset += 4 * count }
}

/// Why a file cannot be read, in a word.
func unreadableReason(_ file: URL) -> String {
  var isFolder: ObjCBool = false
  guard
    FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
  else { return "there is no such file" }
  return isFolder.boolValue ? "it is a folder" : "permission denied"
}
