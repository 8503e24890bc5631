import Diagnostics
import Documents
import Experiments
import Foundation

/// The options with which commands name a model, its data and its run.
enum LearningOptions {
  static let options = [
    CommandOption("model", "M", "a model of experiments/models, or a file"),
    CommandOption(
      "data", "D",
      "what it learns from or is judged on; by default what fits the model, "
        + "generated where there are no real files"),
    CommandOption("scheme", "S", "how the model is split (default single)"),
    CommandOption("devices", "N", "how many devices (default 1)"),
    CommandOption("seed", "N", "names all random numbers (default 0)"),
    CommandOption(
      "threads", "N", "threads; they change no result (default: all cores)"),
    CommandOption(
      "set", "KEY=VALUE",
      "any other setting; 'shardbench list settings' has them all"),
  ]

  /// What the arguments name.
  ///
  /// - Parameter own: options that are settings too, with their settings.
  static func learning(
    _ arguments: Arguments, own: [(option: String, setting: String)]
  ) throws -> Learning {
    let vocabulary = arguments.vocabulary
    var settings = Settings()
    let all =
      [
        ("model", "model"), ("data", "data.set"), ("scheme", "scheme"),
        ("devices", "devices"),
      ] + own.map { ($0.option, $0.setting) }
    for (option, setting) in all {
      guard let text = arguments[option] else { continue }
      let place = Diagnosis.Location(file: "--\(option) \(text)")
      settings[setting] = try vocabulary.resolve(setting, at: place)
        .value(Node(.scalar(Scalar(text)), at: place))
    }
    for (name, value) in try vocabulary.pairs(arguments.all("set")) {
      settings[name] = value
    }
    if let devices = settings["devices"]?.int, devices > 1,
      settings["scheme"] == nil
    {
      throw UsageError.noScheme(devices: devices)
    }
    if settings["model"] == nil {
      throw UsageError.missingOption(
        "--model", command: arguments.command.name)
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return try Learning(
      settings, seed: arguments.int("seed", in: 0...Int.max) ?? 0,
      in: arguments.workspace(),
      workers: arguments.int("threads", in: 1...1024) ?? cores)
  }

  /// Says on stderr what the data is, if it is not what was asked for.
  static func tellSource(_ learning: Learning, _ arguments: Arguments) {
    guard learning.source.isGenerated else { return }
    let asked = arguments["data"]
    guard asked != learning.source.name else { return }
    FileHandle.standardError.write(
      Data(
        ("note: \(asked ?? "real data") is not here; "
          + "\(learning.source.label) stands in for it\n").utf8))
  }
}
