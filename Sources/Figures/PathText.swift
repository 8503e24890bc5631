/// Writes shapes as paths in few bytes: relative, in tenths of a pixel.
struct PathText {
  private(set) var text = ""
  /// Where the pen is, in tenths; what is drawn next is relative to it, so
  /// that rounding does not add up.
  private var pen = SIMD2<Int>(0, 0)

  /// Adds a stroke.
  mutating func add(_ stroke: DrawnShape.Stroke) {
    var places = stroke.places.map(Self.tenths)
    // A closed stroke comes back by itself.
    if stroke.isClosed, places.count > 2, places.first == places.last {
      places.removeLast()
    }
    guard let start = places.first else { return }
    move(to: start)
    var command: Character = "m"
    for (index, place) in places.enumerated().dropFirst() {
      let step = place &- pen
      // Rounding leaves nothing of some steps; a line of nothing else stays.
      if step == .zero, index > 1 || places.count > 2 { continue }
      switch (step.x, step.y) {
      case (_, 0): write("h", [step.x], &command)
      case (0, _): write("v", [step.y], &command)
      default: write("l", [step.x, step.y], &command)
      }
      pen = place
    }
    if stroke.isClosed {
      text += "z"
      pen = start
    }
  }

  /// Adds a circle as two half ones.
  mutating func addCircle(_ centre: Place, radius: Double) {
    let radius = Int((radius * 10).rounded())
    move(to: Self.tenths(centre) &- SIMD2(radius, 0))
    let r = Self.number(tenths: radius)
    for side in [2 * radius, -2 * radius] {
      text += "a\(r) \(r) 0 1 1 \(Self.number(tenths: side)) 0"
    }
  }

  /// Adds a dot, as wide as the line.
  mutating func addDot(_ centre: Place) {
    move(to: Self.tenths(centre))
    text += "h0"
  }

  private mutating func move(to place: SIMD2<Int>) {
    let step = place &- pen
    var none: Character = " "
    // The first is relative to the origin.
    write("m", [step.x, step.y], &none)
    pen = place
  }

  private mutating func write(
    _ next: Character, _ numbers: [Int], _ command: inout Character
  ) {
    // After a move, and after its own kind, a line needs no letter.
    let isImplied = next == command || (next == "l" && command == "m")
    if !isImplied { text.append(next) }
    for (index, number) in numbers.enumerated() {
      let digits = Self.number(tenths: number)
      if index > 0 || isImplied, !digits.hasPrefix("-") { text += " " }
      text += digits
    }
    command = next
  }

  /// A place in whole tenths of a pixel.
  private static func tenths(_ place: Place) -> SIMD2<Int> {
    SIMD2(clamp(place.x * 10), clamp(place.y * 10))
  }

  private static func clamp(_ value: Double) -> Int {
    Int(max(-1e9, min(1e9, value.rounded())))
  }

  /// `15` is `1.5`, `-5` is `-.5`, `20` is `2`.
  static func number(tenths: Int) -> String {
    let (whole, rest) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    let sign = tenths < 0 ? "-" : ""
    if rest == 0 { return sign + String(whole) }
    return sign + (whole == 0 ? "" : String(whole)) + "." + String(rest)
  }

  /// A number with at most `digits` digits after the point.
  static func number(_ value: Double, digits: Int) -> String {
    let unit = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let rounded = (value * unit).rounded() / unit
    return rounded == rounded.rounded() && abs(rounded) < 1e9
      ? String(Int(rounded)) : "\(rounded)"
  }
}
