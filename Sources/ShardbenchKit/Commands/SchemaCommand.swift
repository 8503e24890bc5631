import Experiments

/// Prints the JSON Schema of manifests.
enum SchemaCommand: Command {
  static let name = "schema"
  static let summary = "print the JSON Schema of manifests, for editors"
  static let operands = ""
  static let options: [CommandOption] = []
  static let details = """
    With the YAML extension of an editor this completes and checks manifests:

      shardbench schema > .shardbench/manifest.schema.json
      # yaml-language-server: $schema=../../.shardbench/manifest.schema.json
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    print(manifestSchema(vocabulary: arguments.vocabulary))
  }
}
