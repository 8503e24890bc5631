import Digests
import Documents

/// One combination of an experiment's axes, and one seed.
public struct Point: Codable, Hashable, Sendable {
  /// The name of the experiment.
  public var experiment: String
  /// All settings: fixed, swept and defaults.
  public var settings: Settings
  /// Which repetition this is.
  public var seed: Int

  /// A point from its parts.
  public init(experiment: String, settings: Settings, seed: Int) {
    self.experiment = experiment
    self.settings = settings
    self.seed = seed
  }

  /// The point as JSON, all names in order.
  public var json: JSONValue {
    .object([
      .init("experiment", .string(experiment)), .init("seed", .integer(seed)),
      .init("settings", settings.json),
    ])
  }

  /// SHA-256 of the canonical JSON text, in hexadecimal.
  ///
  /// It covers what the manifest says; who caches results adds the versions of
  /// the code and the data.
  public var identity: String { sha256(json.text.utf8) }
}
