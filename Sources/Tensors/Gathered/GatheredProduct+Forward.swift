import CKernels

extension GatheredProduct {
  /// Fills the results of each layer.
  func forward(_ y: [UnsafeMutablePointer<Float>]) {
    let panels = (0..<devices).map(panels)
    if norm != nil {
      mean = [Float](repeating: 0, count: samples * rows * devices)
      factor = mean
    }
    withScratch(rows * columns) { centred in
      for sample in 0..<samples {
        var values = x.pointer + sample * rows * columns
        if let norm {
          statistics(sample, norm.style, centred)
          values = UnsafePointer(centred)
        }
        forward(sample, values, panels, y)
      }
    }
  }

  /// Fills `centred`, and mean and factor of the sample.
  func statistics(
    _ sample: Int, _ style: LayerNormStyle,
    _ centred: UnsafeMutablePointer<Float>
  ) {
    let at = sample * rows * devices
    mean.withUnsafeMutableBufferPointer { mean in
      factor.withUnsafeMutableBufferPointer { factor in
        guard let m = mean.baseAddress, let f = factor.baseAddress else {
          return
        }
        withNorm(sample, style) {
          ck_gathered_statistics(
            $0, x.pointer + sample * rows * columns, centred, m + at, f + at)
        }
      }
    }
  }

  private func forward(
    _ sample: Int, _ values: UnsafePointer<Float>, _ panels: [GatheredPanels],
    _ y: [UnsafeMutablePointer<Float>]
  ) {
    let terms = layers.indices.map { self.terms($0, sample) }
    let hasTerms = norm != nil || layers.contains { $0.bias != nil }
    withPointers(terms.map(\.constant)) { constants in
      withPointers(terms.map(\.column)) { slopes in
        for device in 0..<devices {
          let inputs = layout.runs(sample, at: device, sent: sent).map {
            (
              values: values + $0.lowerBound, row: $0.lowerBound,
              count: $0.count
            )
          }
          forward(sample, device, inputs, panels[device]) { vector in
            let width = layers[vector.layer].weight.shape[0]
            return ck_vector(
              to: y[vector.layer] + sample * rows * width + vector.first,
              stride: width, lanes: vector.lanes,
              constant: hasTerms ? constants[vector.layer] + vector.first : nil,
              column: norm != nil ? slopes[vector.layer] + vector.first : nil)
          }
        }
      }
    }
  }

  private func forward(
    _ sample: Int, _ device: Int,
    _ inputs: [(values: UnsafePointer<Float>, row: Int, count: Int)],
    _ panels: GatheredPanels,
    _ target: (GatheredPanels.Vector) -> ck_vector
  ) {
    var plan = ck_gathered()
    plan.rows = rows
    plan.stride = columns
    guard norm != nil else { return panels.product(inputs, target, plan) }
    let at = sample * rows * devices
    // f (p - m A): the offset of a row is -f m.
    let offsets = (0..<rows).map { row in
      -factor[at + row * devices + device] * mean[at + row * devices + device]
    }
    let factors = (0..<rows).map { factor[at + $0 * devices + device] }
    factors.withUnsafeBufferPointer { factors in
      offsets.withUnsafeBufferPointer { offsets in
        plan.scale = factors.baseAddress
        plan.offset = offsets.baseAddress
        plan.row_step = 1
        panels.product(inputs, target, plan)
      }
    }
  }

  /// The weights of a device's outputs, with its gains.
  private func panels(_ device: Int) -> GatheredPanels {
    let panels = GatheredPanels(
      parts: outputs.map { $0[device] }, inputs: columns)
    panels.fill { vector, panel, stride in
      ck_gathered_panel(
        layers[vector.layer].weight.pointer + vector.first * columns, columns,
        vector.lanes, gain(device), columns, panel, stride)
    }
    return panels
  }
}

/// Calls `body` with memory for `count` numbers, undefined until written.
func withScratch(
  _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void
) {
  withUnsafeTemporaryAllocation(
    byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64
  ) {
    if let base = $0.baseAddress {
      body(base.bindMemory(to: Float.self, capacity: max(1, count)))
    }
  }
}

/// Calls `body` with the elements of all arrays, none of them empty.
func withPointers(
  _ arrays: [[Float]], _ body: ([UnsafePointer<Float>]) -> Void
) {
  func open(_ index: Int, _ found: [UnsafePointer<Float>]) {
    guard index < arrays.count else { return body(found) }
    arrays[index].withUnsafeBufferPointer {
      if let base = $0.baseAddress { open(index + 1, found + [base]) }
    }
  }
  open(0, [])
}
