import Tensors
import TestSupport

extension GradientCase {
  static let attention: [GradientCase] =
    [
      GradientCase("rotated") { random in
        let size = 2 * random.int(1...3)
        let table = RotaryTable(headSize: size, base: 100)
        let position = random.int(0...5)
        let shape = Shape(random.int(1...4), random.int(1...3) * size)
        return Sample([shape], &random) {
          try $0[0].rotated(table, from: position)
        }
      },
      GradientCase("rotated in a batch") { random in
        let size = 2 * random.int(1...2)
        let table = RotaryTable(headSize: size, base: 100)
        let position = random.int(0...5)
        let shape = Shape(
          random.int(2...3), random.int(1...3), random.int(1...2) * size)
        return Sample([shape], &random) {
          try $0[0].rotated(table, from: position)
        }
      },
    ]
    + [false, true].flatMap { batched in
      [false, true].flatMap { causal in
        [1...1, 2...4].flatMap { rows in
          [false, true].map { counted in
            attention(
              rows, causal: causal, batched: batched, counted: counted)
          }
        }
      }
    }

  private static func attention(
    _ rows: ClosedRange<Int>, causal: Bool, batched: Bool, counted: Bool
  ) -> GradientCase {
    GradientCase(
      "attention of \(rows == 1...1 ? "one row" : "many rows"), "
        + "\(causal ? "causal" : "all keys")\(batched ? ", batched" : "")"
        + (counted ? ", counted" : "")
    ) { random in
      let rows = random.int(rows)
      let (groups, group) = (random.int(1...2), random.int(1...2))
      let size = random.int(1...3)
      let (earlier, more) = (random.int(0...2), random.int(0...1))
      let context = earlier + rows + more
      let batch = random.int(1...2)
      func shape(_ rows: Int, _ columns: Int) -> Shape {
        batched ? Shape(batch, rows, columns) : Shape(rows, columns)
      }
      let keys = shape(context, groups * size)
      let counts = (0..<context).map { _ in Float(random.int(0...6)) / 2 }
      return Sample(
        [shape(rows, groups * group * size), keys, keys], &random
      ) {
        try $0[0].attention(
          keys: $0[1], values: $0[2], heads: groups * group,
          keyValueHeads: groups,
          mask: causal ? .causal(visible: earlier + 1) : .none,
          counts: counted ? counts : nil)
      }
    }
  }
}
