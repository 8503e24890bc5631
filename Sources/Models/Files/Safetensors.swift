import Foundation
import Tensors

/// A file of named tensors in the safetensors format of Hugging Face: the
/// length of the header in 8 bytes, the header as JSON, then all values.
///
///     let weights = try Safetensors(file)
///     let table = try weights.tensor("wte.weight")
///
/// Opening checks the whole header against the file; values are converted
/// when they are asked for. Nothing is allocated by a number from the file
/// before that number was checked against the file's length.
public struct Safetensors: Sendable {
  /// One tensor of the file.
  public struct Entry: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The type of its elements.
    public let element: SafetensorsElement
    /// Its extents, outermost first; none for a single number.
    public let extents: [Int]
    /// Its bytes, counted from the end of the header.
    public let range: Range<Int>

    /// The number of elements.
    public var count: Int { range.count / element.bytes }

    /// The extents as a ``Tensors/Shape``, which has one to three of them: a
    /// single number is a vector of one, and from four extents on the first
    /// stays and the others become one (so the kernel of a patch embedding is
    /// the matrix that it is used as).
    public var shape: Shape {
      switch extents.count {
      case 0: Shape(1)
      case 1: Shape(extents[0])
      case 2: Shape(extents[0], extents[1])
      case 3: Shape(extents[0], extents[1], extents[2])
      // A zero further out would hide the product of the others.
      default: Shape(extents[0], extents[0] == 0 ? 0 : count / extents[0])
      }
    }
  }

  /// The tensors, in order of their place in the file.
  public let entries: [Entry]
  /// The file's own notes.
  public let metadata: [String: String]
  /// The path as the caller gave it.
  public let path: String
  private let data: Data
  private let start: Int
  private let numbers: [String: Int]

  /// Opens `file` and checks its header.
  ///
  /// - Throws: ``DataError/tensors(file:entry:_:)``,
  ///   ``DataError/json(file:byte:_:)`` or
  ///   ``DataError/unreadable(file:reason:)``.
  /// - Complexity: O(header), and O(n log n) for n tensors.
  public init(_ file: URL) throws {
    try self.init(bytesOfFile(file), path: file.relativePath)
  }

  init(_ data: Data, path: String) throws {
    let header = try SafetensorsHeader(data, file: path)
    entries = header.entries
    metadata = header.metadata
    start = header.end
    self.path = path
    self.data = data
    numbers = Dictionary(
      zip(header.entries.map(\.name), header.entries.indices),
      uniquingKeysWith: { first, _ in first })
  }

  /// The number of elements in all tensors.
  public var parameters: Int { entries.reduce(0) { $0 + $1.count } }

  /// The tensor called `name`, without its values; `nil` if there is none.
  public func entry(_ name: String) -> Entry? {
    numbers[name].map { entries[$0] }
  }

  /// The tensor called `name` in fp32.
  ///
  /// F16, BF16 and F32 convert exactly, F64 is rounded, and integers must be
  /// ones that fp32 holds.
  ///
  /// - Throws: ``DataError/tensors(file:entry:_:)`` if there is no such
  ///   tensor or its elements do not convert.
  public func tensor(_ name: String) throws -> Tensor {
    guard let entry = entry(name) else {
      throw DataError.tensors(
        file: path, entry: name, .missing(known: entries.map(\.name)))
    }
    var outcome = SafetensorsElement.Conversion.done
    let tensor = data.withUnsafeBytes { bytes in
      let lower = start + entry.range.lowerBound
      let part = UnsafeRawBufferPointer(
        rebasing: bytes[lower..<lower + entry.range.count])
      return Tensor(entry.shape) {
        outcome = entry.element.convert(part, count: entry.count, to: $0)
      }
    }
    switch outcome {
    case .done: return tensor
    case .impossible:
      throw DataError.tensors(
        file: path, entry: name, .notConverted(entry.element.rawValue))
    case .inexact(let value, let element):
      throw DataError.tensors(
        file: path, entry: name, .inexact(value, element: element))
    }
  }

  /// The tensor called `name`, which must have this shape.
  ///
  /// - Throws: ``DataError/tensors(file:entry:_:)``.
  public func tensor(_ name: String, shape: Shape) throws -> Tensor {
    if let entry = entry(name), entry.shape != shape {
      throw DataError.tensors(
        file: path, entry: name,
        .shape(
          entry.extents, expected: (0..<shape.rank).map { shape[$0] }))
    }
    return try tensor(name)
  }
}
