import Testing

@testable import Experiments

/// The speed-up is the quotient of two latencies.
struct ComparisonMetricTests {
  private func values(_ texts: [String], _ metrics: [String]) throws
    -> PointValues
  {
    try PointMeasurer(packageWorkspace()).measure(
      point(texts), metrics: metrics)
  }

  @Test(arguments: [
    ["model=stories260k", "scheme=tensor-parallel", "devices=4", "loss=0.1"],
    ["model=stories260k", "scheme=pipeline", "devices=3", "tokens=5"],
    ["model=stories260k", "scheme=single"],
  ])
  func isAQuotient(texts: [String]) throws {
    let own = try values(texts, ["speedup", "latency_s"])
    let alone =
      texts.filter { !$0.hasPrefix("loss") } + ["scheme=single", "devices=1"]
    let other = try values(alone, ["latency_s"])
    let expected = try #require(other["latency_s"]) / #require(own["latency_s"])
    #expect(own["speedup"] == expected)
    if texts.contains("scheme=single") { #expect(expected == 1) }
  }

  /// The other point is not pruned.
  @Test func nothingIsPruned() throws {
    let block = [
      "model=cats-block-attention", "platform=nrf52840-mixer", "tokens=64",
    ]
    let pruned = try values(
      block + ["scheme=cats", "devices=16", "prune=0.9"],
      ["speedup", "latency_s"])
    let alone = try values(
      block + ["scheme=single", "devices=1"], ["latency_s"])
    let product =
      try #require(pruned["speedup"]) * #require(pruned["latency_s"])
    #expect(abs(product / (try #require(alone["latency_s"])) - 1) < 1e-12)
  }

  /// Where one of the two does not fit, there is none.
  @Test func misfitsHaveNone() throws {
    let found = try values(
      [
        "model=cats-block-attention", "features=512", "scheme=cats",
        "devices=16", "platform=nrf52840-mixer", "tokens=64",
      ], ["speedup", "latency_s"])
    #expect(found["speedup"] == nil && found["latency_s"] != nil)
  }
}
