import CKernels

/// One call of ``Tensor/gatheredProducts(_:outputs:layout:norm:)`` over raw
/// memory, sample by sample.
///
/// A norm is folded into the product. With x' a row less its own mean, and m
/// and f the mean of what device d has of x' and the inverse deviation,
///
///     y[o] = f (sum of x'[c] W[o,c] g[c] - m A[o]) + K[o] + bias[o]
///     A[o] = sum of W[o,c] g[c],  K[o] = sum of W[o,c] g[c] shift[c]
///
/// where sums go over the columns that d has. A and K are kept by sender, so
/// that a sample only adds up what it heard.
final class GatheredProduct {
  let x: Tensor
  let layers: [(weight: Tensor, bias: Tensor?)]
  let outputs: [[Range<Int>]]
  let cuts: [Range<Int>]
  let norm: GatherNorm?
  let samples: Int
  /// Rows of a sample.
  let rows: Int
  /// Runs of columns that each device sends.
  let sent: [[Range<Int>]]
  let sentColumns: UnsafePointer<Float>?
  /// `samples x receivers x senders`; nil for all.
  let heard: UnsafePointer<Float>?
  let arena = Arena()
  let layout: ck_layout
  /// Bias, A and K of each layer, and room for their sums.
  let terms: UnsafeMutablePointer<ck_terms>
  /// What the norm found, for all samples.
  private let found: ck_found
  private let room: UnsafeMutableRawPointer

  init(
    x: Tensor, layers: [(weight: Tensor, bias: Tensor?)],
    outputs: [[Range<Int>]], layout given: GatherLayout, norm: GatherNorm?,
    samples: Int
  ) {
    self.x = x
    self.layers = layers
    self.outputs = outputs
    self.norm = norm
    self.samples = samples
    let rows = samples > 0 ? x.shape.rows / samples : 0
    let cuts = given.cuts
    let sent = cuts.indices.map(given.runs)
    let count = samples * rows * cuts.count
    self.rows = rows
    self.cuts = cuts
    self.sent = sent
    sentColumns = given.sent.map { [arena] in UnsafePointer(arena.copy($0)) }
    heard = given.heard.map { [arena] in UnsafePointer(arena.copy($0)) }
    found =
      norm == nil
      ? ck_found()
      : ck_found(
        mean: arena.room(count, of: Float.self),
        factor: arena.room(count, of: Float.self),
        offset: arena.room(count, of: Float.self))
    var senderRuns = [0]
    for runs in sent {
      senderRuns.append((senderRuns.last ?? 0) + runs.count)
    }
    let style = norm?.style ?? .standard(epsilon: 0)
    var layout = ck_layout(
      rows: rows, devices: cuts.count, layers: layers.count,
      cuts: arena.copy([0] + cuts.map(\.upperBound)), sent: sentColumns,
      runs: arena.copy(
        sent.flatMap { $0.flatMap { [$0.lowerBound, $0.upperBound] } }),
      sender_runs: arena.copy(senderRuns),
      widths: arena.copy(layers.map { $0.weight.shape[0] }),
      outputs: arena.copy(
        outputs.flatMap { [0] + $0.map(\.upperBound) }),
      epsilon: style.epsilon, root_epsilon: style.rootEpsilon,
      unbiased: style.isUnbiased ? 1 : 0,
      lost_keep_shift: norm?.lostKeepShift == true ? 1 : 0)
    room = UnsafeMutableRawPointer(
      arena.room(ck_gathered_room(&layout), of: UInt8.self))
    self.layout = layout
    terms = arena.room(layers.count, of: ck_terms.self)
    for (index, layer) in layers.enumerated() {
      let size = layer.weight.shape[0]
      (terms + index).initialize(
        to: ck_terms(
          bias: layer.bias?.pointer, column_of: nil, constant_of: nil,
          column: arena.room(size + 16, of: Float.self),
          constant: arena.room(size + 16, of: Float.self)))
      if norm != nil { fold(index) }
    }
  }

  var columns: Int { x.shape.columns }
  var devices: Int { cuts.count }

