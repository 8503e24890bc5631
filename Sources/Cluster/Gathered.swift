import Tensors

/// What every device has of a column-sharded tensor after a gather: its own
/// columns and those of the messages that reached it.
public struct Gathered {
  /// What was gathered.
  public let source: ColumnSharded
  /// Who has which columns, and what came.
  public let layout: GatherLayout
  /// By device, the messages that it has.
  let received: [[Operand]]

  /// Each device's outputs of some layers.
  ///
  /// - Parameters:
  ///   - layers: `outputs x columns`, with or without bias.
  ///   - outputs: which outputs each device computes, for each layer.
  ///   - norm: LayerNorm before them, by each device over what it has.
  /// - Throws: ``TensorError``.
  public func products(
    _ layers: [(weight: Parameter, bias: Parameter?)],
    outputs: [[Range<Int>]],
    norm: (gain: Parameter, shift: Parameter, style: LayerNormStyle)? = nil
  ) throws -> [ColumnSharded] {
    let cluster = source.cluster
    return try products(layers, outputs: outputs, norm: norm) {
      try source.whole.gatheredProducts(
        layers.map {
          (try cluster.whole($0.weight), try $0.bias.map(cluster.whole))
        }, outputs: outputs, layout: layout,
        norm: norm.map {
          GatherNorm(
            gain: try cluster.whole($0.gain),
            shift: try cluster.whole($0.shift), style: $0.style,
            // CATS does not zero lost columns again after gain and shift.
            lostKeepShift: $0.style == .cats)
        })
    }
  }

  /// The same, where `compute` gives the results of each layer.
  public func products(
    _ layers: [(weight: Parameter, bias: Parameter?)],
    outputs: [[Range<Int>]],
    norm: (gain: Parameter, shift: Parameter, style: LayerNormStyle)? = nil,
    computing compute: () throws -> [Tensor]
  ) throws -> [ColumnSharded] {
    let cluster = source.cluster
    let made = try compute()
    var handles = layers.map { _ in [Handle]() }
    for device in cluster.devices {
      let inputs = record(norm, at: device)
      for (layer, parts) in outputs.enumerated() {
        handles[layer].append(
          record(layers[layer], parts[device.index], inputs, at: device))
      }
    }
    return made.indices.map {
      ColumnSharded(made[$0], outputs[$0], cluster, handles[$0])
    }
  }

  /// Columns that a device has.
  private func columns(at device: Int) -> Int {
    let rows = max(1, source.whole.shape.rows)
    return received[device].reduce(source.cuts[device].count) {
      $0 + $1.elements / rows
    }
  }

  /// Notes the norm; returns what the layers read.
  private func record(
    _ norm: (gain: Parameter, shift: Parameter, style: LayerNormStyle)?,
    at device: Device
  ) -> [Operand] {
    let inputs = [source.operand(device.index)] + received[device.index]
    guard let norm, source.cluster.options.recordsTrace else { return inputs }
    let columns = columns(at: device.index)
    let weights = [norm.gain, norm.shift].map {
      Operand(
        device.hold($0, rows: 0..<columns, elements: columns), columns)
    }
    let elements = source.whole.shape.rows * columns
    let handle = device.record(
      Work(.normalization, macs: 4 * elements), inputs + weights,
      elements: elements)
    return [Operand(handle, elements)]
  }

  /// Notes one layer on one device.
  private func record(
    _ layer: (weight: Parameter, bias: Parameter?), _ outputs: Range<Int>,
    _ inputs: [Operand], at device: Device
  ) -> Handle {
    guard source.cluster.options.recordsTrace else { return .none }
    let rows = source.whole.shape.rows
    let columns = columns(at: device.index)
    let size = outputs.count * columns
    var operands = inputs
    operands.append(
      Operand(
        device.hold(layer.weight, rows: outputs, elements: size), size))
    if let bias = layer.bias {
      operands.append(
        Operand(
          device.hold(bias, rows: outputs, elements: outputs.count),
          outputs.count))
    }
    return device.record(
      Work(rows == 1 ? .matrixVector : .matrixMatrix, macs: rows * size),
      operands, elements: rows * outputs.count)
  }
}

extension Cluster {
  /// A weight whose columns lie on devices, such as a table of positions.
  ///
  /// - Parameter cuts: the columns of each device.
  public func stored(_ parameter: Parameter, columns cuts: [Range<Int>]) throws
    -> Tensor
  {
    if options.recordsTrace {
      let rows = parameter.shape.rows
      for (device, cut) in zip(devices, cuts) {
        _ = device.hold(parameter, rows: cut, elements: rows * cut.count)
      }
    }
    return try whole(parameter)
  }

  /// Every device sends its columns, or some of them, to all others.
  ///
  /// A message is lost as a whole: one packet that does not come makes the
  /// rest useless. Each sample of a batch has losses of its own. What is sent
  /// in a coarser format is kept so by the sender too.
  ///
  /// - Parameter sent: 1 for a column that is sent, else 0; `nil` for all.
  public func gather(_ x: ColumnSharded, sent: [Float]? = nil) -> Gathered {
    let round = nextRound()
    let whole = stored(options.formats.messages).roundTrip(x.whole)
    let source = ColumnSharded(whole, x.cuts, self, x.handles, grid: x.grid)
    var heard: [Float]?
    if let loss = options.loss {
      var made: [Float] = []
      made.reserveCapacity(samples.count * devices.count * devices.count)
      for sample in samples {
        loss.heard(
          sample: sample, round: round, devices: devices.count, into: &made)
      }
      heard = made
    }
    let layout = GatherLayout(cuts: x.cuts, sent: sent, heard: heard)
    return Gathered(
      source: source, layout: layout,
      received: messages(of: source, layout, round: round))
  }

  /// Writes the messages of a gather; returns what each device got.
  private func messages(
    of x: ColumnSharded, _ layout: GatherLayout, round: Int
  ) -> [[Operand]] {
    var received = devices.map { _ in [Operand]() }
    for sender in devices where devices.count > 1 {
      let columns =
        layout.sent.map { sent in
          x.cuts[sender.index].count { sent[$0] != 0 }
        } ?? x.cuts[sender.index].count
      let elements = x.whole.shape.rows * columns
      guard elements > 0 else { continue }
      let others = devices.filter { $0 !== sender }
      let transport = Transport(
        elements: elements, format: options.formats.messages,
        packetBytes: nil, retries: 0,
        loss: samples.count == 1 ? options.loss : nil, sample: sample,
        round: round)
      guard options.recordsTrace else { continue }
      let sent = transport.send(
        from: sender.index, to: others.map(\.index), purpose: .activations)
      let handles = recorder.writer.message(
        from: sender.index, payload: x.handles[sender.index], sent.message,
        sent.deliveries, holding: options.formats.activations.bytes(elements))
      for (index, device) in others.enumerated() where sent.kept[index] == nil {
        received[device.index].append(Operand(handles[index], elements))
      }
    }
    return received
  }
}
