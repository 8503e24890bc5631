import Tensors
import TestSupport

extension GradientCase {
  static let norms: [GradientCase] =
    [
      GradientCase("rmsNorm") { random in
        let columns = random.int(1...7)
        let shape = random.rows(of: columns)
        return Sample(
          [shape, Shape(columns)], first: random.ladders(shape), &random
        ) { try $0[0].rmsNorm($0[1], epsilon: 1e-3) }
      },
      GradientCase("scaled by column") { random in
        let columns = random.int(1...7)
        return Sample(
          [random.rows(of: columns), Shape(columns), Shape(columns)], &random
        ) { try $0[0].scaled(by: $0[1], plus: $0[2]) }
      },
    ]
    + [("standard", LayerNormStyle.standard(epsilon: 1e-3)), ("CATS", .cats)]
    .flatMap { (name, style) in
      [
        layerNorm("\(name) layerNorm", style) { _, _ in nil },
        layerNorm("\(name) layerNorm, columns present", style) {
          shape, random in
          try random.mask(Shape(shape.columns), least: 2)
        },
        layerNorm("\(name) layerNorm, present by sample", style) {
          shape, random in
          // A batch has its own samples, a matrix any equal runs of rows.
          let samples = random.pick(
            shape.rank == 3
              ? [1, shape[0], shape.rows]
              : (1...shape.rows).filter { shape.rows % $0 == 0 })
          return try random.mask(Shape(samples, shape.columns), least: 2)
        },
        layerNorm("\(name) layerNorm, few columns present", style) {
          shape, random in
          try random.mask(Shape(shape.rows, shape.columns), least: 0)
        },
      ]
    }

  private static func layerNorm(
    _ name: String, _ style: LayerNormStyle,
    present: @escaping @Sendable (Shape, inout RandomStream) throws -> Tensor?
  ) -> GradientCase {
    GradientCase(name) { random in
      let columns = random.int(3...7)
      let shape = random.rows(of: columns)
      let present = try present(shape, &random)
      return Sample(
        [shape, Shape(columns), Shape(columns)], first: random.ladders(shape),
        &random
      ) {
        try $0[0].layerNorm(
          gain: $0[1], shift: $0[2], style: style, present: present)
      }
    }
  }
}