  /// The gain of a device, one element a column.
  func gain(_ device: Int) -> UnsafePointer<Float>? {
    norm.map { row($0.gain, device) }
  }

  /// The shift of a device, one element a column.
  func shift(_ device: Int) -> UnsafePointer<Float>? {
    norm.map { row($0.shift, device) }
  }

  private func row(_ tensor: Tensor, _ device: Int) -> UnsafePointer<Float> {
    tensor.pointer + (tensor.shape.rows == 1 ? 0 : device * columns)
  }

  /// The runs of columns that one device has from another.
  func runs(from sender: Int, at receiver: Int) -> [Range<Int>] {
    sender == receiver ? [cuts[sender]] : sent[sender]
  }

  /// Fills A and K of a layer.
  private func fold(_ layer: Int) {
    let weight = layers[layer].weight
    let width = weight.shape[0]
    let a = arena.zeros(devices * width)
    let k = arena.zeros(devices * width)
    let first: Int32 = layout.shifts(norm)
    for device in 0..<devices {
      guard let g = gain(device), let s = shift(device) else { continue }
      for sender in 0..<devices {
        for run in runs(from: sender, at: device) {
          for o in outputs[layer][device] {
            ck_gathered_fold(
              weight.pointer + o * columns + run.lowerBound,
              g + run.lowerBound, s + run.lowerBound, first, run.count,
              a + sender * width + o, k + sender * width + o)
          }
        }
      }
    }
    terms[layer].column_of = UnsafePointer(a)
    terms[layer].constant_of = UnsafePointer(k)
  }

  /// One sample: what was heard in it, what its norm finds, where it begins.
  struct Sample {
    let heard: UnsafePointer<Float>?
    let found: ck_found
    /// The number of its first row.
    let row: Int
  }

  func sample(_ index: Int) -> Sample {
    let at = index * rows * devices
    return Sample(
      heard: heard.map { $0 + index * devices * devices },
      found: norm == nil
        ? ck_found()
        : ck_found(
          mean: found.mean + at, factor: found.factor + at,
          offset: found.offset + at), row: index * rows)
  }

  /// Calls `body` with what is multiplied: the sample's rows, less their
  /// means where there is a norm.
  func withValues(
    _ sample: Sample, _ centred: UnsafeMutablePointer<Float>,
    _ layout: UnsafePointer<ck_layout>
  ) -> UnsafePointer<Float> {
    let values = x.pointer + sample.row * columns
    guard norm != nil else { return values }
    ck_gathered_statistics(
      layout, sample.heard, values, centred, sample.found, room)
    return UnsafePointer(centred)
  }

  /// Fills the results of each layer.
  func forward(_ y: [UnsafeMutablePointer<Float>]) {
    let work = Arena()
    var panels = GatheredPanels(
      (0..<devices).map { device in outputs.map { $0[device] } },
      inputs: columns, in: work
    ) { device, vector, panel, stride in
      ck_gathered_panel(
        layers[vector.layer].weight.pointer + vector.first * columns, columns,
        vector.lanes, gain(device), columns, panel, stride)
    }.kernel
    var layout = layout
    let centred = work.room(rows * columns, of: Float.self)
    let targets = work.room(
      layers.count, of: UnsafeMutablePointer<Float>?.self)
    for index in 0..<samples {
      let sample = sample(index)
      let values = withValues(sample, centred, &layout)
      for layer in layers.indices {
        (targets + layer).initialize(
          to: y[layer] + sample.row * layers[layer].weight.shape[0])
      }
      ck_gathered_terms(&layout, sample.heard, terms)
      ck_gathered_forward(
        &layout, &panels, sample.heard, values, sample.found, terms, targets,
        room)
    }
  }

  /// Room for one sample's lists.
  var scratch: UnsafeMutableRawPointer { room }
}

extension ck_layout {
  /// Whether the shift comes before the gain, as C has it.
  func shifts(_ norm: GatherNorm?) -> Int32 {
    norm?.style.shiftsFirst == true ? 1 : 0
  }
}
