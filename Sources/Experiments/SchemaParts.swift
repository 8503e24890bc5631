import Documents

/// Small words of JSON Schema.

func object(_ members: [(String, JSONValue)]) -> JSONValue {
  .object(members.map { .init($0.0, $0.1) })
}

func type(_ name: String) -> JSONValue {
  object([("type", .string(name))])
}

func ref(_ name: String) -> JSONValue {
  object([("$ref", .string("#/$defs/" + name))])
}

func words(_ words: [String]) -> JSONValue {
  .array(words.map(JSONValue.string))
}

func choice<Choice: CaseIterable & RawRepresentable<String>>(
  _ type: Choice.Type
) -> JSONValue {
  object([("enum", words(type.allCases.map(\.rawValue)))])
}

func oneOf(_ schemas: [JSONValue]) -> JSONValue {
  object([("oneOf", .array(schemas))])
}

/// What `schema` allows, or null: an override that removes the key.
func nullable(_ schema: JSONValue) -> JSONValue {
  object([("anyOf", .array([schema, type("null")]))])
}

/// A list with at least one item.
func list(_ items: JSONValue, distinct: Bool = false) -> JSONValue {
  object(
    [("type", .string("array")), ("items", items), ("minItems", .integer(1))]
      + (distinct ? [("uniqueItems", .bool(true))] : []))
}

/// A mapping with these keys and no others.
func closed(
  _ members: [JSONValue.Member], required: [String] = []
) -> JSONValue {
  object(
    [
      ("type", .string("object")), ("properties", .object(members)),
      ("additionalProperties", .bool(false)),
    ] + (required.isEmpty ? [] : [("required", words(required))]))
}

/// A mapping with these keys and no others, each described by `schema`.
func closed(
  _ keys: [String], required: [String], _ schema: (String) -> JSONValue
) -> JSONValue {
  closed(keys.map { .init($0, schema($0)) }, required: required)
}
