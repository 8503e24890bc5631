import Cluster
import Schemes

extension SchemeOptions {
  /// What `settings` say of `schemes`.
  init(_ settings: Settings, of schemes: [any Scheme]) {
    self.init()
    let names = Set(schemes.map { type(of: $0).name })
    for setting in settings {
      guard let dot = setting.name.firstIndex(of: "."),
        names.contains(String(setting.name[..<dot]))
      else { continue }
      self[setting.name] = Value(setting.value)
    }
  }
}

extension SchemeOptions.Value {
  fileprivate init(_ value: SettingValue) {
    switch value {
    case .integer(let value): self = .integer(value)
    case .real(let value): self = .real(value)
    case .word(let value): self = .word(value)
    case .flag(let value): self = .flag(value)
    }
  }
}
