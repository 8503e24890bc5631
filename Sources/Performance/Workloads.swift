import Experiments
import Foundation

/// All workloads that are watched.
package struct Workloads {
  /// In the order in which they are listed.
  package let all: [Workload]
  /// Work that holds so much memory that the system's own accounting, which
  /// is some hundred kilobytes off, does not matter.
  package let large: [Workload]

  /// The workloads around the experiments in `workspace`.
  ///
  /// - Parameter program: what reproduces experiments; without it that is
  ///   left out.
  package init(in workspace: Workspace, program: URL? = nil) {
    large = Self.large(workspace)
    all =
      Self.products + Self.rowKernels + Self.attention + Self.int8
      + Self.gathered + Self.simulation(workspace) + Self.decoding(workspace)
      + Self.training(workspace)
      + (program.map { [Self.reproduction(workspace, $0)] } ?? [])
  }

  /// The workload called `name`.
  ///
  /// - Throws: ``MeasuringError/unknown(_:known:)``.
  package func named(_ name: String) throws -> Workload {
    guard let found = (all + large).first(where: { $0.name == name }) else {
      throw MeasuringError.unknown(name, known: (all + large).map(\.name))
    }
    return found
  }

  /// Those that `globs` match, shuffled by `order`, the same way each time.
  package func chosen(_ globs: Globs, order: UInt64) -> [Workload] {
    var random = SeededOrder(seed: order)
    return all.filter { globs.matches($0.name) }.shuffled(using: &random)
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014), for orders.
private struct SeededOrder: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
