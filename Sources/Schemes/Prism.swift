import Cluster
import Models
import Tensors

/// Position-wise partition with segment means after PRISM (Qazi, Iosifidis and
/// Zhang, arXiv:2507.12145).
///
/// Each device holds all weights and computes the rows of some positions. Before
/// each block it cuts its rows into segments and sends their means, which stand
/// for the rows at the others: keys and values are projected from own rows and
/// others' means, and a mean of n rows counts n times. A decoder sends means
/// to later positions alone.
///
/// The first block has an exchange too, as ASTRA's tables count it
/// (arXiv:2505.19342). A class token is a position like others. Where positions
/// are told by rotation, a mean stands in the middle of its segment; the paper
/// has no such model. After a prompt the device with its last positions goes on
/// alone, from the keys that it has.
public struct Prism: Scheme {
  /// `prism`.
  public static let name = "prism"
  /// One line about it.
  public static let summary =
    "positions split, means of segments for others' rows (PRISM)"
  /// Means stand for rows.
  public static let isExact = false
  /// How many means stand for the rows of a device.
  public static let settings = [
    SchemeSetting(
      "compression", .real(1...10_000),
      "rows of a device over the segment means that it sends (10)"),
    SchemeSetting(
      "means", .integer(1...100_000),
      "segment means that a device sends, in place of a compression"),
  ]

  /// The scheme.
  public init() {}

  /// Any number of devices; those beyond the tokens do nothing.
  public func check(_ model: ModelShape, devices: Int) throws {}

  /// Runs all blocks on all devices, each for its positions.
  public func forward(
    _ pass: Pass, through model: Transformer, on cluster: Cluster
  ) throws -> Tensor {
    let last = cluster.devices[cluster.devices.count - 1]
    guard cluster.devices.count > 1, pass.position == 0 else {
      return try goOn(pass, through: model, on: cluster, at: last)
    }
    let run = PrismRun(pass, model, cluster)
    let ready = cluster.share(
      pass, of: model.shape, from: model.shape.isLanguageModel ? last : nil,
      to: run.devices)
    let x = try cluster.map { device in
      guard run.devices.contains(where: { $0 === device }) else {
        return Tensor(Shape(0, model.shape.width), at: device)
      }
      return try model.embedding(pass, ready: ready[device])
        .positions(run.shares.rows[device.index])
    }
    let told = try cluster.tell(
      model.blocks.reduce(x) { try run.block($1, $0) }, run.shares, of: pass,
      through: model)
    pass.memory?.counts = run.counts(at: last)
    return told
  }

  /// A pass on one device, after what it remembers.
  private func goOn(
    _ pass: Pass, through model: Transformer, on cluster: Cluster,
    at device: Device
  ) throws -> Tensor {
    let ready = cluster.hand(
      pass, from: model.shape.isLanguageModel ? device : nil, to: [device])
    var x = try model.embedding(pass, ready: ready[device])
    let counts = pass.memory?.counts.map {
      $0 + [Float](repeating: 1, count: model.positions(of: pass))
    }
    for block in model.blocks {
      x = try cluster.run(block, on: x, in: pass, at: device, counts: counts)
    }
    pass.memory?.counts = counts
    return try cluster.observe([model.tell(x, of: pass)])
  }
}

/// A prompt, or an input that is no text, on the devices of ``Prism``.
private struct PrismRun {
  let pass: Pass
  let cluster: Cluster
  let shares: PositionShares
  /// The devices that have positions, in the order of these.
  let devices: [Device]
  /// The segments of each device, in positions of its own.
  let segments: [[Range<Int>]]
  /// Whether devices need the means of earlier positions alone.
  let isCausal: Bool

  init(_ pass: Pass, _ model: Transformer, _ cluster: Cluster) {
    self.pass = pass
    self.cluster = cluster
    let count = cluster.devices.count
    let shares = PositionShares(
      model.positions(of: pass), devices: count, last: count - 1)
    self.shares = shares
    devices = shares.order.filter { !shares.rows[$0].isEmpty }
      .map { cluster.devices[$0] }
    let options = cluster.options.scheme
    let means = options["prism.means"].map { _ in
      options.int("prism.means", or: 1)
    }
    let compression = options.double("prism.compression", or: 10)
    segments = shares.rows.map { rows in
      let least = (Double(rows.count) / compression).rounded(.up)
      return partition(
        rows.count, into: min(rows.count, means ?? Int(least)))
    }
    isCausal = model.shape.attends == .backward
  }

  /// The states of all devices' positions behind `block`.
  func block(_ block: Block, _ x: Sharded) throws -> Sharded {
    var views = x.parts.map { _ in [Int: Tensor]() }
    try cluster.within(.attention, of: block.index) {
      let sent = try cluster.map { try means(of: x[$0], at: $0) }
      try cluster.asOneRound {
        for (place, sender) in devices.enumerated() {
          let receivers = devices.enumerated().filter {
            isCausal ? $0.offset > place : $0.offset != place
          }.map(\.element)
          let received = try cluster.send(
            sent[sender], from: sender, to: receivers)
          for (device, tensor) in zip(receivers, received) {
            views[device.index][sender.index] = tensor
          }
        }
      }
    }
    return try cluster.map { device in
      guard devices.contains(where: { $0 === device }) else { return x[device] }
      let others = seen(by: device)
      let keys = try Tensor.joined(
        others.compactMap {
          $0 === device ? x[device] : views[device.index][$0.index]
        })
      let first = others.prefix { $0 !== device }
        .reduce(0) { $0 + segments[$1.index].count }
      return try cluster.run(
        block, on: keys,
        rows: first..<first + shares.rows[device.index].count, in: pass,
        at: device, counts: counts(at: device), positions: positions(at: device)
      )
    }
  }

  /// Those whose rows or means `device` attends to, in the order of positions.
  private func seen(by device: Device) -> [Device] {
    guard isCausal, let own = devices.firstIndex(where: { $0 === device })
    else { return devices }
    return Array(devices[...own])
  }

  private func means(of x: Tensor, at device: Device) throws -> Tensor {
    let segments = segments[device.index]
    // Segments of one row each are the rows.
    return segments.count == shares.rows[device.index].count
      ? x : try x.segmentMeans(segments)
  }

  /// How often each key counts at `device`; `nil` for once each.
  func counts(at device: Device) -> [Float]? {
    let counts = seen(by: device).flatMap { other in
      other === device
        ? shares.rows[other.index].map { _ in Float(1) }
        : segments[other.index].map { Float($0.count) }
    }
    return counts.allSatisfy { $0 == 1 } ? nil : counts
  }

  /// Where the keys of `device` stand.
  private func positions(at device: Device) -> [Int] {
    seen(by: device).flatMap { other in
      let rows = shares.rows[other.index]
      return other === device
        ? Array(rows)
        : segments[other.index].map {
          rows.lowerBound + ($0.lowerBound + $0.upperBound - 1) / 2
        }
    }
  }
}
