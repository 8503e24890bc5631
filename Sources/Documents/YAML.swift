import Diagnostics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Node {
  /// The document in the file at `path`.
  ///
  /// - Throws: ``DocumentError`` if the file cannot be read or is not one YAML
  ///   document within ``YAMLLimits``.
  /// Complexity: O(bytes).
  public init(contentsOf path: String) throws {
    try self.init(yaml: fileBytes(path), file: path)
  }

  /// The document in `text`, which errors call `file`.
  ///
  /// - Throws: ``DocumentError`` if it is not one YAML document.
  public init(yaml text: String, file: String) throws {
    try self.init(yaml: Array(text.utf8), file: file)
  }

  /// The document in `bytes`, which errors call `file`.
  ///
  /// - Throws: ``DocumentError`` if it is not one YAML document in UTF-8.
  public init(yaml bytes: [UInt8], file: String) throws {
    guard bytes.count <= YAMLLimits.bytes else {
      throw DocumentError.tooLong(
        limit: YAMLLimits.bytes, at: .init(file: file))
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(3)) : bytes
    guard String(validating: text, as: UTF8.self) != nil else {
      throw DocumentError.notUTF8(
        at: place(ofByte: firstInvalidByte(text), in: text, file: file))
    }
    // libyaml takes no empty buffer.
    guard !text.isEmpty else {
      throw DocumentError.empty(at: .init(file: file))
    }
    self = try text.withUnsafeBufferPointer { buffer in
      var composer = YAMLComposer(YAMLEvents(buffer, file: file))
      return try composer.document()
    }
  }
}

/// The bytes of a file, and no more than a document may have.
private func fileBytes(_ path: String) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  func failure() -> DocumentError {
    .unreadable(reason: String(cString: strerror(errno)), file: path)
  }
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while bytes.count <= YAMLLimits.bytes {
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw failure()
    }
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return bytes
}

/// The index of the first byte that is not part of valid UTF-8.
private func firstInvalidByte(_ bytes: [UInt8]) -> Int {
  var decoder = UTF8()
  var input = bytes.makeIterator()
  var valid = 0
  while case .scalarValue(let scalar) = decoder.decode(&input) {
    valid += UTF8.width(scalar)
  }
  return valid
}

/// Line and column of the byte at `index`; columns count characters.
func place(
  ofByte index: Int, in bytes: some Collection<UInt8>, file: String
) -> Diagnosis.Location {
  var line = 1
  var column = 1
  for byte in bytes.prefix(index) {
    if byte == UInt8(ascii: "\n") {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }
  return .init(file: file, line: line, column: column)
}
