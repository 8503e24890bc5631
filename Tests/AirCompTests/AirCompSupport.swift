import Platforms
import Tensors

/// A block of the tables' setting: unit gains and weights, N_t = L = 4.
func block(
  _ number: UInt64, devices: Int, factor: Double, antennas: Int = 20,
  seed: UInt64 = 1
) throws -> AggregationProblem {
  let fading = try RicianFading(
    serverAntennas: antennas, deviceAntennas: 4,
    pathGains: Array(repeating: 1, count: devices), factor: factor, seed: seed)
  return try AggregationProblem(
    channels: fading.channels(block: number),
    weights: Array(repeating: 1, count: devices), streams: 4)
}

/// A problem of random size, with gains and weights over three decades.
func randomProblem(
  _ seed: UInt64, allStreams: Bool = false
) throws -> AggregationProblem {
  var stream = RandomStream(seed: seed)
  func uneven() -> Double {
    [0.03, 0.2, 1, 1, 7, 30].randomElement(using: &stream) ?? 1
  }
  let antennas = Int.random(in: 1...4, using: &stream)
  let devices = Int.random(in: 1...6, using: &stream)
  let fading = try RicianFading(
    serverAntennas: Int.random(
      in: (2 * antennas)...(5 * antennas + 3), using: &stream),
    deviceAntennas: antennas, pathGains: (0..<devices).map { _ in uneven() },
    factor: [0, 1, 3, 10].randomElement(using: &stream) ?? 0, seed: seed)
  return try AggregationProblem(
    channels: fading.channels(block: seed),
    weights: (0..<devices).map { _ in uneven() },
    streams: allStreams
      ? antennas : Int.random(in: 1...antennas, using: &stream)
  )
}

/// The number in the middle, or the mean of the two.
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1
    ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The largest magnitude of an entry.
func largest(_ matrix: ComplexMatrix) -> Double {
  matrix.entries.map { $0.squaredMagnitude.squareRoot() }.max() ?? 0
}

/// A matrix of random numbers between -1 and 1.
func randomMatrix(_ rows: Int, _ columns: Int, seed: UInt64) -> ComplexMatrix {
  var stream = RandomStream(seed: seed)
  return ComplexMatrix(rows: rows, columns: columns) { _, _ in
    Complex(
      .random(in: -1...1, using: &stream), .random(in: -1...1, using: &stream))
  }
}
