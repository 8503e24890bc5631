import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// One device among several.
struct SingleTests {
  /// It does all the work, as if it were alone; nothing is sent, and the
  /// others hold nothing.
  @Test func othersDoNothing() throws {
    for seed in 0..<UInt64(30) {
      var random = RandomStream(seed: seed)
      let shape = random.modelShape()
      let devices = 2 + Int(seed % 15)
      func trace(_ devices: Int) throws -> Trace {
        try Single().check(shape, devices: devices)
        let cluster = try Cluster(devices: devices)
        _ = try Single().forward(
          shape.blankPass(count: 5), through: Transformer(shapesOnly: shape),
          on: cluster)
        return cluster.trace
      }
      let (alone, found) = (try trace(1), try trace(devices))
      #expect(found.messages.isEmpty && found.devices == devices)
      #expect(found.operations.count == alone.operations.count)
      #expect(found.operations.allSatisfy { $0.device == 0 })
      #expect(
        found.operations.map(\.macs) == alone.operations.map(\.macs))
      #expect(found.buffers.allSatisfy { $0.device == 0 })
    }
  }
}
