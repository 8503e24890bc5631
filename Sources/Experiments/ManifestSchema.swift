import Documents

/// The JSON Schema (draft 2020-12) of manifests, for completion in editors.
///
/// It allows what the reader allows, as far as a schema can tell; the reader
/// has the last word.
public func manifestSchema(vocabulary: Vocabulary) -> String {
  let schema = ManifestSchema(vocabulary: vocabulary)
  return object([
    ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
    ("title", .string("shardbench manifest")),
    ("$ref", .string("#/$defs/manifest")),
    ("required", words(["experiment", "metrics"])),
    (
      "$defs",
      object([
        ("manifest", schema.manifest(isWhole: true)),
        ("overrides", schema.manifest(isWhole: false)),
        ("name", schema.name), ("scalar", schema.scalar),
      ])
    ),
  ]).prettyText + "\n"
}

/// Builds the parts of the schema.
private struct ManifestSchema {
  let vocabulary: Vocabulary

  let name = object([
    ("type", .string("string")),
    ("pattern", .string("^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$")),
  ])
  let scalar = object([("type", words(["string", "number", "boolean"]))])
  private let text = type("string")

  /// The whole manifest, or what a profile may override; an override need not
  /// repeat what the manifest says.
  func manifest(isWhole: Bool) -> JSONValue {
    var members = ManifestKeys.top
      .filter { isWhole || $0 != "profiles" }
      .map { JSONValue.Member($0, nullable(top($0, isWhole: isWhole))) }
    for setting in vocabulary.settings {
      members.append(.init(setting.name, nullable(value(of: setting))))
    }
    for group in vocabulary.groups
    where vocabulary.setting(group) == nil {
      members.append(.init(group, nullable(self.group(group))))
    }
    return closed(members)
  }

  private func top(_ key: String, isWhole: Bool) -> JSONValue {
    switch key {
    case "experiment": ref("name")
    case "paper":

      closed(ManifestKeys.paper, required: isWhole ? ["title"] : []) { _ in
        scalar
      }
    case "sweep": axes(isWhole: isWhole)
    case "zip": list(axes(isWhole: true, distinct: false))
    case "exclude": list(conditions)
    case "seeds":
      oneOf([
        object([("type", .string("integer")), ("minimum", .integer(1))]),
        list(type("integer"), distinct: true),
      ])
    case "profiles":
      object([
        ("type", .string("object")), ("propertyNames", ref("name")),
        ("additionalProperties", nullable(ref("overrides"))),
      ])
    case "metrics":
      list(object([("enum", words(vocabulary.metricNames))]), distinct: true)
    case "figures":
      list(closed(ManifestKeys.figure, required: ["x", "y"], figure))
    case "claims":
      list(
        closed(
          ManifestKeys.claim, required: ManifestKeys.requiredOfClaim, claim))
    default: text
    }
  }

  private func figure(_ key: String) -> JSONValue {
    switch key {
    case "name": ref("name")
    case "y", "series": oneOf([text, list(text)])
    case "ribbon": choice(FigureRequest.Ribbon.self)
    case "kind": choice(FigureRequest.Kind.self)
    case "goal": choice(FigureRequest.Goal.self)
    case "log": choice(FigureRequest.Log.self)
    case "where":
      object([
        ("type", .string("object")),
        (
          "additionalProperties",
          oneOf([ref("scalar"), list(ref("scalar"))])
        ),
      ])
    default: text
    }
  }

  private func claim(_ key: String) -> JSONValue {
    switch key {
    case "id": ref("name")
    case "expect", "above", "below": type("number")
    case "tolerance":
      object([("type", .string("number")), ("minimum", .integer(0))])
    case "evidence": choice(Claim.Evidence.self)
    default: text
    }
  }

  /// Axes by the names of their settings; zipped ones may repeat a value.
  private func axes(isWhole: Bool, distinct: Bool = true) -> JSONValue {
    closed(
      vocabulary.settings.map { setting in
        let range = closed(
          ManifestKeys.range, required: isWhole ? ManifestKeys.range : []
        ) { _ in type("number") }
        let values = list(value(of: setting), distinct: distinct)
        return .init(
          setting.name,
          nullable(setting.isNumber ? oneOf([values, range]) : values))
      })
  }

  /// Conditions by the names of their settings.
  private var conditions: JSONValue {
    let comparison = object([
      ("type", .string("string")), ("pattern", .string("^[<>]=? *[-+.0-9]")),
    ])
    return closed(
      vocabulary.settings.map { setting in
        let one = value(of: setting)
        return .init(
          setting.name,
          .object([
            .init(
              "anyOf",
              .array(
                [one, list(one)] + (setting.isNumber ? [comparison] : [])))
          ]))
      })
  }

  /// A group of settings: its members, or the value of its member `set`.
  private func group(_ group: String) -> JSONValue {
    let members = vocabulary.settings.filter {
      $0.name.hasPrefix(group + ".")
    }
    let mapping = closed(
      members.map {
        .init(String($0.name.dropFirst(group.count + 1)), value(of: $0))
      })
    guard let main = vocabulary.setting(group + ".set") else { return mapping }
    return oneOf([value(of: main), mapping])
  }

  private func value(of setting: Setting) -> JSONValue {
    var members: [(String, JSONValue)] = [
      ("description", .string(setting.summary))
    ]
    switch setting.kind {
    case .integer(let range):
      members.append(("type", .string("integer")))
      if range.lowerBound > .min {
        members.append(("minimum", .integer(range.lowerBound)))
      }
      if range.upperBound < .max {
        members.append(("maximum", .integer(range.upperBound)))
      }
    case .real(let range):
      members.append(("type", .string("number")))
      if range.lowerBound.isFinite {
        members.append(("minimum", .real(range.lowerBound)))
      }
      if range.upperBound.isFinite {
        members.append(("maximum", .real(range.upperBound)))
      }
    case .word(let known): members.append(("enum", words(known)))
    case .text:
      members.append(("type", words(["string", "number", "boolean"])))
    case .flag: members.append(("type", .string("boolean")))
    case .proportions:
      members.append(("type", words(["string", "number"])))
      members.append(("pattern", .string("^[0-9.e+-]+(:[0-9.e+-]+)*$")))
    }
    if let value = setting.defaultValue {
      members.append(("default", value.json))
    }
    return object(members)
  }
}
