import Diagnostics
import Documents

extension ManifestReader {
  /// The sweep that the manifest describes, with at least one point.
  func sweep(
    _ experiment: String, metrics: [String],
    fixed: [String: (SettingValue, Diagnosis.Location)],
    from reader: inout MappingReader
  ) throws -> Sweep {
    let sweepNode = reader.optional("sweep")
    let zipNode = reader.optional("zip")
    let excludeNode = reader.optional("exclude")
    var sweep = Sweep(experiment: experiment)
    for (name, value) in vocabulary.defaults(for: metrics) {
      sweep.fixed[name] = value
    }
    for (name, value) in fixed { sweep.fixed[name] = value.0 }
    for entry in try sweepNode?.mapping() ?? [] where !entry.value.isNull {
      sweep.groups.append([try axis(entry)])
    }
    for group in try zipNode?.sequence() ?? [] {
      sweep.groups.append(try zipped(group))
    }
    try checkNames(
      in: [sweepNode].compactMap { $0 } + (zipNode?.items ?? []), fixed)
    for node in try excludeNode?.sequence() ?? [] {
      sweep.exclusions.append(try exclusion(node))
    }
    sweep.seeds = try seeds(reader.optional("seeds"))
    guard sweep.size != nil else {
      throw ManifestError.tooManyPoints(
        limit: Sweep.limit,
        at: (sweepNode ?? zipNode)?.location ?? reader.location)
    }
    guard try sweep.hasPoints() else {
      throw ManifestError.noPoints(
        at: excludeNode?.location ?? reader.location)
    }
    return sweep
  }

  /// The values of one axis: a list, or a range with both ends.
  ///
  /// Values differ, unless the axis is zipped: then a value may come back
  /// beside others.
  private func axis(_ entry: Node.Entry, isZipped: Bool = false) throws
    -> Axis
  {
    let setting = try vocabulary.resolve(entry.name, at: entry.location)
    let nodes =
      entry.value.entries == nil
      ? try entry.value.sequence() : try range(entry.value, of: setting)
    var values: [SettingValue] = []
    var seen: Set<SettingValue> = []
    for node in nodes {
      let value = try setting.value(node)
      guard seen.insert(value).inserted || isZipped else {
        throw ManifestError.duplicateValue(
          node.summary, of: setting.name, at: node.location)
      }
      values.append(value)
    }
    if values.isEmpty {
      throw ManifestError.emptyAxis(setting.name, at: entry.value.location)
    }
    return Axis(name: setting.name, values: values)
  }

  private func range(_ node: Node, of setting: Setting) throws -> [Node] {
    var reader = try MappingReader(node, keys: ManifestKeys.range)
    let bounds = try ManifestKeys.range.map { key in
      let bound = try reader.required(key)
      _ = try bound.double()
      return try bound.string()
    }
    do {
      return try decimalRange(from: bounds[0], to: bounds[1], step: bounds[2])
        .map { Node(.scalar($0), at: node.location) }
    } catch {
      throw ManifestError.badRange(
        error.fault, of: setting.name, at: node.location)
    }
  }

  private func zipped(_ node: Node) throws -> [Axis] {
    let axes = try node.mapping().map { try axis($0, isZipped: true) }
    let lengths = axes.map(\.values.count)
    guard !axes.isEmpty else {
      throw ManifestError.emptyAxis("zip", at: node.location)
    }
    guard Set(lengths).count == 1 else {
      throw ManifestError.unequalAxes(
        axes.map(\.name), lengths: lengths, at: node.location)
    }
    var seen: Set<[SettingValue]> = []
    for index in axes[0].values.indices {
      let tuple = axes.map { $0.values[index] }
      guard seen.insert(tuple).inserted else {
        let names = axes.map(\.name).joined(separator: ", ")
        throw ManifestError.duplicateValue(
          tuple.map(\.description).joined(separator: ", "), of: names,
          at: node.location)
      }
    }
    return axes
  }

  /// Refuses axes that occur twice or are fixed as well.
  private func checkNames(
    in mappings: [Node], _ fixed: [String: (SettingValue, Diagnosis.Location)]
  ) throws {
    var seen: Set<String> = []
    for entry in mappings.flatMap({ $0.entries ?? [] })
    where !entry.value.isNull {
      let name = try vocabulary.resolve(entry.name, at: entry.location).name
      guard seen.insert(name).inserted else {
        throw ManifestError.axisTwice(name, at: entry.location)
      }
      if let (_, place) = fixed[name] {
        throw ManifestError.fixedAndSwept(
          name, fixed: place, at: entry.location)
      }
    }
  }

  private func exclusion(_ node: Node) throws -> Exclusion {
    let entries = try node.mapping()
    guard !entries.isEmpty else {
      throw DocumentError.wrongType(
        found: "an empty mapping", expected: "settings and values",
        at: node.location)
    }
    return Exclusion(
      try entries.map { entry in
        let setting = try vocabulary.resolve(entry.name, at: entry.location)
        return .init(
          setting.name, try Condition(entry.value, on: setting))
      })
  }

  /// The seeds: a count n for 0 to n - 1, or a list; one if not given.
  private func seeds(_ node: Node?) throws -> [Int] {
    guard let node else { return [0] }
    guard let items = node.items else {
      return Array(0..<(try node.int(in: 1...Sweep.limit)))
    }
    var seen: Set<Int> = []
    let seeds = try items.map { item in
      let seed = try item.int(in: 0 ... .max)
      guard seen.insert(seed).inserted else {
        throw ManifestError.badSeeds(
          "seed \(seed) is listed twice", at: item.location)
      }
      return seed
    }
    if seeds.isEmpty {
      throw ManifestError.badSeeds("no seed is listed", at: node.location)
    }
    return seeds
  }
}
