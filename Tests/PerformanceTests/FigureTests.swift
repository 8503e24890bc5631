import TestBasics
import Testing

@testable import Performance

struct FigureTests {
  @Test func linesAreReadAsTheyWereWritten() throws {
    let times = try InterleavedTimes(
      work: [0.1, 0.3, 1.0 / 3], references: [0.1, 0.2, 0.3])
    for figure in [
      Figure("a/b", .counted, 12_345_678_901, unit: "instructions"),
      Figure("c", .deterministic, 0.1 + 0.2, unit: "s", lessIsWorse: true),
      Figure("kernel/softmax", times),
    ] {
      let line = try figure.line()
      #expect(!line.contains("\n"))
      #expect(try Figure(line: line) == figure)
    }
  }

  @Test(arguments: [
    "", "end of it", "{}", "{\"series\":\"a\"}",
    // No value, no times, times that cannot be.
    #"{"series":"a","family":"counted","lessIsWorse":false,"unit":""}"#,
    #"{"series":"a","family":"wall","lessIsWorse":false,"unit":"ref"}"#,
    #"{"series":"a","family":"wall","lessIsWorse":false,"unit":"ref","work":"#
      + #"[1,2],"references":[1]}"#,
    #"{"series":"a","family":"sun","lessIsWorse":false,"unit":"","value":1}"#,
  ])
  func linesThatSayNothing(line: String) {
    #expect(throws: MeasuringError.line(line)) { try Figure(line: line) }
  }

  @Test func patterns() {
    let cases: [([String], String, Bool)] = [
      ([], "anything", true),
      (["kernel/*"], "kernel/softmax", true),
      (["kernel/*"], "gemm/1", false),
      (["gemm/*,kernel/s*"], "kernel/softmax", true),
      (["gemm/*", "kernel/s*"], "kernel/softmax", true),
      (["*max"], "kernel/softmax", true),
      (["kernel/soft"], "kernel/softmax", false),
      (["kernel/[rs]*"], "kernel/rms-norm", true),
    ]
    for (texts, name, matches) in cases {
      #expect(Globs(texts).matches(name) == matches, "\(texts) \(name)")
    }
  }
}
