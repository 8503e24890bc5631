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

  /// A linear layer: `outputs x columns`, with or without bias.
  public typealias Layer = (weight: Parameter, bias: Parameter?)
  /// LayerNorm before layers, by each device over what it has.
  public typealias Norm = (
    gain: Parameter, shift: Parameter, style: LayerNormStyle
  )

  /// Each device's outputs of some layers.
  ///
  /// - Parameters:
  ///   - layers: `outputs x columns`, with or without bias.
  ///   - outputs: which outputs each device computes, for each layer.
  ///   - norm: LayerNorm before them, by each device over what it has.
  ///   - compute: gives the outputs of each layer; by default one call for
  ///     all devices does.
  /// - Throws: ``Tensors/TensorError``.
  public func products(
    _ layers: [Layer], outputs: [[Range<Int>]], norm: Norm? = nil,
    computing compute: (() throws -> [Tensor])? = nil
  ) throws -> [ColumnSharded] {
    let made =
      try compute?() ?? values(layers, outputs: outputs, norm: norm)
    var handles = layers.map { _ in [Handle]() }
    for device in source.cluster.devices {
      let inputs = record(norm, at: device)
      for (layer, parts) in outputs.enumerated() {
        let product = product(
          layers[layer], parts[device.index], inputs, at: device)
        handles[layer].append(
          device.record(
            product.work, product.operands, elements: product.elements))
      }
    }
    return made.indices.map {
      ColumnSharded(made[$0], outputs[$0], source.cluster, handles[$0])
    }
  }

  /// `x` with each device's outputs of a layer added where `x` lies.
  ///
  /// - Parameters:
  ///   - layer: takes in what was gathered.
  ///   - x: lies on the devices as the layer's outputs do.
  ///   - compute: gives the sum, as in ``products(_:outputs:norm:computing:)``.
  /// - Throws: ``Tensors/TensorError``.
  public func product(
    _ layer: Layer, addedTo x: ColumnSharded,
    computing compute: (() throws -> Tensor)? = nil
  ) throws -> ColumnSharded {
    let sum =
      try compute?()
      ?? x.whole + values([layer], outputs: [x.cuts], norm: nil)[0]
    for device in source.cluster.devices {
      let product = product(
        layer, x.cuts[device.index], record(nil, at: device), at: device)
      device.record(
        product.work, product.operands, onto: x.operand(device.index))
    }
    return ColumnSharded(sum, x.cuts, source.cluster, x.handles)
  }

  /// All devices' outputs of some layers.
  func values(
    _ layers: [Layer], outputs: [[Range<Int>]], norm: Norm?
  ) throws -> [Tensor] {
    let cluster = source.cluster
    return try source.whole.gatheredProducts(
      layers.map {
        (try cluster.whole($0.weight), try $0.bias.map(cluster.whole))
      }, outputs: outputs, layout: layout,
      norm: norm.map {
        GatherNorm(
          gain: try cluster.whole($0.gain), shift: try cluster.whole($0.shift),
          style: $0.style,
          // CATS does not zero lost columns again after gain and shift.
          lostKeepShift: $0.style == .cats)
      })
  }

  /// Columns that a device has.
  func columns(at device: Int) -> Int {
    let rows = max(1, source.whole.shape.rows)
    return received[device].reduce(source.cuts[device].count) {
      $0 + $1.elements / rows
    }
  }

  /// Notes the norm, which is done in place row by row; returns what the
  /// layers read.
  func record(_ norm: Norm?, at device: Device) -> [Operand] {
    let inputs = [source.operand(device.index)] + received[device.index]
    guard let norm, source.cluster.options.recordsTrace else { return inputs }
    let columns = columns(at: device.index)
    let weights = [norm.gain, norm.shift].map {
      Operand(
        device.hold($0, rows: 0..<columns, elements: columns), columns)
    }
    let elements = source.whole.shape.rows * columns
    _ = device.record(
      Work(.normalization, macs: 4 * elements), inputs + weights, elements: 0)
    return inputs
  }

  /// A layer on one device, or `part` of its outputs.
  struct Product {
    let work: Work
    let operands: [Operand]
    let elements: Int
  }

  func product(
    _ layer: Layer, _ outputs: Range<Int>, part: Int? = nil,
    _ inputs: [Operand], at device: Device
  ) -> Product {
    let rows = source.whole.shape.rows
    guard source.cluster.options.recordsTrace else {
      return Product(
        work: Work(.matrixMatrix, macs: 0), operands: [], elements: 0)
    }
    let columns = columns(at: device.index)
    let part = part ?? outputs.count
    var operands = inputs
    operands.append(
      Operand(
        device.hold(
          layer.weight, rows: outputs, elements: outputs.count * columns),
        part * columns))
    if let bias = layer.bias {
      operands.append(
        Operand(
          device.hold(bias, rows: outputs, elements: outputs.count), part))
    }
    return Product(
      work: Work(
        rows == 1 ? .matrixVector : .matrixMatrix, macs: rows * part * columns,
        rows: rows),
      operands: operands, elements: rows * part)
  }
}

extension Cluster {
  /// A weight whose columns lie on devices, such as a table of positions.
  ///
  /// - Parameters:
  ///   - parameter: the whole weight.
  ///   - cuts: the columns of each device.
  /// - Throws: ``Tensors/TensorError/range(operation:_:limit:)`` for columns
  ///   that it does not have.
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
  /// - Parameters:
  ///   - x: the columns, each at its device.
  ///   - sent: 1 for a column that is sent, else 0; `nil` for all.
  /// - Complexity: D messages to D - 1 receivers each, all in one step.
  public func gather(_ x: ColumnSharded, sent: [Float]? = nil) -> Gathered {
    let round = nextRound()
    let whole = options.stored(options.formats.messages).roundTrip(x.whole)
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
      received: asOneRound { messages(of: source, layout, round: round) })
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
        elements: elements, packing: options.formats.messages.packing,
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
