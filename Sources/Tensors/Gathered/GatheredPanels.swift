import CKernels

/// Weights put in the order in which a product reads them: for each device
/// groups of up to three vectors of 16 results.
struct GatheredPanels {
  /// What the kernel reads.
  let kernel: ck_panels

  /// Panels of `inputs` rows.
  ///
  /// - Parameters:
  ///   - parts: for each device the results of each layer.
  ///   - fill: writes one vector of a device into its place in a panel, whose
  ///     stride is the last argument.
  init(
    _ parts: [[Range<Int>]], inputs: Int, in arena: Arena,
    fill: (Int, ck_vector, UnsafeMutablePointer<Float>, Int) -> Void
  ) {
    var vectors: [ck_vector] = []
    var groups: [ck_group] = []
    var deviceGroups = [0]
    for (device, layers) in parts.enumerated() {
      let first = vectors.count
      for (layer, part) in layers.enumerated() {
        for start in stride(from: part.lowerBound, to: part.upperBound, by: 16)
        {
          vectors.append(
            ck_vector(
              layer: layer, first: start,
              lanes: min(16, part.upperBound - start)
            ))
        }
      }
      for start in stride(from: first, to: vectors.count, by: 3) {
        let count = min(3, vectors.count - start)
        let panel = arena.room(inputs * 16 * count, of: Float.self)
        for index in 0..<count {
          fill(device, vectors[start + index], panel + 16 * index, 16 * count)
        }
        groups.append(ck_group(first: start, count: count, panel: panel))
      }
      deviceGroups.append(groups.count)
    }
    kernel = ck_panels(
      vectors: arena.copy(vectors), groups: arena.copy(groups),
      device_groups: arena.copy(deviceGroups))
  }
}
