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
  let layout: GatherLayout
  let norm: GatherNorm?
  let samples: Int
  /// Rows of a sample.
  let rows: Int
  /// Runs of columns that each device sends.
  let sent: [[Range<Int>]]
  /// A and K of each layer, `outputs x senders`.
  var folded: [Folded] = []
  /// Mean and factor of each row and device.
  var mean: [Float] = []
  var factor: [Float] = []
  /// What came out, kept for the way back.
  var results: [UnsafePointer<Float>] = []

  /// A and K of a layer by sender, `outputs x senders`.
  struct Folded {
    var column: [Float]
    var constant: [Float]
  }

  init(
    x: Tensor, layers: [(weight: Tensor, bias: Tensor?)],
    outputs: [[Range<Int>]], layout: GatherLayout, norm: GatherNorm?,
    samples: Int
  ) {
    self.x = x
    self.layers = layers
    self.outputs = outputs
    self.layout = layout
    self.norm = norm
    self.samples = samples
    rows = samples > 0 ? x.shape.rows / samples : 0
    sent = layout.cuts.indices.map(layout.runs)
    if let norm { folded = layers.indices.map { fold($0, norm) } }
  }

  var columns: Int { layout.columns }
  var devices: Int { layout.devices }

  func keep(_ results: [UnsafePointer<Float>]) { self.results = results }

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
    sender == receiver ? [layout.cuts[sender]] : sent[sender]
  }

  private func fold(_ layer: Int, _ norm: GatherNorm) -> Folded {
    let count = layers[layer].weight.shape[0] * devices
    var made = Folded(
      column: [Float](repeating: 0, count: count),
      constant: [Float](repeating: 0, count: count))
    for device in 0..<devices {
      guard let g = gain(device), let s = shift(device) else { continue }
      for output in outputs[layer][device] {
        let w = layers[layer].weight.pointer + output * columns
        for sender in 0..<devices {
          var (a, k) = (Float(0), Float(0))
          for run in runs(from: sender, at: device) {
            for c in run {
              a += w[c] * g[c]
              k += w[c] * s[c] * (norm.style.shiftsFirst ? g[c] : 1)
            }
          }
          made.column[output * devices + sender] = a
          made.constant[output * devices + sender] = k
        }
      }
    }
    return made
  }

  /// A of a sample, and K with the bias, one element an output and room for
  /// one vector more.
  func terms(_ layer: Int, _ sample: Int) -> (
    column: [Float], constant: [Float]
  ) {
    let (weight, bias) = layers[layer]
    let count = weight.shape[0]
    var column = [Float](repeating: 0, count: count + 16)
    var constant = column
    if let bias {
      for o in 0..<count { constant[o] = bias.pointer[o] }
    }
    guard let norm else { return (column, constant) }
    for device in 0..<devices {
      for sender in 0..<devices {
        let hears = layout.hears(sample, device, sender)
        for o in outputs[layer][device] {
          let at = o * devices + sender
          if hears { column[o] += folded[layer].column[at] }
          if hears || norm.lostKeepShift {
            constant[o] += folded[layer].constant[at]
          }
        }
      }
    }
    return (column, constant)
  }

  /// Calls `body` with how the devices norm the sample.
  func withNorm(
    _ sample: Int, _ style: LayerNormStyle,
    _ body: (UnsafePointer<ck_gathered_norm>) -> Void
  ) {
    var heard = [Float](repeating: 0, count: devices * devices)
    var counts = [Float](repeating: 0, count: devices)
    for receiver in 0..<devices {
      for sender in 0..<devices {
        heard[sender * devices + receiver] =
          layout.hears(sample, receiver, sender) ? 1 : 0
      }
      counts[receiver] = Float(
        max(1, layout.count(sample, at: receiver, sent: sent)))
    }
    let cuts = [0] + layout.cuts.map(\.upperBound)
    heard.withUnsafeBufferPointer { heard in
      counts.withUnsafeBufferPointer { counts in
        cuts.withUnsafeBufferPointer { cuts in
          layout.sent.withPointer { sent in
            var plan = ck_gathered_norm(
              rows: rows, devices: devices, cuts: cuts.baseAddress,
              sent: sent, heard: heard.baseAddress,
              counts: counts.baseAddress, epsilon: style.epsilon,
              root_epsilon: style.rootEpsilon,
              unbiased: style.isUnbiased ? 1 : 0)
            body(&plan)
          }
        }
      }
    }
  }
}

extension Optional<[Float]> {
  fileprivate func withPointer(_ body: (UnsafePointer<Float>?) -> Void) {
    guard let self else { return body(nil) }
    self.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
