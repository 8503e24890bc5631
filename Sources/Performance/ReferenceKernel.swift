import CReference

/// The kernel that all times are divided by; see `reference.c`.
package final class ReferenceKernel {
  private let memory: UnsafeMutablePointer<Float>
  private var sum: Float = 0

  /// The kernel with its memory, every page of it there.
  package init() {
    let count = creference_floats()
    memory = .allocate(capacity: count)
    memory.initialize(repeating: 0.5, count: count)
  }

  /// One call, of some milliseconds.
  package func run() { sum += creference_run(memory) }

  deinit { memory.deallocate() }
}
