extension Node {
  /// The node as JSON, members in file order: plain scalars that read as null,
  /// truth values or numbers become those, all else becomes text.
  public var json: JSONValue {
    switch content {
    case .sequence(let items): .array(items.map(\.json))
    case .mapping(let entries):
      .object(entries.map { .init($0.name, $0.value.json) })
    case .scalar(let scalar):
      if scalar.isNull {
        .null
      } else if let flag = scalar.flag {
        .bool(flag)
      } else if let integer = scalar.integer {
        .integer(integer)
      } else if let real = scalar.real {
        .real(real)
      } else {
        .string(scalar.text)
      }
    }
  }
}
