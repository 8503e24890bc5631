import Cluster
import Models
import Tensors

/// A pass of ``Astra`` over several devices.
struct AstraRun {
  let pass: Pass
  let model: Transformer
  let cluster: Cluster
  let options: AstraOptions
  let additions: Additions
  /// The tokens of each device.
  private let shares: [Range<Int>]
  /// Whether each device has a class token of its own.
  private let hasCopies: Bool
  /// Where the first token stands among the embedded positions.
  private let firstToken: Int

  init(
    pass: Pass, model: Transformer, cluster: Cluster, options: AstraOptions,
    additions: Additions
  ) throws {
    guard cluster.options.loss == nil || pass.batch ?? 1 == 1 else {
      throw ModelError.oneByOne("\(Astra.name), where messages are lost,")
    }
    self.pass = pass
    self.model = model
    self.cluster = cluster
    self.options = options
    self.additions = additions
    let place = model.shape.classToken
    hasCopies =
      place != .none && model.shape.classes > 0
      && options.classTokens == .distributed
    firstToken = hasCopies && place == .first ? 1 : 0
    shares = try options.shares(
      of: hasCopies ? pass.count : model.positions(of: pass),
      devices: cluster.devices.count)
  }

  /// The scores, as an observer sees them.
  func run() throws -> Tensor {
    let ready = cluster.share(pass, of: model.shape)
    var x = try cluster.map {
      try own(model.embedding(pass, ready: ready[$0]), $0)
    }
    var remote = AstraRemote(cluster: cluster, options: options, pass: pass)
    for block in model.blocks {
      x = try cluster.within(.attention, of: block.index) {
        let views = try exchange(x, before: block, &remote)
        return try cluster.map { device in
          guard x[device].shape.count > 0 else { return x[device] }
          return try attended(x[device], views[device.index], block, device)
        }
      }
      x = try cluster.map { try fedForward(x[$0], block) }
    }
    return try told(x)
  }

  /// The class token's copy, if there is one, and the device's own tokens.
  private func own(_ x: Tensor, _ device: Device) throws -> Tensor {
    let share = shares[device.index]
    let tokens = try x.positions(
      share.lowerBound + firstToken..<share.upperBound + firstToken)
    guard hasCopies else { return tokens }
    let place = model.shape.readout(of: pass.count + 1)
    return try Tensor.joined([x.positions(place..<place + 1), tokens])
  }

  /// The tokens among the positions that a device has.
  private func tokens(_ x: Tensor) throws -> Tensor {
    let positions = x.shape[x.shape.rank - 2]
    return hasCopies ? try x.positions(1..<positions) : x
  }

  /// Codes, sends and decodes the tokens of all devices; returns what each
  /// has of the others'.
  private func exchange(
    _ x: Sharded, before block: Block, _ remote: inout AstraRemote
  ) throws -> [[AstraRemote.View]] {
    let books = try options.books.map {
      try AstraBook(name: "\($0).\(block.index)", of: additions)
    }
    let states = try cluster.map { try tokens(x[$0]) }
    let parts = try books.map { book in
      try cluster.devices.map { device in
        try states[device].encoded(
          by: book.entries.slice(at: device), groups: options.groups)
      }
    }
    if cluster.isTraining {
      for (book, codes) in zip(books, parts) {
        try book.penalize(states, codes, on: cluster, options)
      }
    }
    let codes = try cluster.devices.map { device in
      try VectorCodes.beside(parts.map { $0[device.index] })
    }
    let isCausal = model.shape.attends == .backward
    let received = cluster.exchange(codes, bits: options.bits) { sender in
      cluster.devices.filter {
        $0 !== sender && (hasCopies || !shares[$0.index].isEmpty)
          && (!isCausal || $0.index > sender.index)
      }
    }
    return try cluster.devices.map { device in
      try remote.views(
        of: received[device.index], states: states, books: books,
        block: block, at: device)
    }
  }

  /// The attention half at a device, for its own positions.
  private func attended(
    _ x: Tensor, _ views: [AstraRemote.View], _ block: Block, _ device: Device
  ) throws -> Tensor {
    let before = views.filter { $0.sender < device.index }
    let after = views.filter { $0.sender > device.index }
    let first = before.reduce(0) { $0 + $1.rows }
    let own = x.shape[x.shape.rank - 2]
    var counts: [Float]?
    if !views.allSatisfy(\.isWhole) {
      counts =
        before.flatMap(\.counts) + [Float](repeating: 1, count: own)
        + after.flatMap(\.counts)
    }
    if options.remote == .tables, !cluster.isTraining {
      let tiles =
        try before.compactMap(\.projections)
        + [
          block.projections(
            of: block.entering(x, .attention), heads: block.allHeads)
        ] + after.compactMap(\.projections)
      let found = try block.attended(
        tiles, heads: block.allHeads, in: pass, device: device.index,
        asking: before.count, counts: counts)
      return try block.joined(
        x, block.attentionPart(found, heads: block.allHeads), .attention,
        of: x, in: pass)
    }
    func mixed(_ book: Int) throws -> Block.Intake {
      try block.entering(
        Tensor.joined(
          before.map { $0.states[book] } + [x] + after.map { $0.states[book] }),
        .attention)
    }
    var intake = try mixed(0)
    if options.codebooks == .keysAndValues {
      intake.values = try mixed(1).states
    }
    let sum = try block.attention(
      entering: intake, heads: block.allHeads, queries: first..<first + own,
      in: pass, device: device.index, counts: counts)
    return try block.joined(x, sum, .attention, of: x, in: pass)
  }

  /// The rest of the block, which needs no other device.
  private func fedForward(_ x: Tensor, _ block: Block) throws -> Tensor {
    var y = x
    guard x.shape.count > 0 else { return x }
    for step in block.steps where step.half == .feedForward {
      y = try cluster.within(.feedForward, of: block.index) {
        try block.joined(
          y, block.feedForward(y, step: step), step, of: x, in: pass)
      }
    }
    return y
  }

  /// What the model tells: classes from the mean of all copies at the root,
  /// else each position where it is.
  private func told(_ x: Sharded) throws -> Tensor {
    let classes = model.shape.classes
    func reshaped(_ told: Tensor) throws -> Tensor {
      classes > 0
        ? try told.reshaped(Shape(pass.batch ?? 1, classes)) : told
    }
    guard hasCopies else {
      let scored = model.scored(in: pass)
      return try reshaped(
        cluster.observe(
          try cluster.devices.compactMap { device in
            let share = shares[device.index]
            let mine = share.clamped(to: scored)
            guard !mine.isEmpty else { return nil }
            let first = mine.lowerBound - share.lowerBound
            return try model.head(
              x[device].positions(first..<first + mine.count))
          }))
    }
    // Control: the paper counts no such message, and a run repeats it until
    // it is there.
    let copies = try cluster.asOneRound {
      try cluster.devices.map { device in
        let copy = try x[device].positions(0..<1)
        return device === cluster.root
          ? copy
          : cluster.announce(copy, from: device, to: [cluster.root])[
            cluster.root]
      }
    }
    let mean = try Tensor.sum(copies).scaled(by: 1 / Float(copies.count))
    return try cluster.observe([reshaped(model.head(mean))])
  }
}
