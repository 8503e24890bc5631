import Tensors

/// Fills a model from a file, after all of the file was checked.
struct WeightReading {
  private let file: Safetensors
  private let plan: WeightPlan
  /// The file's entries but those that a scheme added.
  private let own: [Safetensors.Entry]
  /// These by their names without prefix.
  private var entries: [String: Safetensors.Entry] = [:]

  init(_ file: Safetensors, _ shape: ModelShape) throws {
    self.file = file
    own = file.entries.filter { !$0.name.hasPrefix(AdditionsPlan.prefix) }
    let names = try Self.names(in: file, own, shape)
    do {
      plan = try WeightPlan(names, shape)
    } catch let fact as WeightPlan.Unnamed {
      throw WeightsError.unnamed(
        file: file.path, names: names.name, weight: fact.weight,
        model: shape.name)
    }
    for entry in own {
      let plain = names.plain(entry.name)
      if let other = entries.updateValue(entry, forKey: plain) {
        throw WeightsError.twice(
          file: file.path, entry: entry.name, other: other.name)
      }
    }
    for entry in own { try check(entry) }
    for stored in plan.tensors { try check(stored) }
    try checkTie()
  }

  /// The weights by our names.
  func weights() throws -> [String: Tensor] {
    var weights: [String: Tensor] = [:]
    for stored in plan.tensors {
      guard let entry = entries[stored.plain] else { continue }
      let shape = stored.shape
      var whole = try file.tensor(entry.name).reshaped(
        Shape(shape.rows, shape.columns))
      switch stored.row.layout {
      case .same, .kernel: break
      case .transposed, .halves:
        let values = stored.row.layout.own(
          try whole.values(), shape, headSize: plan.shape.headSize)
        whole = try Tensor(whole.shape, values)
      }
      var first = 0
      for part in stored.parts {
        let count = part.shape.count
        weights[part.name] = try whole.elements(first..<first + count)
          .reshaped(part.shape)
        first += count
      }
    }
    return weights
  }

  /// The table that knows most of the file's names.
  private static func names(
    in file: Safetensors, _ own: [Safetensors.Entry], _ shape: ModelShape
  ) throws -> WeightNames {
    var best: (names: WeightNames, count: Int)?
    for names in WeightNames.all {
      let count = own.count {
        names.role(of: names.plain($0.name)) != .unknown
      }
      if count > (best?.count ?? 0) { best = (names, count) }
    }
    if let best { return best.names }
    throw WeightsError.unknownNames(
      file: file.path, entry: own.first?.name,
      known: WeightNames.all.flatMap { names in
        (try? WeightPlan(names, shape))?.tensors.map(\.plain) ?? []
      })
  }

  /// Whether the model, or nobody, has a use for `entry`.
  private func check(_ entry: Safetensors.Entry) throws {
    let plain = plan.names.plain(entry.name)
    guard plan.numbers[plain] == nil else { return }
    switch plan.names.role(of: plain) {
    case .unused: return
    case .weight(let block?) where block >= plan.shape.blocks:
      throw WeightsError.block(
        file: file.path, entry: entry.name, model: plan.shape.name,
        blocks: plan.shape.blocks)
    case .weight:
      throw WeightsError.surplus(
        file: file.path, entry: entry.name, model: plan.shape.name)
    case .unknown: break
    }
    let other = WeightNames.all.first {
      $0.role(of: $0.plain(entry.name)) != .unknown
    }
    if let other {
      throw WeightsError.mixed(
        file: file.path, entry: entry.name, names: other.name,
        others: plan.names.name)
    }
    throw WeightsError.unknown(
      file: file.path, entry: entry.name, names: plan.names.name,
      missing: plan.tensors.filter { entries[$0.plain] == nil }
        .map(usualName))
  }

  /// The name of `stored` with a prefix if other names have it.
  private func usualName(_ stored: WeightPlan.Stored) -> String {
    let hasPrefix =
      plan.names.prefix.map { prefix in
        own.contains { $0.name.hasPrefix(prefix) }
      } ?? false
    return hasPrefix ? plan.fullName(stored) : stored.plain
  }

  /// Whether `stored` is there with the extents that the model gives it.
  private func check(_ stored: WeightPlan.Stored) throws {
    guard let entry = entries[stored.plain] else {
      throw WeightsError.missing(
        file: file.path, entry: usualName(stored), names: plan.names.name,
        model: plan.shape.name)
    }
    guard stored.row.layout.fits(entry, stored.shape) else {
      throw WeightsError.shape(
        file: file.path, entry: entry.name, extents: entry.extents,
        expected: stored.extents, model: plan.shape.name)
    }
  }

  /// Whether a copy of a tied table is one.
  private func checkTie() throws {
    guard plan.shape.tiedHead, let name = plan.names.tied,
      let copy = entries[name],
      let table = plan.tensors.first?.plain, let entry = entries[table]
    else { return }
    if try file.tensor(copy.name).values()
      != file.tensor(entry.name).values()
    {
      throw WeightsError.untied(
        file: file.path, entry: copy.name, other: entry.name,
        model: plan.shape.name)
    }
  }
}
