import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// The scheme `cats` written out: each device has a copy of the states in
/// which the columns that it did not hear are zero, and norms and multiplies
/// that copy alone.
final class CatsReference {
  let model: Transformer
  let devices: Int
  let loss: (any LossModel)?
  let samples: [Int]
  let tape: Tape
  /// Gathers so far.
  private(set) var round = 0

  init(
    _ model: Transformer, devices: Int, loss: (any LossModel)?,
    samples: [Int], tape: Tape
  ) {
    self.model = model
    self.devices = devices
    self.loss = loss
    self.samples = samples
    self.tape = tape
  }

  private var shape: ModelShape { model.shape }

  private func cut(_ count: Int) -> [Range<Int>] {
    partition(count, into: devices)
  }

  private var heads: [Range<Int>] {
    cut(shape.heads).map {
      $0.lowerBound * shape.headSize..<$0.upperBound * shape.headSize
    }
  }

  /// `samples x columns`: 1 for what a device has, and 1 for what was sent but
  /// did not come.
  struct View {
    let present: Tensor
    let lost: Tensor
  }

  private func gather(_ x: Tensor, _ cuts: [Range<Int>], _ name: String) throws
    -> [View]
  {
    defer { round += 1 }
    let mask = model.sent?.masks[name]
    return try (0..<devices).map { device in
      var present: [Float] = []
      var lost: [Float] = []
      for sample in samples {
        for (sender, cut) in cuts.enumerated() {
          let isLost =
            sender != device
            && loss?.loses(
              Transmission(
                sample: sample, round: round, sender: sender,
                receiver: device, packet: 0, attempt: 0)) == true
          for column in cut {
            let sent = sender == device ? 1 : mask?[column] ?? 1
            present.append(isLost ? 0 : sent)
            lost.append(isLost ? sent : 0)
          }
        }
      }
      let shape = Shape(samples.count, x.shape.columns)
      return View(
        present: try Tensor(shape, present), lost: try Tensor(shape, lost))
    }
  }

  private func layer(
    _ x: Tensor, _ present: [View], _ layer: LinearLayer,
    norm: NormLayer? = nil, outputs: [Range<Int>]? = nil
  ) throws -> Tensor {
    let outputs = outputs ?? cut(layer.weight.shape[0])
    return try Tensor.beside(
      (0..<devices).map { device in
        try view(x, present[device], norm, device).linear(
          tape.leaf(layer.weight).rows(outputs[device]),
          bias: layer.bias.map { try tape.leaf($0).elements(outputs[device]) })
      })
  }

  /// What a device has.
  private func view(
    _ x: Tensor, _ seen: View, _ norm: NormLayer?, _ device: Int
  ) throws -> Tensor {
    /// One row a sample, for all its rows.
    func wide(_ rows: Tensor) throws -> Tensor {
      try Tensor.assembled(
        (0..<samples.count).flatMap { sample in
          try (0..<x.shape[1]).map { _ in try rows.rows(sample..<sample + 1) }
        }, as: x.shape)
    }
    guard let norm, let shift = norm.shift else {
      return try x * wide(seen.present)
    }
    func own(_ parameter: Parameter) throws -> Tensor {
      let all = tape.leaf(parameter)
      guard all.shape.rows > 1 else { return all }
      return try all.rows(device..<device + 1)
        .reshaped(Shape(all.shape.columns))
    }
    let normed = try x.layerNorm(
      gain: own(norm.gain), shift: own(shift), style: norm.style,
      present: seen.present)
    guard norm.style == .cats else { return normed }
    // What was lost is zero before gain and shift, not after.
    let row = try own(shift) * own(norm.gain)
    let rest = try (0..<samples.count).map { sample in
      try seen.lost.rows(sample..<sample + 1).reshaped(row.shape) * row
    }
    return try normed + wide(Tensor.assembled(rest, as: seen.lost.shape))
  }

  /// What the model tells of `samples x positions x elements`.
  func tell(_ vectors: Tensor) throws -> Tensor {
    var x = try embed(vectors)
    for block in model.blocks {
      x = try x + attention(block, x)
      let up = try layer(
        x, gather(x, cut(shape.width), "blocks.\(block.index).feed_forward"),
        block.up, norm: block.feedForwardNorm)
      let active =
        switch shape.feedForward {
        case .gelu: try up.activated(.gelu)
        case .geluTanh: try up.activated(.geluTanh)
        default: try up.relu()
        }
      x =
        try x
        + layer(
          active,
          gather(
            active, cut(shape.hidden), "blocks.\(block.index).feed_forward.down"
          ), block.down)
    }
    return try head(x)
  }

  private func embed(_ vectors: Tensor) throws -> Tensor {
    let present = try gather(vectors, cut(vectors.shape.columns), "embedding")
    var x: Tensor
    switch model.embedding.entry {
    case .residual(let up, let down, let skip):
      let raised = try layer(vectors, present, up).relu()
      let low = try layer(
        raised, gather(raised, cut(raised.shape.columns), "embedding.down"),
        down)
      x = try low + layer(vectors, present, skip)
    case .linear(let entry): x = try layer(vectors, present, entry)
    case .table, .states:
      throw ModelError.input(model: "", expected: "vectors")
    }
    let count = vectors.shape[1]
    var rows = count
    if let token = model.embedding.classToken {
      rows += 1
      let parts = try (0..<samples.count).flatMap { sample in
        let own = try x.rows(sample * count..<(sample + 1) * count)
        let token = tape.leaf(token)
        return shape.classToken == .first ? [token, own] : [own, token]
      }
      x = try Tensor.assembled(
        parts, as: Shape(samples.count, rows, shape.width))
    }
    let table = try #require(model.embedding.positions)
    return try x.adding(repeated: tape.leaf(table).rows(0..<rows))
  }

  private func attention(_ block: Block, _ x: Tensor) throws -> Tensor {
    let present = try gather(
      x, cut(shape.width), "blocks.\(block.index).attention")
    let asked = try [block.query, block.key, block.value].map {
      try layer(
        x, present, $0, norm: block.attentionNorm, outputs: heads)
    }
    let attended = try Tensor.beside(
      (0..<devices).map { device in
        let own = try asked.map { try $0.columns(heads[device]) }
        let count = cut(shape.heads)[device].count
        return try own[0].attention(
          keys: own[1], values: own[2], heads: count, keyValueHeads: count,
          mask: shape.attends == .everywhere ? .none : .causal(visible: 1))
      })
    return try layer(
      attended,
      gather(attended, heads, "blocks.\(block.index).attention.output"),
      block.output)
  }

  private func head(_ states: Tensor) throws -> Tensor {
    let count = states.shape[1]
    let isClass = shape.classes > 0
    let readout = shape.classToken == .last ? count - 1 : 0
    let x =
      isClass ? try states.positions(readout..<readout + 1) : states
    let present = try gather(x, cut(shape.width), "head")
    let norm = model.head.norm
    switch model.head.exit {
    case .residual(let up, let down, let skip):
      let raised = try layer(x, present, up, norm: norm).relu()
      return try layer(
        raised, gather(raised, cut(raised.shape.columns), "head.down"), down)
        + layer(x, present, skip)
    case .linear(let exit), .classes(let exit, nil):
      return try layer(x, present, exit, norm: norm)
    case .classes(let exit, let pooler?):
      let pooled = try layer(x, present, pooler, norm: norm).activated(.tanh)
      return try layer(
        pooled, gather(pooled, cut(shape.width), "head.down"), exit)
    case .vocabulary, .states:
      throw ModelError.input(model: "", expected: "a head")
    }
  }
}
