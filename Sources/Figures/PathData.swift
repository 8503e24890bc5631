import Foundation

/// The numbers and commands of SVG.
enum PathData {
  /// Numbers, which blanks, commas or their own signs separate.
  ///
  /// - Throws: ``DrawingRefused`` at anything else.
  static func numbers(_ text: String) throws -> [Double] {
    var numbers: [Double] = []
    var digits = ""
    func end() throws {
      guard !digits.isEmpty else { return }
      guard let number = Double(digits), number.isFinite else {
        throw DrawingRefused()
      }
      numbers.append(number)
      digits = ""
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ", "\t", "\n", "\r", ",": try end()
      case "-", "+":
        try end()
        digits.unicodeScalars.append(scalar)
      default: digits.unicodeScalars.append(scalar)
      }
    }
    try end()
    return numbers
  }

  /// The strokes of a path of straight lines.
  ///
  /// - Throws: ``DrawingRefused`` for curves and what is no path.
  static func strokes(_ text: String) throws -> [DrawnShape.Stroke] {
    var strokes: [DrawnShape.Stroke] = []
    var here = Place(0, 0)
    var rest = Substring(text.trimmingCharacters(in: .whitespacesAndNewlines))
    func go(to place: Place) throws {
      here = place
      guard !strokes.isEmpty else { throw DrawingRefused() }
      if let last = strokes.last, last.isClosed {
        strokes.append(.init(places: [last.places[0]]))
      }
      strokes[strokes.count - 1].places.append(here)
    }
    while let command = rest.popFirst() {
      let end = rest.firstIndex(where: \.isLetter) ?? rest.endIndex
      let numbers = try Self.numbers(String(rest[..<end]))
      rest = rest[end...]
      let isRelative = command.isLowercase
      if "Zz".contains(command) {
        guard let start = strokes.last?.places.first, numbers.isEmpty else {
          throw DrawingRefused()
        }
        strokes[strokes.count - 1].isClosed = true
        here = start
        continue
      }
      let step = "HhVv".contains(command) ? 1 : 2
      guard !numbers.isEmpty, numbers.count.isMultiple(of: step) else {
        throw DrawingRefused()
      }
      for index in stride(from: 0, to: numbers.count, by: step) {
        let origin = isRelative ? here : Place(0, 0)
        switch command.lowercased() {
        case "m" where index == 0:
          here = origin + Place(numbers[0], numbers[1])
          strokes.append(.init(places: [here]))
        case "m", "l":
          try go(to: origin + Place(numbers[index], numbers[index + 1]))
        case "h": try go(to: Place(origin.x + numbers[index], here.y))
        case "v": try go(to: Place(here.x, origin.y + numbers[index]))
        default: throw DrawingRefused()
        }
      }
    }
    return strokes
  }
}

extension AffineTransform {
  /// The transforms in an attribute of SVG, the outermost first.
  ///
  /// - Throws: ``DrawingRefused`` for others than gnuplot writes.
  init(svg text: String) throws {
    self = .identity
    for part in text.split(separator: ")") {
      let halves = part.split(separator: "(", maxSplits: 1)
      guard halves.count == 2 else { throw DrawingRefused() }
      let numbers = try PathData.numbers(String(halves[1]))
      let name = halves[0].trimmingCharacters(in: .whitespacesAndNewlines)
      switch (name, numbers.count) {
      case ("translate", 2):
        prepend(AffineTransform(translationByX: numbers[0], byY: numbers[1]))
      case ("scale", 1): prepend(AffineTransform(scale: numbers[0]))
      case ("rotate", 1):
        prepend(AffineTransform(rotationByDegrees: numbers[0]))
      default: throw DrawingRefused()
      }
    }
  }
}
