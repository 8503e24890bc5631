import TestBasics
import Testing

@testable import Regression

struct EnergyDivergenceTests {
  /// The formula, read off pair by pair.
  private func direct(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>)
    -> Double
  {
    func pairs(_ z: ArraySlice<Double>) -> Double {
      var sum = 0.0
      for i in z.indices {
        for k in z.indices where i < k {
          sum += abs(z[i] - z[k])
        }
      }
      return sum
    }
    let n = Double(x.count)
    let m = Double(y.count)
    var across = 0.0
    for a in x { for b in y { across += abs(a - b) } }
    var q = 2 / (n + m) * across
    if n > 1 { q -= 2 * m / ((n + m) * (n - 1)) * pairs(x) }
    if m > 1 { q -= 2 * n / ((n + m) * (m - 1)) * pairs(y) }
    return q
  }

  @Test func isTheFormula() {
    for seed in 0..<40 {
      var random = SeededNumbers(seed: seed)
      let values = (0..<Int.random(in: 2...24, using: &random)).map { _ in
        Double.random(in: -5...5, using: &random)
      }
      let energy = EnergyDivergence(values[...])
      for start in 0..<values.count {
        for split in (start + 1)..<max(start + 2, values.count) {
          for end in (split + 1)..<max(split + 2, values.count + 1) {
            guard end <= values.count else { continue }
            let expected = direct(values[start..<split], values[split..<end])
            let obtained = energy.between(start, split, end)
            #expect(abs(obtained - expected) < 1e-9, "seed \(seed)")
          }
        }
      }
    }
  }

  @Test func theBestSplitIsTheBestOfAll() {
    for seed in 0..<30 {
      var random = SeededNumbers(seed: 100 + seed)
      let values = (0..<20).map { _ in Double.random(in: 0...1, using: &random)
      }
      let energy = EnergyDivergence(values[...])
      var greatest = 0.0
      for split in 5...15 {
        for end in stride(from: split + 5, through: 20, by: 1) {
          greatest = max(greatest, energy.between(0, split, end))
        }
      }
      let best = energy.best(in: 0, 20, minimum: 5)
      #expect(best?.divergence ?? 0 == greatest, "seed \(seed)")
    }
  }

  @Test func noRoomNoSplit() {
    let energy = EnergyDivergence([1, 1, 1, 9, 9, 9][...])
    #expect(energy.best(in: 0, 6, minimum: 4) == nil)
    #expect(energy.best(in: 0, 6, minimum: 3)?.split == 3)
    #expect(energy.between(0, 0, 3) == 0)
    #expect(energy.between(0, 3, 7) == 0)
    #expect(EnergyDivergence([][...]).best(in: 0, 0, minimum: 1) == nil)
  }
}
