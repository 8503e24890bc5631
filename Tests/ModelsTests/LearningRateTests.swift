import Foundation
import Testing

@testable import Models

struct LearningRateTests {
  /// Step, expected rate: a warm-up of 4 from 1 %, a cosine of 8.
  @Test(arguments: [
    (0, 0.01), (1, 0.2575), (2, 0.505), (3, 0.7525), (4, 1.0), (8, 0.5),
    (12, 0.0), (100, 0.0),
  ])
  func warmsUpThenFollowsACosine(_ step: Int, _ expected: Double) {
    let schedule = LearningRate(peak: 1, warmUp: 4, start: 0.01, cosine: 8)
    #expect(abs(schedule.rate(step) - expected) < 1e-12)
  }

  @Test func staysWhereNothingIsSaid() {
    let schedule = LearningRate(peak: 0.3)
    for step in [0, 1, 1000] { #expect(schedule.rate(step) == 0.3) }
  }

  @Test func endsAtItsFloorAndNeverRisesAfterThePeak() {
    let schedule = LearningRate(
      peak: 2, warmUp: 10, cosine: 50, floor: 0.1)
    let rates = (10...80).map(schedule.rate)
    for (a, b) in zip(rates, rates.dropFirst()) { #expect(b <= a) }
    #expect(abs(rates[70] - 0.2) < 1e-12)
  }
}
