/// Shapes of one style that are drawn together.
struct DrawingLayer {
  let style: [String: String]
  private(set) var shapes: [DrawnShape] = []
  private var boxes: [Box] = []

  /// The shapes in as few layers as show the same.
  ///
  /// A shape joins a layer below it if nothing in between touches it. Complexity:
  /// O(shapes squared), which is little for a figure.
  static func layers(_ shapes: [DrawnShape]) -> [DrawingLayer] {
    var layers: [DrawingLayer] = []
    for shape in shapes {
      let box = shape.box
      var joined: Int?
      for index in layers.indices.reversed() {
        if layers[index].takes(shape, box) {
          joined = index
          break
        }
        if layers[index].isTouched(by: shape, box) { break }
      }
      if let joined {
        layers[joined].append(shape, box)
      } else {
        layers.append(DrawingLayer(style: shape.style))
        layers[layers.count - 1].append(shape, box)
      }
    }
    return layers
  }

  private init(style: [String: String]) { self.style = style }

  private mutating func append(_ shape: DrawnShape, _ box: Box) {
    shapes.append(shape)
    boxes.append(box)
  }

  /// Whether the shape looks the same in one path with the others.
  private func takes(_ shape: DrawnShape, _ box: Box) -> Bool {
    guard style == shape.style, let first = shapes.first,
      first.isText == shape.isText
    else { return false }
    // Where filled outlines overlap they count their turns, and what shines
    // through is mixed twice.
    let mayOverlap =
      shape.isText || (style["fill"] == "none" && !shape.isTranslucent)
    return mayOverlap || !boxes.contains { $0.meets(box) }
  }

  private func isTouched(by shape: DrawnShape, _ box: Box) -> Bool {
    if shape.isHairline, shapes.allSatisfy(\.isHairline) { return false }
    return boxes.contains { $0.meets(box) }
  }
}

extension DrawnShape {
  /// Whether it is a text.
  var isText: Bool {
    if case .text = form { true } else { false }
  }
}
