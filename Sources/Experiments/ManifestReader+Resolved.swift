import Documents

extension ManifestReader {
  /// The manifest with every setting and axis written out, which reads back as
  /// the same points.
  ///
  /// Settings come from their values, not from the text, so that the model
  /// `007` stays a text and `0.10` and `0.1` are the same.
  func resolved(
    _ sweep: Sweep, _ fixed: [String: SettingValue]
  ) -> JSONValue {
    let swept = root["sweep"]?.entries?.count { !$0.value.isNull } ?? 0
    let members = (root.entries ?? []).compactMap { entry in
      json(entry, sweep, swept, fixed).map { value in
        JSONValue.Member(entry.name, value)
      }
    }
    return .object(members)
  }

  /// The value of a key; the first `swept` groups are those of `sweep:`.
  private func json(
    _ entry: Node.Entry, _ sweep: Sweep, _ swept: Int,
    _ fixed: [String: SettingValue]
  ) -> JSONValue? {
    if entry.value.isNull { return nil }
    return switch entry.name {
    case "sweep": axes(sweep.groups.prefix(swept).flatMap { $0 })
    case "zip": .array(sweep.groups.dropFirst(swept).map(axes))
    default: fixed[entry.name]?.json ?? entry.value.json
    }
  }

  private func axes(_ axes: [Axis]) -> JSONValue {
    .object(axes.map { .init($0.name, .array($0.values.map(\.json))) })
  }
}
