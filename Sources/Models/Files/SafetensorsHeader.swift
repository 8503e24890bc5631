import Documents
import Foundation

/// The header of a safetensors file, checked against the file's length.
struct SafetensorsHeader {
  /// The longest header that the format allows.
  static let limit = 100_000_000
  /// The tensors by offset, which together are all bytes after the header.
  let entries: [Safetensors.Entry]
  let metadata: [String: String]
  /// Where the header ends and the values begin.
  let end: Int

  init(_ data: Data, file: String) throws {
    func fault(_ entry: String?, _ fault: TensorFileFault) -> DataError {
      .tensors(file: file, entry: entry, fault)
    }
    guard data.count >= 10 else {
      throw DataError.tensors(
        file: file, entry: nil, .headerLength(0, limit: max(2, data.count - 8)))
    }
    let length = data.withUnsafeBytes { $0.little(0, as: UInt64.self) }
    let limit = min(Self.limit, data.count - 8)
    guard (2...UInt64(limit)).contains(length) else {
      throw fault(nil, .headerLength(length, limit: limit))
    }
    end = 8 + Int(length)
    let json = [UInt8](data[data.startIndex + 8..<data.startIndex + end])
    let root = try JSONReader.value(json, file: file, offset: 8)
    guard case .object(let members) = root else {
      throw fault(nil, .member("header", expected: "a JSON object"))
    }
    var metadata: [String: String] = [:]
    var entries: [Safetensors.Entry] = []
    for member in members {
      if member.name == "__metadata__" {
        metadata = try Self.notes(member.value, fault)
      } else {
        entries.append(
          try Self.entry(member, bytes: data.count - end, fault))
      }
    }
    self.metadata = metadata
    self.entries = try Self.ordered(entries, bytes: data.count - end, fault)
  }

  private typealias Fault = (String?, TensorFileFault) -> DataError

  private static func notes(_ value: JSONValue, _ fault: Fault) throws
    -> [String: String]
  {
    let expected = "an object of texts"
    guard case .object(let members) = value else {
      throw fault(nil, .member("__metadata__", expected: expected))
    }
    var notes: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw fault(nil, .member("__metadata__", expected: expected))
      }
      notes[member.name] = text
    }
    return notes
  }

  private static func entry(
    _ member: JSONValue.Member, bytes: Int, _ fault: Fault
  ) throws -> Safetensors.Entry {
    let name = member.name
    guard case .object(let parts) = member.value else {
      throw fault(name, .member("description", expected: "a JSON object"))
    }
    let known = ["dtype", "shape", "data_offsets"]
    for part in parts where !known.contains(part.name) {
      throw fault(name, .unknownMember(part.name))
    }
    func part(_ key: String) -> JSONValue? {
      parts.first { $0.name == key }?.value
    }
    guard case .string(let type)? = part("dtype") else {
      throw fault(name, .member("dtype", expected: "a text"))
    }
    guard let element = SafetensorsElement(rawValue: type) else {
      throw fault(name, .unknownType(type))
    }
    guard let extents = sizes(part("shape")) else {
      throw fault(
        name, .member("shape", expected: "a list of integers from 0"))
    }
    guard let offsets = sizes(part("data_offsets")), offsets.count == 2 else {
      throw fault(
        name, .member("data_offsets", expected: "two integers from 0"))
    }
    guard let size = product(extents, times: element.bytes) else {
      throw fault(name, .overflow(extents))
    }
    guard offsets[0] <= offsets[1], offsets[1] <= bytes else {
      throw fault(name, .offsets(offsets[0], offsets[1], limit: bytes))
    }
    guard offsets[1] - offsets[0] == size else {
      throw fault(
        name, .byteCount(offsets[1] - offsets[0], expected: size))
    }
    return .init(
      name: name, element: element, extents: extents,
      range: offsets[0]..<offsets[1])
  }

  /// A list of integers that are not negative.
  private static func sizes(_ value: JSONValue?) -> [Int]? {
    guard case .array(let items)? = value else { return nil }
    let sizes = items.compactMap { item -> Int? in
      if case .integer(let size) = item, size >= 0 { size } else { nil }
    }
    return sizes.count == items.count ? sizes : nil
  }

  /// Entries by offset, if they tile all `bytes`.
  private static func ordered(
    _ entries: [Safetensors.Entry], bytes: Int, _ fault: Fault
  ) throws -> [Safetensors.Entry] {
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound)
        < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    var before = ""
    for entry in ordered {
      if entry.range.lowerBound < end {
        throw fault(entry.name, .overlap(with: before))
      }
      if entry.range.lowerBound > end {
        throw fault(entry.name, .hole(bytes: entry.range.lowerBound - end))
      }
      end = entry.range.upperBound
      before = entry.name
    }
    guard end == bytes else { throw fault(nil, .hole(bytes: bytes - end)) }
    return ordered
  }
}

/// The product of sizes from 0 and a factor; `nil` if it, or the product of
/// the sizes that are not 0, does not fit into an integer.
func product(_ sizes: [Int], times factor: Int = 1) -> Int? {
  var product = factor
  for size in sizes where size != 0 {
    let (next, overflow) = product.multipliedReportingOverflow(by: size)
    if overflow { return nil }
    product = next
  }
  return sizes.contains(0) ? 0 : product
}
