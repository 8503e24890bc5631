import Schemes

extension Vocabulary {
  /// What schemes can be told, each setting under its scheme's name.
  static let schemeSettings: [Setting] = schemes.flatMap { scheme in
    let type = type(of: scheme)
    return type.settings.map {
      Setting("\(type.name).\($0.name)", Setting.Kind($0.kind), $0.summary)
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
