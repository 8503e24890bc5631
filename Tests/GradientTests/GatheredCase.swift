import Tensors
import TestSupport

/// A random gather with layers behind it: devices of unequal shares, columns
/// that are not sent, messages that did not come, a norm or none.
struct GatheredCase: CustomStringConvertible {
  let seed: UInt64
  let samples: Int
  let rows: Int
  let cuts: [Range<Int>]
  let outputs: [[Range<Int>]]
  let layout: GatherLayout
  let style: LayerNormStyle?
  let copies: Int
  let lostKeepShift: Bool
  let values: [String: Tensor]

  init(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let devices = random.int(1...5)
    func cut(_ width: ClosedRange<Int>) -> [Range<Int>] {
      var end = 0
      return (0..<devices).map { _ in
        let size = random.int(width)
        defer { end += size }
        return end..<end + size
      }
    }
    self.seed = seed
    samples = random.int(1...3)
    rows = random.int(1...19)
    cuts = cut(random.pick([5...9, 16...16, 15...35]))
    let columns = cuts.last?.upperBound ?? 0
    outputs = (0..<random.int(1...4)).map { _ in
      cut(random.pick([1...3, 16...16, 0...40]))
    }
    let sent: [Float]? =
      random.pick([true, false])
      ? (0..<columns).map { _ in random.pick([0, 1, 1]) } : nil
    var heard: [Float]?
    if random.pick([true, true, false]) {
      heard = (0..<samples).flatMap { _ in
        (0..<devices).flatMap { receiver in
          (0..<devices).map { $0 == receiver ? 1 : random.pick([0, 1, 1]) }
        }
      }
    }
    layout = GatherLayout(cuts: cuts, sent: sent, heard: heard)
    style = random.pick([nil, .cats, .standard(epsilon: 1e-5)])
    copies = random.pick([1, devices])
    lostKeepShift = random.pick([true, false])
    var values = [
      "x": try random.tensor(Shape(samples, rows, columns), limit: 2)
    ]
    let norms = copies == 1 ? Shape(columns) : Shape(copies, columns)
    values["gain"] = try random.tensor(norms)
    values["shift"] = try random.tensor(norms)
    for (layer, cuts) in outputs.enumerated() {
      let count = cuts.last?.upperBound ?? 0
      values["w\(layer)"] = try random.tensor(Shape(count, columns))
      values["b\(layer)"] = try random.tensor(Shape(count))
    }
    self.values = values
  }

  var description: String {
    "GatheredCase(seed: \(seed)): cuts \(cuts), outputs \(outputs), "
      + "\(samples) x \(rows), sent \(layout.sent == nil ? "all" : "some"), "
      + "heard \(layout.heard == nil ? "all" : "some"), "
      + "style \(String(describing: style)), copies \(copies)"
  }

  struct Missing: Error { var name: String }

  /// The layers that have a bias: all but the second.
  private func bias(_ layer: Int, _ leaves: [String: Tensor]) -> Tensor? {
    layer == 1 ? nil : leaves["b\(layer)"]
  }

  private func leaf(_ name: String, _ leaves: [String: Tensor]) throws -> Tensor
  {
    guard let tensor = leaves[name] else { throw Missing(name: name) }
    return tensor
  }

  /// The results, by the operation in question.
  func fused(_ leaves: [String: Tensor]) throws -> [Tensor] {
    try leaf("x", leaves).gatheredProducts(
      outputs.indices.map {
        (try leaf("w\($0)", leaves), bias($0, leaves))
      }, outputs: outputs, layout: layout,
      norm: style.map {
        GatherNorm(
          gain: try leaf("gain", leaves), shift: try leaf("shift", leaves),
          style: $0, lostKeepShift: lostKeepShift)
      })
  }

  /// The same, device by device, with what it has copied out and masked.
  func plain(_ leaves: [String: Tensor]) throws -> [Tensor] {
    let devices = cuts.count
    var parts = outputs.map { _ in [Tensor]() }
    for device in 0..<devices {
      let view = try view(leaves, device)
      for (layer, cuts) in outputs.enumerated() {
        let weight = try leaf("w\(layer)", leaves).rows(cuts[device])
        let bias = try bias(layer, leaves)?.elements(cuts[device])
        parts[layer].append(try view.linear(weight, bias: bias))
      }
    }
    return try parts.map(Tensor.beside)
  }

  private func view(_ leaves: [String: Tensor], _ device: Int) throws -> Tensor
  {
    let x = try leaf("x", leaves)
    let columns = layout.columns
    let present = try Tensor(
      Shape(samples, columns), mask(device) { hears, sent in hears && sent })
    guard let style else {
      let wide = try Tensor.assembled(
        (0..<samples).flatMap { sample in
          try (0..<rows).map { _ in try present.rows(sample..<sample + 1) }
        }, as: x.shape)
      return try x * wide
    }
    let first = copies == 1 ? 0 : device
    let gain = try leaf("gain", leaves).rows(first..<first + 1)
      .reshaped(Shape(columns))
    let shift = try leaf("shift", leaves).rows(first..<first + 1)
      .reshaped(Shape(columns))
    let normed = try x.layerNorm(
      gain: gain, shift: shift, style: style, present: present)
    guard lostKeepShift else { return normed }
    let lost = try Tensor(
      Shape(samples, columns), mask(device) { hears, sent in !hears && sent })
    let row = try style.shiftsFirst ? shift * gain : shift
    let rest = try Tensor.assembled(
      (0..<samples).flatMap { sample in
        try (0..<rows).map { _ in
          try lost.rows(sample..<sample + 1).reshaped(Shape(columns)) * row
        }
      }, as: x.shape)
    return try normed + rest
  }

  private func mask(_ device: Int, _ holds: (Bool, Bool) -> Bool) -> [Float] {
    (0..<samples).flatMap { sample in
      cuts.indices.flatMap { sender in
        cuts[sender].map { column in
          if sender == device { return holds(true, true) ? 1 : 0 }
          let heard =
            layout.heard.map {
              $0[(sample * cuts.count + device) * cuts.count + sender] == 1
            } ?? true
          let sent = layout.sent.map { $0[column] == 1 } ?? true
          return holds(heard, sent) ? 1 : 0
        }
      }
    }
  }
}
