import Schemes

extension Vocabulary {
  /// What schemes can be told, each setting under its scheme's name.
  static func schemeSettings(_ schemes: [any Scheme]) -> [Setting] {
    schemes.flatMap {
      settings(type(of: $0).settings, of: type(of: $0).name)
    }
  }

  /// What something called `name` can be told.
  static func settings(_ settings: [SchemeSetting], of name: String)
    -> [Setting]
  {
    settings.map {
      Setting("\(name).\($0.name)", Setting.Kind($0.kind), $0.summary)
    }
  }
}

extension Setting.Kind {
  fileprivate init(_ kind: SchemeSetting.Kind) {
    switch kind {
    case .integer(let range): self = .integer(range)
    case .real(let range): self = .real(range)
    case .word(let words): self = .word(words)
    case .text: self = .text
    case .flag: self = .flag
    }
  }
}
