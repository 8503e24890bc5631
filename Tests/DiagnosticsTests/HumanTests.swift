import Diagnostics
import Testing

struct HumanTests {
  @Test(
    arguments: [
      (0, "0 s"), (0.0625, "62.5 ms"), (9.5, "9.5 s"), (10.4, "10 s"),
      (59.4, "59 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"),
      (3599.6, "1 h 0 min"), (5283, "1 h 28 min"), (360_000, "100 h 0 min"),
      (.infinity, "inf s"),
    ])
  func durations(seconds: Double, text: String) {
    #expect(Human.duration(seconds: seconds) == text)
  }
}
