import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Every scheme says which half of a block it is in.
struct PartTests {
  /// Multiply-accumulates of products by half, over all devices.
  private func work(_ trace: Trace) -> [Trace.Part: Int] {
    trace.operations.reduce(into: [:]) {
      if $1.kernel.isProduct { $0[$1.part, default: 0] += $1.macs }
    }
  }

  private func trace(
    _ scheme: any Scheme, _ shape: ModelShape, devices: Int
  ) throws -> Trace {
    let cluster = try Cluster(devices: devices)
    _ = try scheme.forward(
      shape.blankPass(count: 7), through: Transformer(shapesOnly: shape),
      on: cluster)
    return cluster.trace
  }

  /// Split or not, each half has the work that it has on one device; Voltage
  /// projects keys and values everywhere.
  @Test func theHalvesHaveTheirWork() throws {
    for seed in 0..<UInt64(60) {
      var random = RandomStream(seed: seed)
      let shape = random.modelShape()
      let alone = work(try trace(Single(), shape, devices: 1))
      let others: [(any Scheme, Int)] = [
        (TensorParallel(), min(shape.keyValueHeads, shape.hidden)),
        (Galaxy(), min(shape.keyValueHeads, shape.hidden)),
        (EdgeShard(), 3), (Pipeline(), shape.blocks), (Voltage(), 3),
      ]
      for (scheme, devices) in others {
        if devices == 1, scheme is TensorParallel { continue }
        let split = try trace(scheme, shape, devices: devices)
        let found = work(split)
        #expect(
          found[.feedForward] == alone[.feedForward], "\(scheme), \(seed)")
        #expect(found[.other] == alone[.other], "\(scheme), \(seed)")
        if scheme is Voltage {
          #expect(found[.attention] ?? 0 >= alone[.attention] ?? 1)
        } else {
          #expect(found[.attention] == alone[.attention], "\(scheme), \(seed)")
        }
        #expect(
          split.operations.allSatisfy {
            $0.kernel != .attention || $0.part == .attention
          })
      }
    }
  }

  /// In CATS too: gathers 1 and 2 of a block belong to attention, 3 and 4 to
  /// the feed-forward part.
  @Test(arguments: [2, 8])
  func catsHasHalves(devices: Int) throws {
    let shape = try ModelFile(file: modelFile("cats-verytiny")).shape
    func run(_ scheme: any Scheme, _ devices: Int) throws -> Trace {
      let cluster = try Cluster(devices: devices)
      _ = try scheme.forward(
        shape.blankPass(count: shape.context),
        through: Transformer(shapesOnly: shape), on: cluster)
      return cluster.trace
    }
    let split = try run(Cats(), devices)
    let (found, alone) = (work(split), work(try run(Single(), 1)))
    #expect(found[.feedForward] == alone[.feedForward])
    let rounds = Dictionary(grouping: split.operations.filter(\.isMessage)) {
      $0.part
    }.mapValues { messages in
      Set(messages.map { split.messages[Int($0.message)].round }).count
    }
    #expect(
      rounds == [
        .attention: 2 * shape.blocks, .feedForward: 2 * shape.blocks, .other: 4,
      ])
  }
}
