import Tensors
import TestSupport

extension GradientCase {
  static let assembly: [GradientCase] = [
    GradientCase("lookup of repeated rows") { random in
      let rows = random.int(1...5)
      let indices = (0..<random.int(1...8)).map { _ in
        random.int(0...rows - 1)
      }
      return Sample([Shape(rows, random.int(1...4))], &random) {
        try $0[0].lookup(indices, count: indices.count)
      }
    },
    GradientCase("assembled") { random in
      let columns = random.int(1...4)
      let shapes = (0..<random.int(1...4)).map { _ in
        Shape(random.int(0...3), columns)
      }
      let rows = shapes.reduce(0) { $0 + $1.rows }
      return Sample(shapes, &random) {
        try Tensor.assembled($0, as: Shape(rows, columns))
      }
    },
    GradientCase("assembled with one part twice") { random in
      let shape = Shape(random.int(1...3), random.int(1...4))
      return Sample([shape, shape], &random) {
        try Tensor.assembled(
          [$0[1], $0[0], $0[1]], as: Shape(3, shape[0], shape[1]))
      }
    },
    GradientCase("joined by position") { random in
      let (batch, columns) = (random.int(1...3), random.int(1...3))
      let shapes = (0..<random.int(2...3)).map { _ in
        Shape(batch, random.int(1...3), columns)
      }
      return Sample(shapes, &random) {
        let all = try Tensor.joined($0)
        return try all * all
      }
    },
    GradientCase("beside") { random in
      let rows = random.int(1...4)
      let shapes = (0..<random.int(1...3)).map { _ in
        Shape(rows, random.int(0...3))
      }
      return Sample(shapes, &random) { try Tensor.beside($0) }
    },
    GradientCase("columns") { random in
      let shape = random.rows(of: random.int(1...6))
      let range = random.range(of: shape.columns)
      return Sample([shape], &random) { try $0[0].columns(range) }
    },
    GradientCase("segment means") { random in
      let shape = random.rows(of: random.int(1...4))
      let rows = shape[shape.rank - 2]
      let segments = (0..<random.int(1...3)).map { _ in
        let ends = [random.int(0...rows - 1), random.int(0...rows - 1)].sorted()
        return ends[0]..<ends[1] + 1
      }
      return Sample([shape], &random) { try $0[0].segmentMeans(segments) }
    },
    GradientCase("keeping") { random in
      let shape = random.shape()
      let cut = random.int(0...shape.count)
      let (first, second) = (
        random.range(of: cut), random.range(of: shape.count - cut)
      )
      let kept = [first, second.lowerBound + cut..<second.upperBound + cut]
      return Sample([shape], &random) { $0[0].keeping(kept) }
    },
  ]

  static let views: [GradientCase] = [
    GradientCase("rows") { random in
      let shape = random.rows(of: random.int(1...5))
      let range = random.range(of: shape.rows)
      return Sample([shape], &random) {
        let part = try $0[0].rows(range)
        return try part * part
      }
    },
    GradientCase("positions") { random in
      let shape = random.rows(of: random.int(1...5))
      let range = random.range(of: shape[shape.rank - 2])
      return Sample([shape], &random) {
        let part = try $0[0].positions(range)
        return try part * part
      }
    },
    GradientCase("elements") { random in
      let shape = random.shape()
      let range = random.range(of: shape.count)
      return Sample([shape], &random) {
        let part = try $0[0].elements(range)
        return try part * part
      }
    },
    GradientCase("reshaped") { random in
      let (a, b) = (random.int(1...4), random.int(1...4))
      return Sample([Shape(a, b), Shape(a)], &random) {
        try $0[0].reshaped(Shape(b, a)).adding(repeated: $0[1])
      }
    },
    GradientCase("overlapping views") { random in
      let shape = Shape(random.int(3...5), random.int(1...4))
      return Sample([shape], &random) {
        let upper = try $0[0].rows(0..<shape[0] - 1)
        return try upper * $0[0].rows(1..<shape[0])
      }
    },
  ]
}

extension RandomStream {
  /// A range inside of 0..<count, perhaps empty.
  mutating func range(of count: Int) -> Range<Int> {
    let ends = [int(0...count), int(0...count)].sorted()
    return ends[0]..<ends[1]
  }
}
