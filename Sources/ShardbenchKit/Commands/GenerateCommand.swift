import Cluster
import Diagnostics
import Experiments
import Foundation
import Models
import Schemes
import Tensors

/// Decodes text through a scheme.
enum GenerateCommand: Command {
  static let name = "generate"
  static let summary = "decode text with a real checkpoint through a scheme"
  static let operands = ""
  static let options = [
    CommandOption("checkpoint", "FILE", "a llama2.c checkpoint (v0)"),
    CommandOption("tokenizer", "FILE", "its tokenizer"),
    CommandOption(
      "model", "M",
      "instead of both: a model whose files are in the data folder"
    ),
    CommandOption("scheme", "S", "how the model is split (default single)"),
    CommandOption("devices", "N", "how many devices (default 1)"),
    CommandOption(
      "platform", "P",
      "a platform whose formats and network hold, such as one that adds over "
        + "the air; needs --model, and takes any setting"),
    CommandOption("steps", "N", "tokens at most (default 256)"),
    CommandOption(
      "temperature", "T", "0 takes the best token (default 0)"),
    CommandOption("prompt", "TEXT", "how the text begins"),
    CommandOption("seed", "N", "names all random numbers (default 0)"),
    CommandOption(
      "set", "KEY=VALUE",
      "collective, group, loss, retries, packet_bytes, weight_format or "
        + "message_format"),
  ]
  static let details = """
    What is lost is lost: with --set loss=0.05 the text shows it.

      shardbench generate --checkpoint stories260K.bin --tokenizer tok512.bin \\
        --scheme tensor-parallel --devices 4 --steps 200
      shardbench generate --model stories260k --scheme tensor-parallel \\
        --devices 4 --platform aircomp-edge-server --set collective=air \\
        --set air.signal_to_noise_db=0
    """

  /// Settings that make sense without a platform.
  private static let allowed = [
    "collective", "group", "loss", "retries", "packet_bytes", "weight_format",
    "message_format",
  ]

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let steps = try arguments.int("steps", in: 1...1_000_000) ?? 256
    let temperature = try arguments.double("temperature", in: 0...100) ?? 0
    let seed = try arguments.int("seed", in: 0...Int.max) ?? 0
    let devices =
      try arguments.int("devices", in: 1...Cluster.deviceLimit) ?? 1
    guard devices == 1 || arguments.has("scheme") else {
      throw UsageError.noScheme(devices: devices)
    }
    let scheme = try arguments.extensions.scheme(
      arguments["scheme"] ?? "single")
    let options = try options(arguments, seed: seed)
    let (model, tokenizer) = try files(arguments)
    try scheme.check(model.shape, devices: devices)
    let decoder = TextDecoder(
      scheme, model, on: try Cluster(devices: devices, options: options))
    let prompt = tokenizer.encode(arguments["prompt"] ?? "")
    guard prompt.count <= model.shape.context else {
      throw ModelError.context(
        model: model.shape.name, position: prompt.count,
        limit: model.shape.context)
    }
    var sampler = Sampler(
      temperature: temperature, seed: UInt64(bitPattern: Int64(seed)))
    _ = try decoder.decode(
      prompt: prompt, steps: min(steps, model.shape.context),
      sampler: &sampler
    ) { token, previous in
      FileHandle.standardOutput.write(
        Data(tokenizer.decode(token, after: previous)))
    }
    // A person's prompt belongs on a line of its own; a file stays exact.
    if isatty(STDOUT_FILENO) != 0 { print() }
  }

  private static func files(_ arguments: Arguments) throws -> (
    Transformer, LlamaTokenizer
  ) {
    var checkpoint = arguments["checkpoint"].map { URL(fileURLWithPath: $0) }
    var tokenizer = arguments["tokenizer"].map { URL(fileURLWithPath: $0) }
    var name = checkpoint?.deletingPathExtension().lastPathComponent ?? ""
    if let model = arguments["model"] {
      guard checkpoint == nil else {
        throw UsageError.together("--model", "--checkpoint")
      }
      let workspace = try arguments.workspace()
      let file = try workspace.model(model)
      guard let path = file.checkpoint else {
        throw ConfigurationError.noCheckpoint(model: model)
      }
      let data = workspace.dataFolder()
      checkpoint = data.appendingPathComponent(path)
      tokenizer =
        tokenizer ?? file.tokenizer.map { data.appendingPathComponent($0) }
      name = file.shape.name
    }
    guard let checkpoint else {
      throw UsageError.missingOption("--checkpoint", command: Self.name)
    }
    guard let tokenizer else {
      throw UsageError.missingOption("--tokenizer", command: Self.name)
    }
    let model = try LlamaCheckpoint.read(checkpoint, name: name)
    return (
      model,
      try LlamaTokenizer(tokenizer, vocabulary: model.shape.vocabulary)
    )
  }

  private static func options(_ arguments: Arguments, seed: Int) throws
    -> ClusterOptions
  {
    if arguments.has("platform") {
      let (settings, seed) = try PointOptions.settings(arguments)
      var configuration = try Configuration(
        settings, seed: seed, in: arguments.workspace())
      try configuration.openChannel()
      var options = configuration.options
      options.recordsTrace = false
      return options
    }
    var options = ClusterOptions()
    options.recordsTrace = false
    var settings = Settings()
    for (name, value) in try arguments.vocabulary.pairs(arguments.all("set")) {
      guard allowed.contains(name) else {
        throw UsageError.unknownName(name, known: allowed)
      }
      settings[name] = value
    }
    func format(_ name: String) -> ElementFormat {
      settings[name]?.word.flatMap(ElementFormat.init) ?? .fp32
    }
    options.formats = ElementFormats(
      weights: format("weight_format"), messages: format("message_format"))
    options.allReduce =
      AllReduceAlgorithm(
        settings["collective"]?.word ?? "ring",
        group: settings["group"]?.int ?? 4,
        added: arguments.extensions.collectives) ?? .ring
    if case .served = options.allReduce {
      throw UsageError.missingOption("--platform", command: Self.name)
    }
    options.retries = settings["retries"]?.int ?? 0
    options.packetBytes = settings["packet_bytes"]?.int
    if let loss = settings["loss"]?.double, loss > 0 {
      options.loss = IndependentLoss(
        probability: loss, seed: UInt64(bitPattern: Int64(seed)))
    }
    return options
  }
}
