import Models

extension ModelShape {
  /// A model of a `parts`-th of the columns, heads and hidden units of this
  /// one, whose last states are its output: what one of so many devices runs
  /// for itself.
  ///
  /// - Parameters:
  ///   - fromInput: whether it embeds the same input; else it goes on from
  ///     states.
  ///   - heads: how heads are shared out.
  func narrowed(
    _ parts: Int, blocks: Int, fromInput: Bool, heads: NarrowHeads
  ) -> ModelShape {
    var narrow = self
    narrow.width = width / parts
    narrow.blocks = blocks
    narrow.head = .states
    switch heads {
    case .fewer:
      narrow.heads = self.heads / parts
      narrow.keyValueHeads = keyValueHeads / parts
    case .whole: narrow.ownHeadSize = headSize
    }
    guard !fromInput else { return narrow }
    narrow.input = .states
    narrow.classToken = .none
    narrow.normsEmbedding = false
    if case .rotary = positions { return narrow }
    narrow.positions = .none
    return narrow
  }

  /// Checks that it can be cut into columns of whole heads for `scheme`.
  ///
  /// - Throws: ``ModelError/unfit(scheme:model:needs:)``.
  func checkNarrowing(_ parts: Int, scheme: String) throws {
    func needs(_ what: String) -> ModelError {
      .unfit(scheme: scheme, model: name, needs: what)
    }
    guard bottleneck == nil else { throw needs("blocks without bottlenecks") }
    guard halves == .both else { throw needs("whole blocks") }
    if case .cats(let copies) = norm, copies > 1 {
      throw needs("norms of one device")
    }
    guard heads % parts == 0, keyValueHeads % parts == 0 else {
      throw needs(
        "heads and key-value heads that \(parts) devices share equally")
    }
  }
}

/// The heads of a narrow layer.
enum NarrowHeads: String, CaseIterable {
  /// A share of the heads, so that attention is as narrow as the state.
  case fewer
  /// All heads in their full size.
  case whole
}
