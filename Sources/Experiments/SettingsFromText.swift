import Diagnostics
import Documents

extension Vocabulary {
  /// Settings from texts such as `loss=0.1`, later ones winning, with the
  /// defaults of those that nobody names.
  ///
  /// - Throws: ``ManifestError`` for an unknown name or an impossible value.
  public func settings(_ texts: [String]) throws -> Settings {
    var settings = Settings()
    for setting in self.settings {
      settings[setting.name] = setting.defaultValue
    }
    for (name, value) in try pairs(texts) { settings[name] = value }
    return settings
  }

  /// Names and values of texts such as `loss=0.1`, checked.
  ///
  /// - Parameters:
  ///   - texts: `name=value` each.
  ///   - option: what stood before them; errors name it.
  /// - Throws: ``ManifestError`` for an unknown name or an impossible value.
  public func pairs(_ texts: [String], option: String = "--set") throws -> [(
    name: String, value: SettingValue
  )] {
    try texts.map { text in
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex
      else { throw ManifestError.badOverride(text, option: option) }
      let place = Diagnosis.Location(file: "\(option) \(text)")
      let setting = try resolve(String(text[..<equals]), at: place)
      let value = String(text[text.index(after: equals)...])
      return (
        setting.name,
        try setting.value(Node(.scalar(Scalar(value)), at: place))
      )
    }
  }
}
