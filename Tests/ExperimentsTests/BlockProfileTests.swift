import Schemes
import Testing

@testable import Cluster
@testable import Experiments

/// What EdgeShard is told of a platform where settings do not say it.
struct BlockProfileTests {
  private func configuration(_ texts: String...) throws -> Configuration {
    let basis = [
      "model=astra-std", "tokens=1024", "platform=laptop-1660ti-wifi",
      "scheme=edgeshard", "devices=2",
    ]
    let point = try point(basis + texts)
    return try Configuration(point.settings, seed: 0, in: packageWorkspace())
  }

  /// Products at the rate of the laptop, and fp32 states over its link.
  @Test(arguments: [10.0, 500])
  func handOffsBesideBlocks(megabits: Double) throws {
    let options = try configuration("bandwidth_mbps=\(megabits)").options
    let (tokens, width) = (1024.0, 768.0)
    let products = 12 * tokens * width * width + 2 * tokens * tokens * width
    let block = products / 910.96e9
    let handOff = tokens * width * 32 / (megabits * 1e6)
    let told = options.scheme.double("edgeshard.hand_off", or: -1)
    #expect(abs(told - handOff / block) < 1e-6 * told)
  }

  /// A block weighs 12 squares of the width and 13 times the width, fp32.
  @Test func roomForBlocks() throws {
    let options = try configuration("memory_shares=1:0.5").options.scheme
    let room = try #require(options.word("edgeshard.room"))
      .split(separator: ",").compactMap { Double($0.filter { $0 != " " }) }
    let width = 768.0
    let block = (12 * width * width + 13 * width) * 4
    // Activations of a pass take the room of a few blocks.
    for (found, memory) in zip(room, [6e9, 3e9]) {
      #expect(found <= (memory / block).rounded(.down))
      #expect(found > memory / block - 5)
    }
    #expect(room.count == 2)
  }

  @Test func speedsAreThePlatformsUnlessSaid() throws {
    func told(_ texts: String) throws -> String? {
      try configuration("speeds=1:0.5", texts)
        .options.scheme.word("edgeshard.speeds")
    }
    #expect(try told("devices=2") == "1.0, 0.5")
    #expect(try told("devices=3") == "1.0, 0.5, 1.0")
    #expect(try told("edgeshard.speeds=2, 1") == "2, 1")
    let other = try configuration("scheme=pipeline", "speeds=1:0.5")
    #expect(other.options.scheme.word("edgeshard.speeds") == nil)
  }

  /// A slow device is left out for latency where the other holds everything,
  /// and has what the other cannot hold.
  @Test func plansGoByWhatIsTold() throws {
    func costs(_ texts: String...) throws -> (latency: Double, fits: Bool) {
      let found = try configuration(texts[0], texts[1], texts[2])
        .simulate().costs
      return (found.timeline.latency.value, found.misfit == nil)
    }
    let latency = "edgeshard.goal=latency"
    let alone = try costs("scheme=single", "devices=1", latency)
    let left = try costs("speeds=1:0.1", "bandwidth_mbps=10", latency)
    #expect(left.latency == alone.latency && left.fits)
    // Room for some four blocks on the second.
    let small = "memory_shares=0.06:0.03"
    let even = try costs("scheme=pipeline", small, latency)
    let planned = try costs("speeds=1:1", small, latency)
    #expect(!even.fits && planned.fits)
  }

  /// What fits nowhere is told by costs, like that of any scheme.
  @Test func noRoomIsNoError() throws {
    let costs = try configuration("memory_shares=0.01:0.01").simulate().costs
    #expect(costs.misfit != nil && !costs.tellsTimes)
  }
}
