extension MarkupElement {
  /// Without groups that hold nothing, say nothing or hold one thing, and with
  /// neighbours of the same properties in one group.
  func tidied() -> MarkupElement {
    var found = self
    found.contents = []
    for content in contents {
      guard case .element(let child) = content else {
        found.contents.append(content)
        continue
      }
      for part in child.tidied().unwrapped { found.append(part) }
    }
    return found
  }

  /// The contents that stand for the element: itself, what it holds, or
  /// nothing.
  private var unwrapped: [Content] {
    let drawn = contents.filter { content in
      if case .element(let child) = content {
        child.name != "title"
      } else {
        true
      }
    }
    switch name {
    case "defs" where contents.isEmpty: return []
    case "g" where drawn.isEmpty: return []
    case "g", "tspan":
      if attributes.isEmpty, drawn.count == contents.count { return contents }
    default: break
    }
    return [.element(onlyChild ?? self)]
  }

  /// A group of one stroke or text as that, with what the group says of it;
  /// `nil` if it is something else.
  private var onlyChild: MarkupElement? {
    guard name == "g", contents.count == 1,
      case .element(var child)? = contents.first,
      child["transform"] == nil || self["transform"] == nil,
      attributes.allSatisfy({
        SVG.inherited.contains($0.name) || $0.name == "transform"
      })
    else { return nil }
    child.attributes =
      attributes.filter { child[$0.name] == nil } + child.attributes
    return child
  }

  /// Appends, into the group before if that has the same properties.
  private mutating func append(_ content: Content) {
    guard case .element(let next) = content, next.isPlainGroup,
      case .element(var last)? = contents.last, last.isPlainGroup,
      last.attributes == next.attributes
    else { return contents.append(content) }
    last.contents += next.contents
    contents[contents.count - 1] = .element(last)
  }

  /// Whether it is a group of strokes that another may join.
  private var isPlainGroup: Bool {
    name == "g" && attributes.allSatisfy { SVG.inherited.contains($0.name) }
      && !children.contains { $0.name == "title" }
  }

  /// With each property that all children state moved to here, as far as most
  /// of them agree; those that differ keep their own.
  func hoisted() -> MarkupElement {
    var found = self
    found.contents = contents.map { content in
      guard case .element(let child) = content else { return content }
      return .element(child.hoisted())
    }
    guard name == "g" || name == "svg" else { return found }
    let drawn = found.children.filter { !$0.isSilent }
    guard drawn.count > 1 || (drawn.count == 1 && name == "g") else {
      return found
    }
    for property in SVG.inherited where self[property] == nil {
      let shown =
        SVG.ofTexts.contains(property) ? drawn.filter(\.hasText) : drawn
      let values = shown.compactMap { $0[property] }
      guard values.count == shown.count else { continue }
      var counts: [String: Int] = [:]
      for value in values { counts[value, default: 0] += 1 }
      // Of equally frequent values the first.
      let common = values.max {
        (counts[$0] ?? 0) < (counts[$1] ?? 0)
      }
      found[property] = common
    }
    return found
  }

  private var hasText: Bool {
    name == "text" || children.contains(where: \.hasText)
  }

  /// Whether it draws nothing here and takes no property from here: what is
  /// defined takes them from where it is used, except in patterns.
  private var isSilent: Bool {
    SVG.silent.contains(name)
      && !(name == "defs" && children.contains { $0.name == "pattern" })
  }

  /// Without properties that are inherited anyway.
  func inheriting(_ properties: [String: String]) -> MarkupElement {
    var found = self
    var properties = properties
    // What is used elsewhere inherits there, not here.
    guard name != "defs" else { return self }
    for property in SVG.inherited {
      guard let value = self[property] else { continue }
      if properties[property] == value { found[property] = nil }
      properties[property] = value
    }
    found.contents = contents.map { content in
      guard case .element(let child) = content else { return content }
      return .element(child.inheriting(properties))
    }
    return found
  }
}
