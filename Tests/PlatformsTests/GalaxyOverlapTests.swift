import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

@testable import Platforms

/// What overlapping hides of the time on the way.
struct GalaxyOverlapTests {
  /// Seconds of a prompt on devices whose operations cost nothing but their
  /// arithmetic.
  private func seconds(overlaps: Bool, devices: Int, bandwidth: Double) throws
    -> Double
  {
    let shape = ModelShape(
      name: "test", width: 64, hidden: 256, blocks: 3, heads: 8,
      keyValueHeads: 8, vocabulary: 16, context: 256)
    let bench = Bench(
      overhead: 0, memory: 1e15, bandwidth: bandwidth, latency: 1e-6)
    var options = ClusterOptions()
    options.scheme["galaxy.overlap"] = .flag(overlaps)
    let cluster = try Cluster(devices: devices, options: options)
    _ = try Galaxy().forward(
      Pass(count: 128), through: Transformer(shapesOnly: shape), on: cluster)
    return try bench.costs(cluster.trace).timeline.latency.value
  }

  /// Sooner on networks of any speed; much sooner where a tile travels as
  /// long as a product takes, and hardly where time goes elsewhere.
  @Test(arguments: [2, 4])
  func tilesHideTravel(devices: Int) throws {
    var gains: [Double] = []
    for bandwidth in [1e6, 1e8, 1e9, 1e12] {
      let plain = try seconds(
        overlaps: false, devices: devices, bandwidth: bandwidth)
      let tiled = try seconds(
        overlaps: true, devices: devices, bandwidth: bandwidth)
      #expect(tiled <= plain, "\(bandwidth) bit/s")
      gains.append(plain / tiled)
    }
    let best = gains.max() ?? 0
    #expect(best > 1.2)
    #expect(gains[0] < best && gains[3] < best)
  }
}
