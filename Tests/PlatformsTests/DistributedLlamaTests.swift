import Cluster
import Tensors
import TestSupport
import Testing

@testable import Platforms

struct DistributedLlamaTests {
  /// Bytes that the root sends and receives for a token of Llama 3 8B with
  /// fp32 partial sums, in kB of 1,024 B (README @aec85b9).
  @Test(arguments: [(2, 2048), (4, 6144), (8, 14336)])
  func bytesPerTokenAsPublished(_ devices: Int, _ kilobytes: Int) throws {
    let platform = try Platform(named: PublishedTime.pi5)
    var options = platform.options()
    options.allReduce = .fullMesh
    options.formats.messages = .fp32
    let trace = try tokenTrace(
      model: "llama3-8b", devices: devices, options: options, position: 0)
    let costs = try Costs(of: trace, on: platform, accounting: "paper")
    let root = costs.timeline.devices[0]
    #expect(root.sentBytes + root.receivedBytes == 1024 * kilobytes)
  }

  @Test(arguments: PublishedTime.onPi5 + PublishedTime.onPi4)
  func timesPerTokenAsPublished(_ point: PublishedTime) throws {
    let platform = try Platform(named: point.platform)
    let costs = try Costs(
      of: point.trace(on: platform), on: platform, accounting: "paper")
    let found = 1000 * costs.timeline.latency.value
    #expect(abs(found / point.milliseconds - 1) < 0.15)
  }
}
