import Diagnostics

/// Puts events together to a tree, with aliases written out.
///
/// An alias shares the storage of what it names, but whoever walks the tree
/// meets it each time. So its size counts each time: that is what stops a few
/// lines of nested aliases from becoming billions of values.
struct YAMLComposer {
  /// A node, how many values it holds, and how many levels.
  private struct Part {
    var node: Node
    var size: Int
    var height: Int
  }

  private let events: YAMLEvents
  private var anchors: [String: Part] = [:]
  private var openAnchors: Set<String> = []
  private var total = 0

  init(_ events: YAMLEvents) {
    self.events = events
  }

  /// The one document of the stream.
  mutating func document() throws -> Node {
    _ = try events.next()  // The stream starts.
    let start = try events.next()
    guard case .documentStart = start.kind else {
      throw DocumentError.empty(at: .init(file: events.file))
    }
    let root = try part(try events.next(), depth: 1).node
    _ = try events.next()  // The document ends.
    let end = try events.next()
    guard case .streamEnd = end.kind else {
      throw DocumentError.severalDocuments(at: end.location)
    }
    if root.isNull {
      throw DocumentError.empty(at: .init(file: events.file))
    }
    return root
  }

  /// The part that begins with `event`.
  private mutating func part(_ event: YAMLEvent, depth: Int) throws -> Part {
    guard depth <= YAMLLimits.depth else {
      throw DocumentError.tooDeep(at: event.location)
    }
    if case .alias(let name) = event.kind {
      return try alias(name, at: event.location, depth: depth)
    }
    if let anchor = event.anchor { openAnchors.insert(anchor) }
    var part: Part
    switch event.kind {
    case .sequenceStart: part = try sequence(event, depth: depth)
    case .mappingStart: part = try mapping(event, depth: depth)
    case .scalar(let scalar):
      let size = 1 + scalar.text.utf8.count / 64
      try count(size, at: event.location)
      part = Part(
        node: Node(.scalar(scalar), at: event.location), size: size, height: 1)
    default:
      throw DocumentError.syntax("unexpected end", at: event.location)
    }
    if let anchor = event.anchor {
      openAnchors.remove(anchor)
      anchors[anchor] = part
    }
    return part
  }

  private mutating func alias(
    _ name: String, at location: Diagnosis.Location, depth: Int
  ) throws -> Part {
    if openAnchors.contains(name) {
      throw DocumentError.recursiveAlias(name, at: location)
    }
    guard var part = anchors[name] else {
      throw DocumentError.unknownAlias(
        name, known: anchors.keys.sorted(), at: location)
    }
    guard depth + part.height - 1 <= YAMLLimits.depth else {
      throw DocumentError.tooDeep(at: location)
    }
    try count(part.size, at: location)
    // Errors about the value point to where it is used.
    part.node.location = location
    return part
  }

  private mutating func sequence(
    _ start: YAMLEvent, depth: Int
  ) throws -> Part {
    try count(1, at: start.location)
    var items: [Node] = []
    var size = 1
    var height = 0
    while true {
      let event = try events.next()
      if case .sequenceEnd = event.kind { break }
      let item = try part(event, depth: depth + 1)
      items.append(item.node)
      size += item.size
      height = max(height, item.height)
    }
    return Part(
      node: Node(.sequence(items), at: start.location), size: size,
      height: height + 1)
  }

  private mutating func mapping(
    _ start: YAMLEvent, depth: Int
  ) throws -> Part {
    try count(1, at: start.location)
    var entries: [Node.Entry] = []
    var places: [String: Diagnosis.Location] = [:]
    var size = 1
    var height = 0
    while true {
      let event = try events.next()
      if case .mappingEnd = event.kind { break }
      let key = try part(event, depth: depth + 1)
      guard let name = key.node.scalar?.text else {
        throw DocumentError.keyIsNoText(
          found: key.node.summary, at: event.location)
      }
      if let first = places[name] {
        throw DocumentError.duplicateKey(
          name, first: first, at: event.location)
      }
      places[name] = event.location
      let value = try part(try events.next(), depth: depth + 1)
      entries.append(
        .init(name: name, location: event.location, value: value.node))
      size += key.size + value.size
      height = max(height, value.height)
    }
    return Part(
      node: Node(.mapping(entries), at: start.location), size: size,
      height: height + 1)
  }

  /// Adds to the size of the document, up to the limit.
  private mutating func count(
    _ values: Int, at location: Diagnosis.Location
  ) throws {
    total += values
    guard total <= YAMLLimits.values else {
      throw DocumentError.tooLarge(limit: YAMLLimits.values, at: location)
    }
  }
}
