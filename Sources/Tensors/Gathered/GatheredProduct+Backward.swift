import CKernels

extension GatheredProduct {
  /// Adds to the gradients of input, weights, biases and norm what the
  /// gradients of the results mean for them.
  func backward(_ dy: [UnsafePointer<Float>]) {
    let wantsInput = x.gradient != nil
    let panels = wantsInput ? (0..<devices).map(backPanels) : []
    let sums = layers.map { GatheredGradients(layer: $0, devices: devices) }
    let widths = layers.map { $0.weight.shape[0] }
    let most = widths.reduce(0, +)
    withScratch(rows * (columns + most + 2 * devices)) { scratch in
      let centred = scratch
      var scaled: [UnsafeMutablePointer<Float>] = []
      var at = scratch + rows * columns
      for width in widths {
        scaled.append(at)
        at += rows * width
      }
      for sample in 0..<samples {
        let part = zip(dy, widths).map { $0 + sample * rows * $1 }
        var left = part
        var values = x.pointer + sample * rows * columns
        if let norm {
          // Means and factors are there; centred rows are made again.
          statistics(sample, norm.style, centred)
          values = UnsafePointer(centred)
          pull(sample, part, scaled, along: at, sums)
          left = scaled.map { UnsafePointer($0) }
        } else {
          for (layer, sum) in sums.enumerated() {
            sum.addRows(part[layer], rows: rows)
          }
        }
        outer(sample, left, values, sums)
        if let dx = x.gradient.map({ $0 + sample * rows * columns }) {
          input(sample, left, panels, dx)
          if let norm {
            statisticsBack(sample, norm.style, centred, along: at, dx)
          }
        }
      }
    }
    for (layer, sum) in sums.enumerated() { finish(layer, sum) }
  }

  /// The gradients scaled by the factors, and what they mean for means,
  /// factors, A and K.
  private func pull(
    _ sample: Int, _ dy: [UnsafePointer<Float>],
    _ scaled: [UnsafeMutablePointer<Float>],
    along: UnsafeMutablePointer<Float>, _ sums: [GatheredGradients]
  ) {
    let size = rows * devices
    along.update(repeating: 0, count: 2 * size)
    for layer in layers.indices {
      let width = layers[layer].weight.shape[0]
      let terms = terms(layer, sample)
      let cuts = [0] + outputs[layer].map(\.upperBound)
      var back = [Float](repeating: 0, count: 2 * width)
      withPointers([terms.constant, terms.column, mean, factor]) { given in
        back.withUnsafeMutableBufferPointer { back in
          guard let k = back.baseAddress else { return }
          ck_gathered_pull(
            rows, devices, cuts,
            results[layer] + sample * rows * width, dy[layer], given[0],
            given[1], given[2] + sample * size, given[3] + sample * size,
            scaled[layer], along, along + size, k, k + width)
        }
      }
      sums[layer].add(back, sample, self, outputs[layer])
    }
  }

  /// What came through means and factors.
  private func statisticsBack(
    _ sample: Int, _ style: LayerNormStyle,
    _ centred: UnsafePointer<Float>, along: UnsafeMutablePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    let size = rows * devices
    withPointers([mean, factor]) { given in
      withNorm(sample, style) {
        ck_gathered_statistics_back(
          $0, centred, given[0] + sample * size, given[1] + sample * size,
          along, along + size, dx)
      }
    }
  }

  /// Adds the products of results and columns to the gradients of weights.
  private func outer(
    _ sample: Int, _ left: [UnsafePointer<Float>],
    _ values: UnsafePointer<Float>, _ sums: [GatheredGradients]
  ) {
    for device in 0..<devices {
      let runs = layout.runs(sample, at: device, sent: sent)
      for layer in layers.indices {
        let part = outputs[layer][device]
        let width = layers[layer].weight.shape[0]
        for run in runs where !part.isEmpty {
          ck_gathered_outer(
            left[layer] + part.lowerBound, width, part.count,
            values + run.lowerBound, columns, run.count, rows,
            sums[layer].whole + part.lowerBound * columns + run.lowerBound,
            columns)
        }
      }
    }
  }

