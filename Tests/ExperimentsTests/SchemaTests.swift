import TestBasics
import Documents
import Testing

@testable import Experiments

/// As much of JSON Schema as the manifest's schema uses.
private struct Validator {
  let root: JSONValue

  func accepts(_ value: JSONValue, _ schema: JSONValue? = nil) -> Bool {
    let schema = schema ?? root
    guard case .object(let rules) = schema else { return false }
    return rules.allSatisfy { holds($0.name, $0.value, value, schema) }
  }

  private func holds(
    _ rule: String, _ argument: JSONValue, _ value: JSONValue,
    _ schema: JSONValue
  ) -> Bool {
    switch (rule, argument, value) {
    case ("$ref", .string(let path), _):
      let name = path.split(separator: "/").last.map(String.init) ?? ""
      return accepts(value, root["$defs"]?[name])
    case ("type", .string(let type), _): return value.types.contains(type)
    case ("type", .array(let types), _):
      return types.contains {
        .string($0.word) == $0
          && value.types.contains($0.word)
      }
    case ("enum", .array(let choices), _): return choices.contains(value)
    case ("anyOf", .array(let schemas), _):
      return schemas.contains { accepts(value, $0) }
    case ("oneOf", .array(let schemas), _):
      return schemas.count { accepts(value, $0) } == 1
    case ("items", _, .array(let items)):
      return items.allSatisfy { accepts($0, argument) }
    case ("minItems", .integer(let count), .array(let items)):
      return items.count >= count
    case ("minimum", _, _): return value.number >= argument.number
    case ("maximum", _, _): return value.number <= argument.number
    case ("required", .array(let names), .object):
      return names.allSatisfy { value[$0.word] != nil }
    case ("properties", _, .object(let members)):
      return members.allSatisfy { member in
        argument[member.name].map { accepts(member.value, $0) } ?? true
      }
    case ("additionalProperties", _, .object(let members)):
      let others = members.filter { schema["properties"]?[$0.name] == nil }
      if argument == .bool(false) { return others.isEmpty }
      return others.allSatisfy { accepts($0.value, argument) }
    default: return true
    }
  }
}

extension JSONValue {
  fileprivate subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  fileprivate var word: String {
    if case .string(let word) = self { word } else { "" }
  }

  fileprivate var keys: [String] {
    if case .object(let members) = self { members.map(\.name) } else { [] }
  }

  fileprivate var number: Double {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: .nan
    }
  }

  fileprivate var types: [String] {
    switch self {
    case .null: ["null"]
    case .bool: ["boolean"]
    case .integer: ["integer", "number"]
    case .real: ["number"]
    case .string: ["string"]
    case .array: ["array"]
    case .object: ["object"]
    }
  }
}

struct SchemaTests {
  private let schema: JSONValue

  init() throws {
    let text = manifestSchema(vocabulary: vocabulary)
    schema = try Node(yaml: text, file: "schema.json").json
  }

  private func accepts(_ yaml: String) throws -> Bool {
    Validator(root: schema).accepts(try Node(yaml: yaml, file: "a.yaml").json)
  }

  @Test func namesItsDraft() {
    #expect(
      schema["$schema"]?.word
        == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test func acceptsWhatTheReaderReads() throws {
    #expect(try accepts(goodManifest))
    #expect(try accepts("experiment: a\nmetrics: [mse]"))
    let map = """
      experiment: a
      metrics: [mse]
      figures:
        - { x: seed, y: [seed], kind: winners, best: mse, goal: greatest,
            series: [seed] }
      """
    #expect(try accepts(map))
    #expect(try manifest(map).figures.count == 1)
  }

  @Test(arguments: [
    "metrcs: [mse]", "devices: 65", "devices: 1.5", "scheme: castle",
    "sweep: { los: [0] }", "sweep: { loss: [] }", "seeds: 0",
    "sweep: { loss: { from: 0, to: 1 } }", "sweep: { scheme: { from: 0 } }",
    "train: { epohcs: 3 }", "profiles: { quick: { sedes: 1 } }",
    "figures: [{ x: loss }]",
    "figures: [{ x: seed, y: seed, kind: winners, best: mse, series: seed, "
      + "goal: most }]", "claims: [{ id: a }]", "paper: {}",
    "exclude: [{ lss: 1 }]", "data: { sets: 3 }", "loss: [0]",
  ])
  func refusesWhatTheReaderRefuses(line: String) throws {
    let yaml = "experiment: a\nmetrics: [mse]\n" + line
    #expect(try !accepts(yaml))
    #expect(complaint { _ = try manifest(yaml) } != "")
  }

  /// Each key of the schema is one that the reader knows, and no others.
  @Test func keysAgreeWithTheReader() throws {
    let top = try #require(schema["$defs"]?["manifest"]?["properties"])
    #expect(
      Set(top.keys)
        == Set(
          ManifestKeys.top + vocabulary.settingNames + vocabulary.groups))
    func complains(_ line: String, _ key: String) -> Bool {
      complaint { _ = try manifest("experiment: a\nmetrics: [mse]\n" + line) }
        .contains("unknown key '\(key)'")
    }
    for key in top.keys where !["experiment", "metrics"].contains(key) {
      #expect(!complains("\(key): ~", key))
      #expect(complains("\(key)q: ~", key + "q"))
    }
    for key in ManifestKeys.paper {
      #expect(!complains("paper: { \(key): ~ }", key))
    }
    for key in ManifestKeys.figure {
      #expect(!complains("figures: [{ \(key): ~ }]", key))
    }
    for key in ManifestKeys.claim {
      #expect(!complains("claims: [{ \(key): ~ }]", key))
    }
  }
}
