import Cluster
import Schemes
import Tensors

extension Settings {
  /// How devices compute when a model is judged; without a calibration.
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

  /// Checks that the scheme does what the settings say of gathers and
  /// arithmetic.
  ///
  /// - Parameter continuesText: whether a model continues texts with weights
  ///   from a checkpoint.
  /// - Throws: ``ConfigurationError/gathers(setting:value:scheme:)`` for what
  ///   no other scheme than `cats` does,
  ///   ``ConfigurationError/int8Scheme(_:)`` and
  ///   ``ConfigurationError/int8Format(setting:value:expected:)`` for schemes
  ///   and formats that int8 does not have.
  func checkGathers(scheme: String, continuesText: Bool) throws {
    let gathers = gathers
    let standard = GatherOptions()
    let isCats = scheme == Cats.name
    let chosen = [
      ("lost", gathers.lost.rawValue, standard.lost.rawValue),
      ("norms", gathers.norms.rawValue, standard.norms.rawValue),
    ]
    for (name, value, usual) in chosen where value != usual && !isCats {
      throw ConfigurationError.gathers(
        setting: name, value: value, scheme: scheme)
    }
    guard gathers.arithmetic == .int8 else { return }
    guard isCats || continuesText && Self.int8Schemes.contains(scheme) else {
      throw ConfigurationError.int8Scheme(scheme)
    }
    for name in ["weight_format", "activation_format", "message_format"] {
      let isSum = name == "message_format" && !isCats
      let known: [ElementFormat] = isSum ? [.int32, .int8] : [.int8]
      if let format = self[name]?.word,
        !known.map(\.rawValue).contains(format)
      {
        throw ConfigurationError.int8Format(
          setting: name, value: format,
          expected: isSum
            ? "int32, exact, or int8, partial sums rounded before they are sent"
            : "int8, as devices store and send it")
      }
    }
  }

  /// The schemes that run a language model in int8.
  private static let int8Schemes = [Single.name, TensorParallel.name]
}
