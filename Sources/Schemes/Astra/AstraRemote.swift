import Cluster
import Models
import Tensors

/// What devices of ``Astra`` have of each other's tokens, block after block.
struct AstraRemote {
  let cluster: Cluster
  let options: AstraOptions
  let pass: Pass
  /// By receiver and sender, the views of the block before.
  private var previous: [[Int: View]]

  /// One sender's tokens at one receiver.
  struct View {
    /// The sender's number.
    let sender: Int
    /// The decoded states, one tensor a codebook.
    var states: [Tensor]
    /// 1 for a token that is there, 0 for one that is not.
    var counts: [Float]
    /// Their keys and values, where these are looked up.
    var projections: Block.Projections?

    var isWhole: Bool { counts.allSatisfy { $0 == 1 } }
    /// How many tokens.
    var rows: Int { counts.count }
  }

  init(cluster: Cluster, options: AstraOptions, pass: Pass) {
    self.cluster = cluster
    self.options = options
    self.pass = pass
    previous = cluster.devices.map { _ in [:] }
  }

  /// The tokens of others at `device`, from what it received before `block`.
  ///
  /// - Parameter states: what was coded, by sender, for gradients.
  mutating func views(
    of received: [ReceivedCodes], states: Sharded, books: [AstraBook],
    block: Block, at device: Device
  ) throws -> [View] {
    var views: [View] = []
    if options.remote == .tables, !cluster.isTraining {
      return try lookedUp(received, books, block, at: device)
    }
    for message in received {
      let original = states[message.sender]
      let codes = message.codes.split(into: books.count)
      var view = View(
        sender: message.sender.index,
        states: try zip(books, codes).map { book, codes in
          let decoded = try book.entries.slice(at: device).decoded(
            codes, as: original.shape, original: original)
          return try book.noisy(
            decoded, options, pass.draw,
            site: block.index * cluster.devices.count + device.index)
        },
        counts: counts(message))
      if options.lost == .previous {
        view = try filled(view, from: previous[device.index][view.sender])
        previous[device.index][view.sender] = view
      }
      views.append(view)
    }
    return views
  }

  /// 1 for each token of a sample that is there, else 0.
  private func counts(_ message: ReceivedCodes) -> [Float] {
    message.presence.prefix(message.codes.rows / max(1, pass.batch ?? 1))
      .map { $0 ? 1 : 0 }
  }

  /// Keys and values from codebooks that went through norm and projections
  /// beforehand, so that a device only looks them up.
  private func lookedUp(
    _ received: [ReceivedCodes], _ books: [AstraBook], _ block: Block,
    at device: Device
  ) throws -> [View] {
    let tables = try books.map {
      try block.projections(
        of: block.entering($0.entries.value, .attention), heads: block.allHeads)
    }
    let keys = Parameter("keys of codes", tables[0].keys)
    let values = Parameter("values of codes", tables[tables.count - 1].values)
    return try received.map { message in
      let codes = message.codes.split(into: books.count)
      let tokens = message.codes.rows / max(1, pass.batch ?? 1)
      let width = keys.shape.columns
      let shape =
        pass.batch.map { Shape($0, tokens, width) } ?? Shape(tokens, width)
      return View(
        sender: message.sender.index, states: [], counts: counts(message),
        projections: .init(
          keys: try keys.slice(at: device).decoded(codes[0], as: shape),
          values: try values.slice(at: device).decoded(
            codes[codes.count - 1], as: shape)))
    }
  }

  /// `view` with rows of `earlier` in place of those that are missing.
  private func filled(_ view: View, from earlier: View?) throws -> View {
    guard let earlier, !view.isWhole else { return view }
    var filled = view
    for book in view.states.indices {
      let rows = try view.counts.indices.map { row in
        try (view.counts[row] == 0 ? earlier : view)
          .states[book].positions(row..<row + 1)
      }
      filled.states[book] = try Tensor.joined(rows)
    }
    for row in view.counts.indices where view.counts[row] == 0 {
      filled.counts[row] = earlier.counts[row]
    }
    return filled
  }
}
