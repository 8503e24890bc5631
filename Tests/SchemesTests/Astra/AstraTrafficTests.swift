import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What ASTRA sends: published compressions and payloads, from the trace's
/// bits (astra.md, A8 and section 3).
struct AstraTrafficTests {
  struct Case: Sendable {
    var width: Int
    var groups: Int
    var codebooks = "shared"
    /// Bits of an element of a state.
    var elementBits = 32
    var compression: Double
    /// Of a device and block.
    var bits: Int
  }

  static let table = [
    Case(width: 768, groups: 1, compression: 2457.6, bits: 2560),
    Case(width: 768, groups: 16, compression: 153.6, bits: 40_960),
    Case(width: 768, groups: 32, compression: 76.8, bits: 81_920),
    Case(width: 1024, groups: 32, compression: 102.4, bits: 81_920),
    Case(
      width: 4096, groups: 1, codebooks: "keys-values", elementBits: 8,
      compression: 1638.4, bits: 5120),
    Case(
      width: 4096, groups: 32, codebooks: "keys-values", elementBits: 8,
      compression: 51.2, bits: 163_840),
  ]

  @Test(arguments: table)
  func compressionComesOutOfTheTrace(_ test: Case) throws {
    let trace = try trace(
      width: test.width, tokens: 1024, devices: 4,
      [
        "astra.groups": .integer(test.groups),
        "astra.codebooks": .word(test.codebooks),
      ])
    let sent = trace.messages.filter { $0.purpose == .activations }
    // Two blocks, four devices, one message each.
    #expect(sent.count == 8)
    for message in sent {
      #expect(message.payloadBits == test.bits)
      #expect(message.receivers == 3)
      let whole = 1024 / 4 * test.width * test.elementBits
      #expect(Double(whole) / Double(message.payloadBits) == test.compression)
    }
  }

  /// Codes of any width and number of tokens take no bit too many.
  @Test func codesArePackedToTheBit() throws {
    for (entries, bits) in [(2, 1), (3, 2), (256, 8), (257, 9), (1000, 10)] {
      let trace = try trace(
        width: 12, tokens: 23, devices: 3,
        ["astra.entries": .integer(entries), "astra.groups": .integer(3)])
      let sent = trace.messages.filter { $0.purpose == .activations }
      // 23 tokens: 7, 8 and 8.
      #expect(
        Set(sent.map(\.payloadBits)) == [7 * 3 * bits, 8 * 3 * bits])
      #expect(sent.allSatisfy { $0.payloadBytes == ($0.payloadBits + 7) / 8 })
    }
  }

  /// In a decoder a device tells those behind it, and nobody else.
  @Test func decodersSendForward() throws {
    let trace = try trace(
      width: 16, tokens: 32, devices: 4, [:], attends: .backward)
    let receivers = trace.operations.filter(\.isMessage).compactMap { send in
      let message = trace.messages[Int(send.message)]
      return message.purpose == .activations
        ? (
          Int(send.device),
          trace.deliveries(of: message).map {
            Int(trace.deliveries[$0].receiver)
          }
        ) : nil
    }
    #expect(receivers.count == 6)
    for (sender, others) in receivers {
      #expect(others == Array(sender + 1..<4))
    }
  }

  /// All weights lie on each device, and the codebooks too.
  @Test func everyDeviceHoldsAllWeightsAndCodebooks() throws {
    let shape = shape(width: 16, tokens: 32, .everywhere)
    let trace = try trace(
      width: 16, tokens: 32, devices: 4, ["astra.entries": .integer(8)])
    let held = MemoryProfile(of: trace).weightBytes
    let expected = 4 * (shape.parameters + shape.blocks * 8 * 16)
    #expect(held == [Int](repeating: expected, count: 4))
  }

  /// Work is that of astra.md, section 6: all else by tokens, keys and values
  /// of all tokens on each device.
  @Test func workIsCounted() throws {
    let trace = try trace(width: 768, tokens: 1024, devices: 4, [:])
    var macs = [Int](repeating: 0, count: 4)
    for operation in trace.operations where operation.kernel.isProduct {
      macs[Int(operation.device)] += operation.macs
    }
    let unit = 768 * 768 * 1024 / 2
    // Per block and token: queries, output, feed-forward, attention; keys.
    let share = (2 + 2 + 16 + 4.0 * 1024 / 768) / 4 + 4
    #expect(macs.allSatisfy { Double($0) == 2 * share * Double(unit) })
    let encoding = trace.operations.filter { $0.kernel == .encoding }
    #expect(encoding.allSatisfy { $0.macs == 256 * 1024 * 768 })
    #expect(encoding.count == 8)
  }

  private func shape(
    width: Int, tokens: Int, _ attends: ModelShape.Attends
  ) -> ModelShape {
    var shape = ModelShape(
      name: "blocks", width: width, hidden: 4 * width, blocks: 2, heads: 4,
      keyValueHeads: 4, vocabulary: 1, context: tokens)
    shape.input = .states
    shape.head = .states
    shape.attends = attends
    shape.positions = .none
    shape.feedForward = .gelu
    return shape
  }

  private func trace(
    width: Int, tokens: Int, devices: Int, _ options: SchemeOptions,
    attends: ModelShape.Attends = .everywhere
  ) throws -> Trace {
    let shape = shape(width: width, tokens: tokens, attends)
    let model = try Transformer(shapesOnly: shape)
    model.additions = try Astra().additions(
      to: shape, devices: devices, options: options
    ).map(Additions.init(shapesOnly:))
    var all = ClusterOptions()
    all.scheme = options
    let cluster = try Cluster(devices: devices, options: all)
    _ = try Astra().forward(
      shape.blankPass(count: tokens), through: model, on: cluster)
    #expect(cluster.trace.violation() == nil)
    return cluster.trace
  }
}
