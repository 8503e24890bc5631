import Foundation
import Tensors

/// A trace as bytes: a signature, devices, repeats, five counts, then all
/// fields as 64-bit little-endian integers, table by table.
///
/// Costing a stored trace equals costing the run.
extension Trace {
  private static let version = 5
  private static let title = "shardbench trace "
  private static let signature = Array("\(title)\(version)\n".utf8)

  /// The trace as bytes.
  ///
  /// - Complexity: O(operations + messages + dependencies + buffers).
  public func encoded() -> Data {
    var words: [Int] = [
      devices, repeats, operations.count, messages.count, deliveries.count,
      dependencies.count, buffers.count,
    ]
    for item in operations {
      words += [
        Int(item.device), Int(item.kernel.rawValue), Int(item.part.rawValue),
        Int(item.block), Int(item.rows), Int(item.message),
        Int(item.firstDependency), Int(item.dependencyCount), item.macs,
        item.weightBytes, item.activationBytes, item.keptBytes, item.inner,
      ]
    }
    for item in messages {
      words += [
        Int(item.purpose.rawValue), Int(item.round),
        Int(item.collective), item.payloadBytes, item.paddingBits,
        item.packets,
        item.broadcastBytes, item.broadcastPackets, Int(item.firstDelivery),
        Int(item.receivers), Int(item.access.rawValue), item.values,
      ]
    }
    for item in deliveries {
      words += [
        Int(item.receiver), Int(item.attempts), item.sentBytes,
        item.sentPackets, item.deliveredBytes, item.lostBytes,
      ]
    }
    for item in dependencies {
      words += [Int(item.operation), Int(item.delivery)]
    }
    for item in buffers {
      words += [
        Int(item.device), Int(item.kind.rawValue), item.bytes,
        Int(item.first), Int(item.last),
      ]
    }
    var data = Data(Self.signature)
    words.map { Int64($0).littleEndian }.withUnsafeBytes {
      data.append(contentsOf: $0)
    }
    return data
  }

  /// Reads what ``encoded()`` wrote.
  ///
  /// - Throws: ``ClusterError/trace(_:)`` for anything else.
  /// - Complexity: O(bytes).
  public init(decoding data: Data) throws {
    guard data.starts(with: Self.signature) else {
      throw ClusterError.trace(Self.problem(beginning: data))
    }
    var reader = TraceReader(data.dropFirst(Self.signature.count))
    let devices = try reader.next(in: 1...Cluster.deviceLimit)
    self.init(
      devices: devices, repeats: try reader.next(in: 1...1 << 24))
    let counts = try (0..<5).map { _ in try reader.next(in: 0...1 << 31) }
    guard reader.isWhole,
      reader.left == counts[0] * 13 + counts[1] * 12 + counts[2] * 6
        + counts[3] * 2 + counts[4] * 5
    else { throw ClusterError.trace("its length does not match its counts") }
    let size = 0...1 << 50
    let index = -1...(1 << 31) - 1
    for _ in 0..<counts[0] {
      let device = try reader.next(in: 0...devices - 1)
      guard
        let kernel = Kernel(rawValue: UInt8(try reader.next(in: 0...255)))
      else { throw ClusterError.trace("an unknown kernel") }
      guard let part = Part(rawValue: UInt8(try reader.next(in: 0...255)))
      else { throw ClusterError.trace("an unknown half of a block") }
      operations.append(
        Operation(
          device: UInt16(device), kernel: kernel, part: part,
          block: Int32(try reader.next(in: index)),
          rows: Int32(try reader.next(in: 0...(1 << 31) - 1)),
          message: Int32(try reader.next(in: index)),
          firstDependency: Int32(try reader.next(in: index)),
          dependencyCount: Int32(try reader.next(in: index)),
          macs: try reader.next(in: size),
          weightBytes: try reader.next(in: size),
          activationBytes: try reader.next(in: size),
          keptBytes: try reader.next(in: size),
          inner: try reader.next(in: size)))
    }
    for _ in 0..<counts[1] {
      guard
        let purpose = Purpose(rawValue: UInt8(try reader.next(in: 0...255)))
      else { throw ClusterError.trace("an unknown purpose") }
      messages.append(
        Message(
          purpose: purpose, round: Int32(try reader.next(in: index)),
          collective: Int32(try reader.next(in: index)),
          payloadBytes: try reader.next(in: size),
          paddingBits: try reader.next(in: 0...7),
          packets: try reader.next(in: size),
          broadcastBytes: try reader.next(in: size),
          broadcastPackets: try reader.next(in: size),
          firstDelivery: Int32(try reader.next(in: index)),
          receivers: Int32(try reader.next(in: 0...devices)),
          access: try reader.access(), values: try reader.next(in: size)))
    }
    for _ in 0..<counts[2] {
      deliveries.append(
        Delivery(
          receiver: UInt16(try reader.next(in: 0...devices - 1)),
          attempts: Int32(try reader.next(in: 1...256)),
          sentBytes: try reader.next(in: size),
          sentPackets: try reader.next(in: size),
          deliveredBytes: try reader.next(in: size),
          lostBytes: try reader.next(in: size)))
    }
    for _ in 0..<counts[3] {
      dependencies.append(
        Dependency(
          operation: Int32(try reader.next(in: index)),
          delivery: Int32(try reader.next(in: index))))
    }
    for _ in 0..<counts[4] {
      let device = try reader.next(in: 0...devices - 1)
      guard
        let kind = Buffer.Kind(rawValue: UInt8(try reader.next(in: 0...255)))
      else { throw ClusterError.trace("an unknown kind of buffer") }
      buffers.append(
        Buffer(
          device: UInt16(device), kind: kind,
          bytes: try reader.next(in: size),
          first: Int32(try reader.next(in: index)),
          last: Int32(try reader.next(in: index))))
    }
    if let violation = violation() {
      throw ClusterError.trace("it breaks a law: \(violation)")
    }
  }

  /// Why a file that does not begin with the signature is refused.
  private static func problem(beginning data: Data) -> String {
    guard data.starts(with: title.utf8) else {
      return "it does not begin as one"
    }
    let digits = data.dropFirst(title.utf8.count).prefix(9)
      .prefix { (48...57).contains($0) }
    guard let found = Int(String(decoding: digits, as: UTF8.self)) else {
      return "it does not begin as one"
    }
    return "it is of version \(found), and version \(version) is read"
  }
}

/// Takes 64-bit words from data.
private struct TraceReader {
  private let data: Data
  private var offset: Int

  init(_ data: Data) {
    self.data = data
    offset = 0
  }

  /// Whether no bytes are left over behind the last word.
  var isWhole: Bool { (data.count - offset) % 8 == 0 }

  /// Words that are left, rounded down.
  var left: Int { (data.count - offset) / 8 }

  mutating func access() throws -> Trace.Access {
    guard let access = Trace.Access(rawValue: UInt8(try next(in: 0...255)))
    else { throw ClusterError.trace("an unknown way to share the medium") }
    return access
  }

  mutating func next(in range: ClosedRange<Int>) throws -> Int {
    guard left > 0 else { throw ClusterError.trace("it ends early") }
    let word = data.withUnsafeBytes {
      Int64(
        littleEndian: $0.loadUnaligned(
          fromByteOffset: offset, as: Int64.self))
    }
    offset += 8
    guard range.contains(Int(word)) else {
      throw ClusterError.trace("the number \(word) has no place in it")
    }
    return Int(word)
  }
}
