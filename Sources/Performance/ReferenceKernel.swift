import CReference

/// The kernel that all times are divided by; see `reference.c`.
package struct ReferenceKernel {
  /// The unit of times that are divided by it.
  package static let unit = "ref-a"

  private var sum: Float = 0

  /// The kernel.
  package init() {}

  /// One call, of some milliseconds.
  package mutating func run() { sum += creference_arithmetic(0.5) }
}
