/// A place in a figure, in pixels from the upper left corner.
typealias Place = SIMD2<Double>

/// Something that a figure draws, in the figure's own coordinates and with all
/// that it inherits.
struct DrawnShape: Equatable {
  /// A line through some places, without curves.
  struct Stroke: Equatable {
    var places: [Place]
    var isClosed = false
  }

  /// What is drawn.
  enum Form: Equatable {
    case strokes([Stroke])
    case circle(Place, radius: Double)
    /// Markup at a place, turned clockwise by `angle` degrees.
    case text(Place, angle: Double, markup: String, length: Int)
  }

  var form: Form
  /// Properties of CSS by name, as far as they change what is seen.
  var style: [String: String]
}

extension DrawnShape {
  /// A rectangle around what is seen, a line's width included; that of a text
  /// is rather too large.
  var box: Box {
    let margin = (style["stroke-width"].flatMap(Double.init) ?? 0) / 2
    switch form {
    case .strokes(let strokes):
      return Box(strokes.flatMap(\.places), margin: margin)
    case .circle(let centre, let radius):
      return Box([centre], margin: radius + margin)
    case .text(let place, let angle, _, let length):
      let size = style["font-size"].flatMap { Double($0.dropLast(2)) } ?? 16
      // No letter of the fonts used is wider than it is high.
      let width = Double(length) * size
      let start: Double =
        switch style["text-anchor"] {
        case "middle": -width / 2
        case "end": -width
        default: 0
        }
      let ends = [Place(start, 0), Place(start + width, 0)]
      let isUpright = abs(angle.remainder(dividingBy: 180)) > 45
      return Box(
        ends.map { place + (isUpright ? Place($0.y, -$0.x) : $0) },
        margin: size)
    }
  }

  /// Whether it is drawn so thin and dotted or grey that nobody sees which of
  /// two such lines lies above the other: axes, ticks and grids.
  var isHairline: Bool {
    style["fill"] == "none"
      && (style["stroke-width"].flatMap(Double.init) ?? 1) < 1
  }

  /// Whether things beneath it shine through.
  var isTranslucent: Bool {
    style["fill-opacity"] != nil || style["stroke-opacity"] != nil
  }
}

/// A rectangle along the axes.
struct Box {
  var least: Place
  var most: Place

  init(_ places: [Place], margin: Double) {
    least = places.reduce(Place(repeating: .infinity), pointwiseMin) - margin
    most = places.reduce(Place(repeating: -.infinity), pointwiseMax) + margin
  }

  /// Whether the two have any place in common.
  func meets(_ other: Box) -> Bool {
    all(least .<= other.most) && all(other.least .<= most)
  }
}
