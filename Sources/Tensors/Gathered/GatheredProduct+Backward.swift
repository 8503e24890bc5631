import CKernels

extension GatheredProduct {
  /// Adds to the gradients of input, weights, biases and norm what the
  /// gradients of the results mean for them.
  ///
  /// - Parameter y: what ``forward(_:)`` gave.
  func backward(
    _ dy: [UnsafePointer<Float>], of y: [UnsafePointer<Float>]
  ) {
    let work = Arena()
    var panels = x.gradient == nil ? ck_panels() : backPanels(in: work).kernel
    let sums = layers.map { GatheredGradients($0.weight, devices, in: work) }
    let whole = work.copy(sums.map { Optional($0.whole) })
    let centred = work.room(rows * columns, of: Float.self)
    let along = work.room(2 * rows * devices, of: Float.self)
    let across = along + rows * devices
    let scaled = layers.map {
      work.room(rows * $0.weight.shape[0], of: Float.self)
    }
    let left = work.room(layers.count, of: UnsafePointer<Float>?.self)
    var layout = layout
    for index in 0..<samples {
      let sample = sample(index)
      let values = withValues(sample, centred, &layout)
      if norm != nil {
        ck_gathered_terms(&layout, sample.heard, terms)
        along.update(repeating: 0, count: 2 * rows * devices)
      }
      for (layer, sum) in sums.enumerated() {
        let at = sample.row * sum.width
        if norm == nil {
          ck_gathered_sum_rows(dy[layer] + at, rows, sum.width, sum.bias)
          (left + layer).initialize(to: dy[layer] + at)
        } else {
          ck_gathered_pull(
            &layout, layer, sample.heard, terms, sample.found, y[layer] + at,
            dy[layer] + at, scaled[layer], along, across, sum.bias,
            sum.constant, sum.column, scratch)
          (left + layer).initialize(to: UnsafePointer(scaled[layer]))
        }
      }
      ck_gathered_weights_back(
        &layout, sample.heard, left, values, whole, scratch)
      guard let dx = x.gradient.map({ $0 + sample.row * columns }) else {
        continue
      }
      ck_gathered_input_back(&layout, &panels, sample.heard, left, dx, scratch)
      if norm != nil {
        ck_gathered_statistics_back(
          &layout, sample.heard, centred, sample.found, along, across, dx,
          scratch)
      }
    }
    for (layer, sum) in sums.enumerated() { finish(layer, sum) }
  }

  /// The weights of each sender's columns, with the gains of who reads them
  /// and zero where they are not sent.
  private func backPanels(in work: Arena) -> GatheredPanels {
    let total = layers.reduce(0) { $0 + $1.weight.shape[0] }
    return GatheredPanels(cuts.map { [$0] }, inputs: total, in: work) {
      sender, vector, panel, stride in
      var row = 0
      for (layer, parts) in zip(layers, outputs) {
        for (device, part) in parts.enumerated() {
          ck_gathered_panel_back(
            layer.weight.pointer + part.lowerBound * columns + vector.first,
            columns, vector.lanes, gain(device).map { $0 + vector.first },
            device == sender ? nil : sentColumns.map { $0 + vector.first },
            part.count, panel + (row + part.lowerBound) * stride, stride)
        }
        row += layer.weight.shape[0]
      }
    }
  }

  /// Hands the sums over the batch on to weight, bias, gain and shift.
  private func finish(_ layer: Int, _ sum: GatheredGradients) {
    let (weight, bias) = layers[layer]
    if let db = bias?.gradient {
      for o in 0..<sum.width { db[o] += sum.bias[o] }
    }
    let (dw, dg, ds) = (
      weight.gradient, norm?.gain.gradient, norm?.shift.gradient
    )
    guard dw != nil || dg != nil || ds != nil else { return }
    let copies = norm?.gain.shape.rows ?? 1
    let shifts = layout.shifts(norm)
    for device in 0..<devices {
      let copy = copies == 1 ? 0 : device * columns
      let (g, s) = (gain(device), shift(device))
      for sender in 0..<devices {
        for run in runs(from: sender, at: device) where !run.isEmpty {
          let first = run.lowerBound
          for o in outputs[layer][device] {
            let at = o * columns + first
            var row = ck_gathered_row(
              weight: weight.pointer + at, gain: g.map { $0 + first },
              shift: s.map { $0 + first }, whole: sum.whole + at,
              whole_constant: sum.column[sender * sum.width + o],
              constant: sum.constant[sender * sum.width + o],
              shifts_first: shifts, weight_back: dw.map { $0 + at },
              gain_back: dg.map { $0 + copy + first },
              shift_back: ds.map { $0 + copy + first })
            ck_gathered_unfold(&row, run.count)
          }
        }
      }
    }
  }
}

/// Gradients of one layer, summed over a batch.
struct GatheredGradients {
  let width: Int
  /// Of weight times gain, `outputs x columns`.
  let whole: UnsafeMutablePointer<Float>
  /// Of A and K, `senders x outputs`.
  let column: UnsafeMutablePointer<Float>
  let constant: UnsafeMutablePointer<Float>
  /// Of the bias.
  let bias: UnsafeMutablePointer<Float>

  init(_ weight: Tensor, _ devices: Int, in arena: Arena) {
    width = weight.shape[0]
    whole = arena.zeros(weight.shape.count)
    column = arena.zeros(devices * width)
    constant = arena.zeros(devices * width)
    bias = arena.zeros(width)
  }
}
