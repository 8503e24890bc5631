import Tensors
import TestSupport

extension GradientCase {
  static let linear: [GradientCase] = [
    GradientCase("linear of one row") { random in
      let (inputs, outputs) = (random.int(1...7), random.int(1...6))
      return Sample([Shape(1, inputs), Shape(outputs, inputs)], &random) {
        try $0[0].linear($0[1])
      }
    },
    GradientCase("linear of one row with bias") { random in
      let (inputs, outputs) = (random.int(1...7), random.int(1...6))
      return Sample(
        [Shape(inputs), Shape(outputs, inputs), Shape(outputs)], &random
      ) { try $0[0].linear($0[1], bias: $0[2]) }
    },
    GradientCase("linear of many rows") { random in
      let (inputs, outputs) = (random.int(1...6), random.int(1...6))
      return Sample(
        [random.rows(of: inputs), Shape(outputs, inputs)], &random
      ) { try $0[0].linear($0[1]) }
    },
    GradientCase("linear of many rows with bias") { random in
      let (inputs, outputs) = (random.int(1...6), random.int(1...6))
      return Sample(
        [random.rows(of: inputs), Shape(outputs, inputs), Shape(outputs)],
        &random
      ) { try $0[0].linear($0[1], bias: $0[2]) }
    },
    GradientCase("linear of no inputs with bias") { random in
      let outputs = random.int(1...6)
      return Sample(
        [Shape(random.int(1...4), 0), Shape(outputs, 0), Shape(outputs)],
        &random
      ) { try $0[0].linear($0[1], bias: $0[2]) }
    },
  ]

  /// Matrix products in all transposed forms, single and batched.
  static let products: [GradientCase] =
    [(false, false), (false, true), (true, false), (true, true)]
    .flatMap { (first, second) in
      [false, true].map { batched in
        GradientCase(
          "times\(batched ? " in a batch" : "")\(first ? ", aᵀ" : "")"
            + (second ? ", bᵀ" : "")
        ) { random in
          let (m, n) = (random.int(1...4), random.int(1...4))
          let (k, batch) = (random.int(1...4), random.int(1...3))
          let a = first ? (k, m) : (m, k)
          let b = second ? (n, k) : (k, n)
          let shapes =
            batched
            ? [Shape(batch, a.0, a.1), Shape(batch, b.0, b.1)]
            : [Shape(a.0, a.1), Shape(b.0, b.1)]
          return Sample(shapes, &random) {
            try $0[0].times(
              $0[1], transposed: first, otherTransposed: second)
          }
        }
      }
    }
}
