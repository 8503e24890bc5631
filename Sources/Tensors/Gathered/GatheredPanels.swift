import CKernels

/// Weights put in the order in which a product reads them, for the results
/// of one device: groups of up to three vectors of 16.
final class GatheredPanels {
  /// Up to three vectors that are computed together.
  struct Group {
    var vectors: [Vector]
    /// Where its panel begins.
    var panel: Int
  }

  /// Up to 16 results of one layer (or columns of the input).
  struct Vector {
    var layer: Int
    var first: Int
    var lanes: Int
  }

  let groups: [Group]
  let memory: UnsafeMutablePointer<Float>

  /// Room for panels of `inputs` rows for the results in `parts`, one range
  /// a layer.
  init(parts: [Range<Int>], inputs: Int) {
    var vectors: [Vector] = []
    for (layer, part) in parts.enumerated() {
      for first in stride(from: part.lowerBound, to: part.upperBound, by: 16) {
        vectors.append(
          Vector(
            layer: layer, first: first, lanes: min(16, part.upperBound - first))
        )
      }
    }
    var groups: [Group] = []
    var size = 0
    for first in stride(from: 0, to: vectors.count, by: 3) {
      let some = Array(vectors[first..<min(first + 3, vectors.count)])
      groups.append(Group(vectors: some, panel: size))
      size += inputs * 16 * some.count
    }
    self.groups = groups
    let bytes = max(1, size) * MemoryLayout<Float>.stride
    memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(1, size))
  }

  deinit { UnsafeMutableRawPointer(memory).deallocate() }

  /// Calls `fill` with each vector, its place in its panel and the panel's
  /// stride.
  func fill(_ fill: (Vector, UnsafeMutablePointer<Float>, Int) -> Void) {
    for group in groups {
      let stride = 16 * group.vectors.count
      for (index, vector) in group.vectors.enumerated() {
        fill(vector, memory + group.panel + 16 * index, stride)
      }
    }
  }

  /// The groups as the kernel wants them.
  ///
  /// - Parameters:
  ///   - inputs: what is multiplied: the values in the first row, the row of
  ///     the panel that belongs to them, and how many.
  ///   - target: where a vector goes, and what is added to it.
  ///   - plan: strides and row factors; the rest is filled in here.
  func product(
    _ inputs: [(values: UnsafePointer<Float>, row: Int, count: Int)],
    _ target: (Vector) -> ck_vector, _ plan: ck_gathered
  ) {
    var plan = plan
    for group in groups {
      let stride = 16 * group.vectors.count
      let panel = UnsafePointer(memory + group.panel)
      withUnsafeTemporaryAllocation(of: ck_range.self, capacity: inputs.count) {
        ranges in
        for (index, input) in inputs.enumerated() {
          ranges.initializeElement(
            at: index,
            to: ck_range(
              values: input.values, panel: panel + input.row * stride,
              count: input.count))
        }
        withUnsafeTemporaryAllocation(of: ck_vector.self, capacity: 3) {
          vectors in
          for (index, vector) in group.vectors.enumerated() {
            vectors.initializeElement(at: index, to: target(vector))
          }
          plan.ranges = UnsafePointer(ranges.baseAddress)
          plan.range_count = inputs.count
          plan.vectors = UnsafePointer(vectors.baseAddress)
          plan.vector_count = group.vectors.count
          ck_gathered_product(&plan)
        }
      }
    }
  }
}
