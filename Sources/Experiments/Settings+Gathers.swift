import Cluster
import Schemes
import Tensors

extension Settings {
  /// How devices that gather columns compute when a model is judged; without
  /// a calibration.
  var gathers: GatherOptions {
    var options = GatherOptions()
    options.lost = choice("lost") ?? options.lost
    options.norms = choice("norms") ?? options.norms
    options.arithmetic = choice("arithmetic") ?? options.arithmetic
    return options
  }

  private func choice<Choice: RawRepresentable<String>>(_ name: String)
    -> Choice?
  {
    self[name]?.word.flatMap(Choice.init)
  }

  /// - Throws: ``ConfigurationError/gathers(setting:value:scheme:)`` for what
  ///   no other scheme than `cats` does,
  ///   ``ConfigurationError/int8Format(setting:value:)`` for formats that int8
  ///   does not have.
  func checkGathers(scheme: String) throws {
    let gathers = gathers
    guard !gathers.areStandard else { return }
    let standard = GatherOptions()
    let chosen = [
      ("lost", gathers.lost.rawValue, standard.lost.rawValue),
      ("norms", gathers.norms.rawValue, standard.norms.rawValue),
      (
        "arithmetic", gathers.arithmetic.rawValue, standard.arithmetic.rawValue
      ),
    ]
    if scheme != Cats.name {
      for (name, value, usual) in chosen where value != usual {
        throw ConfigurationError.gathers(
          setting: name, value: value, scheme: scheme)
      }
    }
    guard gathers.arithmetic == .int8 else { return }
    for name in ["weight_format", "activation_format", "message_format"] {
      if let format = self[name]?.word, format != ElementFormat.int8.rawValue {
        throw ConfigurationError.int8Format(setting: name, value: format)
      }
    }
  }
}
