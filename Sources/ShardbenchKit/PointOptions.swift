import Cluster
import Diagnostics
import Documents
import Experiments
import Platforms

/// The options with which a command names one point.
enum PointOptions {
  static let options = [
    CommandOption("model", "M", "a model of experiments/models, or a file"),
    CommandOption(
      "scheme", "S", "how the model is split (default single)"),
    CommandOption("devices", "N", "how many devices (default 1)"),
    CommandOption(
      "platform", "P", "a platform of experiments/platforms, or a file"),
    CommandOption(
      "accounting", "A", "paper or physical (default paper)"),
    CommandOption(
      "set", "KEY=VALUE",
      "any other setting; 'shardbench list settings' has them all"),
    CommandOption("seed", "N", "names the random numbers (default 0)"),
  ]

  /// The settings that the arguments name, defaults included, and the seed.
  static func settings(_ arguments: Arguments) throws -> (Settings, seed: Int) {
    let vocabulary = arguments.vocabulary
    var settings = try vocabulary.settings([])
    for name in ["model", "scheme", "devices", "platform", "accounting"] {
      guard let text = arguments[name] else { continue }
      let place = Diagnosis.Location(file: "--\(name) \(text)")
      settings[name] = try vocabulary.resolve(name, at: place)
        .value(Node(.scalar(Scalar(text)), at: place))
    }
    for (name, value) in try vocabulary.pairs(arguments.all("set")) {
      settings[name] = value
    }
    if settings["scheme"] == nil {
      let devices = settings["devices"]?.int ?? 1
      guard devices == 1 else { throw UsageError.noScheme(devices: devices) }
      settings["scheme"] = .word("single")
    }
    for name in ["model", "platform"] where settings[name] == nil {
      throw UsageError.missingOption(
        "--\(name)", command: arguments.command.name)
    }
    return (settings, try arguments.int("seed", in: 0...Int.max) ?? 0)
  }
}
