/// The styles of all figures of a page, each told once.
///
/// Colours without a hue are variables of CSS, so that on a dark ground what is
/// black becomes light, what is white becomes dark, and hues stay as they are.
public struct FigureStyles {
  private var classes: [String: Int] = [:]
  private var rules: [String] = []
  private var greys: Set<Int> = []

  /// No styles yet.
  public init() {}

  /// The name of the class of a style.
  mutating func name(of style: [String: String]) -> String {
    let rule = style.sorted { $0.key < $1.key }.map { name, value in
      "\(name):\(self.value(value))"
    }.joined(separator: ";")
    let index = classes[rule] ?? rules.count
    if index == rules.count {
      classes[rule] = index
      rules.append(rule)
    }
    return Self.name(index)
  }

  /// `a` to `z`, then `a0`, `b0` and so on.
  private static func name(_ index: Int) -> String {
    let (round, letter) = index.quotientAndRemainder(dividingBy: 26)
    let first = String(Unicode.Scalar(UInt8(ascii: "a") + UInt8(letter)))
    return round == 0 ? first : first + String(round - 1)
  }

  private mutating func value(_ text: String) -> String {
    guard text.count == 7, text.hasPrefix("#"),
      let colour = Int(text.dropFirst(), radix: 16),
      colour % 0x10101 == 0
    else { return text }
    greys.insert(colour / 0x10101)
    return "var(--grey\(colour / 0x10101))"
  }

  /// The rules for elements below one that `selector` selects.
  ///
  /// Paper is always light, whatever the screen is.
  public func css(in selector: String) -> String {
    let greys = self.greys.sorted()
    func variables(_ shade: (Int) -> Int) -> String {
      let values = greys.map { grey in
        let pair = String(shade(grey) + 256, radix: 16).dropFirst()
        return "--grey\(grey):#\(pair)\(pair)\(pair)"
      }
      return "\(selector){\(values.joined(separator: ";"))}"
    }
    let shapes = rules.enumerated().map {
      "\(selector) .\(Self.name($0.offset)){\($0.element)}"
    }
    return """
      \(variables { $0 })
      @media screen and (prefers-color-scheme:dark){\(variables(Self.dark))}
      \(shapes.joined(separator: "\n"))
      """
  }

  /// A grey on a dark ground: white is the ground, black nearly white.
  static func dark(_ grey: Int) -> Int { 235 - grey * (235 - 26) / 255 }
}
