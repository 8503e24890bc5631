import Diagnostics
import Documents

/// A manifest before its profile is chosen: the base, and what may override it.
///
/// Each layer is brought to one form first, with groups such as `train:`
/// written as dotted keys. So a profile may say `train: { epochs: 4 }` where
/// the base says `train.epochs: 20`.
struct ManifestLayers {
  private let base: Node
  private let vocabulary: Vocabulary
  /// The profiles of the file, in order.
  let profiles: [(name: String, overrides: Node)]

  init(_ root: Node, vocabulary: Vocabulary) throws {
    self.vocabulary = vocabulary
    let entries = try root.mapping()
    base = try flattened(
      Node(
        .mapping(entries.filter { $0.name != "profiles" }), at: root.location),
      vocabulary)
    var profiles: [(name: String, overrides: Node)] = []
    if let node = root["profiles"], !node.isNull {
      for entry in try node.mapping() {
        guard isName(entry.name) else {
          throw ManifestError.badName(
            "'\(entry.name)'", of: "profile", at: entry.location)
        }
        // `quick: ~` is a profile that changes nothing.
        let overrides =
          entry.value.isNull
          ? Node(.mapping([]), at: entry.location) : entry.value
        profiles.append((entry.name, try flattened(overrides, vocabulary)))
      }
    }
    self.profiles = profiles
  }

  /// All profiles that one may ask for: those built in, then the file's own.
  var profileNames: [String] {
    ManifestKeys.profiles
      + profiles.map(\.name).filter { !ManifestKeys.profiles.contains($0) }
  }

  /// The base with a profile and then each of `set` applied.
  func merged(profile: String?, set: [String]) throws -> Node {
    var node = base
    if let layer = profiles.first(where: { $0.name == profile }) {
      node = node.merging(layer.overrides)
    }
    for text in set {
      node = node.merging(try override(text, of: node))
    }
    return node
  }

  /// The layer that `--set text` means for the manifest `node`.
  private func override(_ text: String, of node: Node) throws -> Node {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex
    else { throw ManifestError.badOverride(text) }
    let key = String(text[..<equals])
    let value = String(text[text.index(after: equals)...])
    let place = Diagnosis.Location(file: "--set \(text)")
    func layer(_ pairs: [(String, Node)]) -> Node {
      Node(
        .mapping(
          pairs.map { .init(name: $0.0, location: place, value: $0.1) }),
        at: place)
    }
    let isYAML = value.hasPrefix("[") || value.hasPrefix("{")
    let parsed =
      isYAML
      ? try Node(yaml: value, file: place.file)
      : Node(.scalar(Scalar(value)), at: place)
    let isGroup = parsed.entries != nil && vocabulary.groups.contains(key)
    if ManifestKeys.top.contains(key) || isGroup {
      return try flattened(layer([(key, parsed)]), vocabulary)
    }
    let name = try vocabulary.resolve(key, at: place).name
    if node["zip"]?.items?.contains(where: { $0[name] != nil }) == true {
      throw ManifestError.overrideOfZip(name, at: place)
    }
    let nothing = Node(.scalar(Scalar("~")), at: place)
    let isAxis = node["sweep"]?[name] != nil
    if isYAML {
      return layer([(name, nothing), ("sweep", layer([(name, parsed)]))])
    }
    if isAxis {
      let single = Node(.sequence([parsed]), at: place)
      return layer([("sweep", layer([(name, single)]))])
    }
    return layer([(name, parsed)])
  }
}

/// `node` with groups of settings as dotted keys, in the manifest itself and
/// in its axes; refuses keys that mean nothing.
private func flattened(_ node: Node, _ vocabulary: Vocabulary) throws -> Node {
  var entries: [Node.Entry] = []
  for entry in try node.mapping() {
    var entry = entry
    if entry.name == "profiles" {
      throw ManifestError.nestedProfile(at: entry.location)
    } else if entry.name == "sweep", entry.value.entries != nil {
      entry.value = try renamed(entry.value, vocabulary)
    } else if entry.name == "zip", let items = entry.value.items {
      entry.value.content = .sequence(
        try items.map { $0.entries == nil ? $0 : try renamed($0, vocabulary) })
    } else if !ManifestKeys.top.contains(entry.name) {
      let isGroup = vocabulary.groups.contains(entry.name)
      if isGroup, entry.value.entries != nil || entry.value.isNull {
        entries += try members(of: entry, vocabulary)
        continue
      }
      entry.name = try topLevel(entry, vocabulary)
    }
    entries.append(entry)
  }
  var seen: Set<String> = []
  for entry in entries where !seen.insert(entry.name).inserted {
    throw ManifestError.settingTwice(entry.name, at: entry.location)
  }
  return Node(.mapping(entries), at: node.location)
}

/// The name of the setting that a top-level key means.
private func topLevel(
  _ entry: Node.Entry, _ vocabulary: Vocabulary
) throws -> String {
  do {
    return try vocabulary.resolve(entry.name, at: entry.location).name
  } catch is ManifestError {
    throw ManifestError.unknownKey(
      shortened(entry.name),
      known: ManifestKeys.top + vocabulary.settingNames + vocabulary.groups,
      at: entry.location)
  }
}

/// The settings of a group that is written as a mapping; of one that is null,
/// all its settings, null.
private func members(
  of group: Node.Entry, _ vocabulary: Vocabulary
) throws -> [Node.Entry] {
  guard !group.value.isNull else {
    return vocabulary.members(of: group.name).map { member in
      .init(
        name: group.name + "." + member, location: group.location,
        value: group.value)
    }
  }
  return try group.value.mapping().map { member in
    let name = group.name + "." + member.name
    guard vocabulary.setting(name) != nil else {
      throw DocumentError.unknownKey(
        member.name, known: vocabulary.members(of: group.name),
        at: member.location)
    }
    return .init(name: name, location: member.location, value: member.value)
  }
}

/// The mapping `axes` with the full names of its settings.
private func renamed(_ axes: Node, _ vocabulary: Vocabulary) throws -> Node {
  var entries: [Node.Entry] = []
  for var entry in try axes.mapping() {
    entry.name = try vocabulary.resolve(entry.name, at: entry.location).name
    if entries.contains(where: { $0.name == entry.name }) {
      throw ManifestError.axisTwice(entry.name, at: entry.location)
    }
    entries.append(entry)
  }
  return Node(.mapping(entries), at: axes.location)
}

/// Whether `name` may be part of a file name on any system.
func isName(_ name: String) -> Bool {
  func isPlain(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (48...57).contains(byte)
  }
  guard let first = name.utf8.first, let last = name.utf8.last,
    isPlain(first), isPlain(last), name.utf8.count <= 100
  else { return false }
  return name.utf8.allSatisfy { isPlain($0) || "-_.".utf8.contains($0) }
}
