import CReference

/// The kernels that all times are divided by; see `reference.c`.
package final class ReferenceKernel {
  /// Which of them. Where others use the memory of the machine too, kernels
  /// in the cache and work that goes through memory slow down differently.
  package enum Kind: String, Sendable {
    /// Arithmetic in registers alone: beside kernels that stay in the cache.
    case arithmetic = "ref-a"
    /// Arithmetic, and passing over memory: beside all else.
    case mixture = "ref"

    /// The unit of times that are divided by it.
    package var unit: String { rawValue }
  }

  private let memory: UnsafeMutablePointer<Float>
  private var sum: Float = 0

  /// The kernel with its memory, every page of it there.
  package init() {
    let count = creference_floats()
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0.5, count: count)
  }

  /// One call, of some milliseconds.
  package func run(_ kind: Kind) {
    switch kind {
    case .arithmetic: sum += creference_arithmetic(memory)
    case .mixture: sum += creference_mixture(memory)
    }
  }

  deinit { memory.deallocate() }
}
