import Foundation
import Tensors
import Testing

@testable import Platforms

/// Uncoded FDMA and digital quantisation against what they stand for.
struct BaselineTests {
  /// Builds the FDMA transceiver of each device and counts its error and its
  /// energy; then no other split of the energy over its directions is better.
  @Test(arguments: 0..<UInt64(20))
  func fdmaByConstruction(_ seed: UInt64) throws {
    let problem = try randomProblem(seed)
    let streams = problem.streams
    let found = try UncodedFDMA(of: problem)
    var stream = RandomStream(seed: seed)
    for (device, channel) in problem.channels.enumerated() {
      let values = try channel.singularValues().values.prefix(streams)
      // Stream i is sent with energy b_i and received with gain^2 1 / (b s^2).
      func error(_ energies: [Double]) -> Double {
        zip(energies, values).reduce(0) { $0 + 1 / ($1.0 * $1.1 * $1.1) }
      }
      let budget = Double(streams) / problem.weights[device]
      func split(_ parts: [Double]) -> [Double] {
        let sum = parts.reduce(0, +)
        return parts.map { $0 / sum * budget }
      }
      let best = error(split(values.map { 1 / $0 }))
      #expect(abs(found.alphas[device] / best - 1) < 1e-9)
      for _ in 0..<10 {
        let other = error(
          split(
            (0..<streams).map { _ in .random(in: 0.01...1, using: &stream) }
          ))
        #expect(other >= best * (1 - 1e-12))
      }
    }
    #expect(abs(found.alphas.reduce(0, +) / found.alpha - 1) < 1e-12)
  }

  /// Parallel channels: the sum of log2(1 + snr sigma_i^2).
  @Test(arguments: 0..<UInt64(10))
  func spectralEfficiency(_ seed: UInt64) throws {
    for channel in try randomProblem(seed).channels {
      let values = try channel.singularValues().values
      for ratio in [1e-3, 1, 300] {
        let expected = values.reduce(0) { $0 + log2(1 + ratio * $1 * $1) }
        let found = try channel.spectralEfficiency(signalToNoise: ratio)
        #expect(abs(found - expected) < 1e-9 * max(1, expected))
      }
    }
  }

  /// The mean least efficiency of 8 devices at 0 and 5 dB, against an
  /// independent prototype's, in whole bits. Seed 1.
  @Test(arguments: [(0.0, 16.0, 23.0), (3, 13, 19)])
  func leastOfEight(_ factor: Double, _ at0: Double, _ at5: Double) throws {
    for (decibels, expected) in [(0.0, at0), (5, at5)] {
      let ratio = pow(10, decibels / 10)
      let found = try (0..<UInt64(40)).map { draw in
        try block(draw, devices: 8, factor: factor).channels.map {
          try $0.spectralEfficiency(signalToNoise: ratio)
        }.min() ?? 0
      }
      #expect(abs(median(found) - expected) < 1, "\(median(found))")
    }
  }
}
