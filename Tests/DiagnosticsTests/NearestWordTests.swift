import Testing

@testable import Diagnostics

struct NearestWordTests {
  static let schemes = ["single", "tensor-parallel", "pipeline", "voltage"]

  @Test(arguments: [
    ("voltge", "voltage"), ("tensor-paralell", "tensor-parallel"),
    ("pipelnie", "pipeline"), ("Single", "single"),
  ])
  func findsTheWordThatWasMeant(typed: String, meant: String) {
    #expect(nearestWord(to: typed, among: Self.schemes) == meant)
    #expect(
      didYouMean(typed, among: Self.schemes) == "did you mean '\(meant)'?")
  }

  @Test func listsAllWhenNothingIsNear() {
    #expect(nearestWord(to: "zzzzzzzz", among: Self.schemes) == nil)
    #expect(
      didYouMean("zzzzzzzz", among: Self.schemes)
        == "use one of: single, tensor-parallel, pipeline, voltage")
  }

  @Test(arguments: [
    ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("abc", "acb", 1),
    ("kitten", "sitting", 3), ("ca", "abc", 3),
  ])
  func countsEdits(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }

  @Test func tiesGoToTheEarlierCandidate() {
    #expect(nearestWord(to: "bat", among: ["cat", "hat"]) == "cat")
  }
}