  /// Adds the gradient of the columns of each sender, from who heard it.
  private func input(
    _ sample: Int, _ left: [UnsafePointer<Float>], _ panels: [GatheredPanels],
    _ dx: UnsafeMutablePointer<Float>
  ) {
    for sender in 0..<devices {
      // Layers of one stride lie side by side in the panel, device by device.
      for layer in layers.indices {
        let width = layers[layer].weight.shape[0]
        let first = layers[..<layer].reduce(0) { $0 + $1.weight.shape[0] }
        var inputs: [(values: UnsafePointer<Float>, row: Int, count: Int)] = []
        for device in 0..<devices where layout.hears(sample, device, sender) {
          let part = outputs[layer][device]
          guard !part.isEmpty else { continue }
          inputs.append(
            (
              values: left[layer] + part.lowerBound,
              row: first + part.lowerBound, count: part.count
            ))
        }
        var plan = ck_gathered()
        plan.rows = rows
        plan.stride = width
        plan.adds = 1
        panels[sender].product(
          inputs,
          { vector in
            ck_vector(
              to: dx + vector.first, stride: columns, lanes: vector.lanes,
              constant: nil, column: nil)
          }, plan)
      }
    }
  }

  /// The weights of a sender's columns, with the gains of who reads them and
  /// zero where they are not sent.
  private func backPanels(_ sender: Int) -> GatheredPanels {
    let total = layers.reduce(0) { $0 + $1.weight.shape[0] }
    let panels = GatheredPanels(parts: [layout.cuts[sender]], inputs: total)
    panels.fill { vector, panel, stride in
      var row = 0
      for (layer, cuts) in zip(layers, outputs) {
        for (device, part) in cuts.enumerated() {
          let to = panel + (row + part.lowerBound) * stride
          ck_gathered_panel_back(
            layer.weight.pointer + part.lowerBound * columns + vector.first,
            columns, vector.lanes, gain(device).map { $0 + vector.first },
            part.count, to, stride)
          guard let sent = layout.sent, device != sender else { continue }
          for lane in 0..<vector.lanes where sent[vector.first + lane] == 0 {
            for o in 0..<part.count { to[o * stride + lane] = 0 }
          }
        }
        row += layer.weight.shape[0]
      }
    }
    return panels
  }

  /// Hands the sums over the batch on to weight, bias, gain and shift.
  private func finish(_ layer: Int, _ sum: GatheredGradients) {
    let (weight, bias) = layers[layer]
    if let db = bias?.gradient {
      for (o, value) in sum.bias.enumerated() { db[o] += value }
    }
    let (dw, dg, ds) = (
      weight.gradient, norm?.gain.gradient, norm?.shift.gradient
    )
    guard dw != nil || dg != nil || ds != nil else { return }
    let copies = norm?.gain.shape.rows ?? 1
    for device in 0..<devices {
      let copy = copies == 1 ? 0 : device * columns
      for sender in 0..<devices {
        for run in runs(from: sender, at: device) where !run.isEmpty {
          let first = run.lowerBound
          for o in outputs[layer][device] {
            var row = ck_gathered_row(
              weight: weight.pointer + o * columns + first,
              gain: gain(device).map { $0 + first },
              shift: shift(device).map { $0 + first },
              whole: sum.whole + o * columns + first,
              whole_constant: sum.column[o * devices + sender],
              constant: sum.constant[o * devices + sender],
              shifts_first: norm?.style.shiftsFirst == true ? 1 : 0,
              weight_back: dw.map { $0 + o * columns + first },
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
final class GatheredGradients {
  /// Of weight times gain, `outputs x columns`.
  let whole: UnsafeMutablePointer<Float>
  /// Of A and K, `outputs x senders`.
  var column: [Float]
  var constant: [Float]
  /// Of the bias.
  var bias: [Float]
  private let devices: Int

  init(layer: (weight: Tensor, bias: Tensor?), devices: Int) {
    let shape = layer.weight.shape
    whole = .allocate(capacity: max(1, shape.count))
    whole.update(repeating: 0, count: max(1, shape.count))
    self.devices = devices
    bias = [Float](repeating: 0, count: shape[0])
    column = [Float](repeating: 0, count: shape[0] * devices)
    constant = column
  }

  deinit { whole.deallocate() }

  /// Adds the sum over rows to the gradient of the bias.
  func addRows(_ dy: UnsafePointer<Float>, rows: Int) {
    let width = bias.count
    bias.withUnsafeMutableBufferPointer { bias in
      for row in 0..<rows {
        for o in 0..<width { bias[o] += dy[row * width + o] }
      }
    }
  }

  /// Adds a sample's gradients of K and A (one after the other) for the
  /// senders that each device heard.
  func add(
    _ back: [Float], _ sample: Int, _ product: GatheredProduct,
    _ outputs: [Range<Int>]
  ) {
    let width = bias.count
    let keeps = product.norm?.lostKeepShift == true
    for device in 0..<devices {
      for o in outputs[device] { bias[o] += back[o] }
      for sender in 0..<devices {
        let hears = product.layout.hears(sample, device, sender)
        guard hears || keeps else { continue }
        for o in outputs[device] {
          constant[o * devices + sender] += back[o]
          if hears { column[o * devices + sender] += back[width + o] }
        }
      }
    }
  }
}
