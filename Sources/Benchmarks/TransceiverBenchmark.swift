import Platforms

/// One transceiver design for 8 devices with 4 antennas and a server with 20,
/// each algorithm on blocks of its own channel draws.
func benchmarkTransceivers(seconds: Double) throws {
  print("\na transceiver design, N = 8, Nr = 20, Nt = L = 4")
  print("(targets: centroid-refined 5 ms, relaxation 500 ms)")
  let fading = try RicianFading(
    serverAntennas: 20, deviceAntennas: 4,
    pathGains: Array(repeating: 1, count: 8), factor: 3, seed: 1)
  let problems = try (0..<UInt64(8)).map {
    try AggregationProblem(
      channels: fading.channels(block: $0),
      weights: Array(repeating: 1, count: 8), streams: 4)
  }
  func measure(_ name: String, _ body: (AggregationProblem) throws -> Void)
    throws
  {
    var next = 0
    let times = try Times(for: seconds) {
      try body(problems[next % problems.count])
      next += 1
    }
    let measurement = Measurement(
      benchmark: "transceiver", name: name, best: times.best * 1e3,
      median: times.median * 1e3, unit: "ms")
    print(measurement.text)
  }
  for design in TransceiverDesign.allCases {
    try measure(design.rawValue) { _ = try design($0) }
  }
  var options = TransceiverDesign.Options()
  options.solver = .barrier
  try measure("relaxation, barrier") {
    _ = try TransceiverDesign.relaxation($0, options)
  }
  try measure("lower bound") { _ = try LowerBound(of: $0) }
}
