import TestBasics
import Testing

@testable import Figures

/// Drawing in layers changes nothing that is seen.
struct DrawingLayerTests {
  private func shape(_ numbers: inout SeededNumbers) -> DrawnShape {
    let corner = Place(
      .random(in: 0...90, using: &numbers), .random(in: 0...90, using: &numbers)
    )
    let size = Place(
      .random(in: 0...9, using: &numbers), .random(in: 0...9, using: &numbers))
    let styles = [
      ["fill": "red"], ["fill": "blue"],
      ["fill": "red", "fill-opacity": "0.2"],
      ["fill": "none", "stroke": "red", "stroke-width": "2"],
      ["fill": "none", "stroke": "blue", "stroke-width": "2"],
    ]
    let style = styles.randomElement(using: &numbers) ?? [:]
    return DrawnShape(
      form: .strokes([
        .init(places: [corner, corner + Place(size.x, 0), corner + size])
      ]), style: style)
  }

  @Test(arguments: 0..<40) func whatMeetsKeepsItsOrder(seed: Int) {
    var numbers = SeededNumbers(seed: seed)
    let shapes = (0..<60).map { _ in shape(&numbers) }
    let layers = DrawingLayer.layers(shapes)
    #expect(layers.count < shapes.count)
    let drawn = layers.flatMap(\.shapes)
    #expect(drawn.count == shapes.count)
    let places = shapes.map { shape in drawn.firstIndex(of: shape) ?? -1 }
    #expect(Set(places).count == shapes.count)
    for (a, one) in shapes.enumerated() {
      for (b, other) in shapes.enumerated().dropFirst(a + 1)
      where one.box.meets(other.box) && one.style != other.style {
        #expect(places[a] < places[b])
      }
    }
    // Fillings of one layer lie apart.
    for layer in layers where layer.style["fill"] != "none" {
      for (a, one) in layer.shapes.enumerated() {
        for other in layer.shapes.dropFirst(a + 1) {
          #expect(!one.box.meets(other.box))
        }
      }
    }
  }
}
