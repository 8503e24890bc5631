import Tensors
import TestSupport

extension GradientCase {
  static let elementwise: [GradientCase] = [
    GradientCase("+") { random in
      let shape = random.shape()
      return Sample([shape, shape], &random) { try $0[0] + $0[1] }
    },
    GradientCase("droppingOut") { random in
      let shape = random.rows(of: random.int(1...5))
      let (parts, seed) = (shape.rank == 3 ? shape[0] : 1, random.next())
      let keys = (0..<parts).map { SIMD3(UInt32($0), 7, 2) }
      return Sample([shape], &random) {
        let left = try $0[0].droppingOut(0.4, keys: keys, seed: seed)
        return try left * left
      }
    },
    GradientCase("*") { random in
      let shape = random.shape()
      return Sample([shape, shape], &random) { try $0[0] * $0[1] }
    },
    GradientCase("a square by *") { random in
      Sample([random.shape()], &random) { try $0[0] * $0[0] }
    },
    GradientCase("scaled") { random in
      let (factor, term) = (random.normal(), random.normal())
      return Sample([random.shape()], &random) {
        try $0[0].scaled(by: factor, plus: term)
      }
    },
    GradientCase("adding a repeated vector") { random in
      let columns = random.int(1...6)
      return Sample([random.rows(of: columns), Shape(columns)], &random) {
        try $0[0].adding(repeated: $0[1])
      }
    },
    GradientCase("adding a repeated matrix") { random in
      let (rows, columns) = (random.int(1...4), random.int(1...4))
      return Sample(
        [Shape(random.int(1...3), rows, columns), Shape(rows, columns)],
        &random
      ) { try $0[0].adding(repeated: $0[1]) }
    },
    GradientCase("sum of tensors") { random in
      let shape = random.shape()
      let shapes = [Shape](repeating: shape, count: random.int(1...4))
      return Sample(shapes, &random) { try Tensor.sum($0) }
    },
    GradientCase("sum of one tensor with itself") { random in
      Sample([random.shape()], &random) {
        try Tensor.sum([$0[0], $0[0], $0[0]])
      }
    },
  ]

  static let activations: [GradientCase] =
    Activation.allCases.map { activation in
      GradientCase("activated \(activation.rawValue)") { random in
        let shape = random.shape()
        // None near the bend of the rectifier.
        let values = random.values(shape.count, limit: 3).map {
          abs($0) < 0.05 ? $0 + 0.2 : $0
        }
        return Sample([shape], first: values, &random) {
          try $0[0].activated(activation)
        }
      }
    } + [
      GradientCase("siluGate") { random in
        let shape = random.shape()
        return Sample([shape, shape], &random) { try $0[0].siluGate($0[1]) }
      }
    ]

  static let softmax: [GradientCase] = [
    GradientCase("softmax") { random in
      Sample([random.shape()], &random) { try $0[0].softmax() }
    },
    GradientCase("softmax under a mask") { random in
      let shape = random.rows(of: random.int(1...6))
      let mask = try random.mask(shape, least: 0)
      return Sample([shape], &random) { try $0[0].softmax(mask: mask) }
    },
    GradientCase("softmax of a batch under one mask") { random in
      let shape = Shape(
        random.int(1...3), random.int(1...3), random.int(1...4))
      let mask = try random.mask(Shape(shape[1], shape[2]), least: 0)
      return Sample([shape], &random) { try $0[0].softmax(mask: mask) }
    },
  ]

  static let losses: [GradientCase] = [
    GradientCase("sum") { random in
      Sample([random.shape()], &random) { try $0[0].sum() }
    },
    GradientCase("mean") { random in
      Sample([random.shape()], &random) { try $0[0].mean() }
    },
    GradientCase("meanSquareError") { random in
      let shape = random.shape()
      return Sample([shape, shape], &random) {
        try $0[0].meanSquareError($0[1])
      }
    },
    GradientCase("crossEntropy") { random in
      let shape = random.rows(of: random.int(1...6))
      let classes = (0..<shape.rows).map { _ in
        random.int(0...shape.columns - 1)
      }
      return Sample([shape], &random) { try $0[0].crossEntropy(classes) }
    },
  ]
}
