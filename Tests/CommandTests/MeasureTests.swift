import Foundation
import Performance
import Regression
import Testing

@testable import ShardbenchKit

/// `measure`, which `nightly` and `compare` start.
struct MeasureTests {
  /// The real program measures what it is asked for.
  @Test func measuring() throws {
    let output = try Shardbench.run(["measure", "--only", "gemv/*"])
    #expect(output.status == 0 && output.lines.count == 2)
    #expect(output.lines.last == Figure.lastLine)
    let figure = try Figure(line: output.lines[0])
    #expect(figure.series == "gemv/512x512" && figure.family == .wall)
    #expect(try figure.times().work.count == Rounds.count)
    #expect(try Shardbench.run(["measure", "--family", "x"]).status == 64)
    let peak = try Shardbench.run(["measure", "--peak", "gemv/512x512"])
    #expect((Int(peak.lines.first ?? "") ?? 0) > 1 << 20)
  }

  @Test(.enabled(if: Counting.valgrind != nil, "valgrind is not installed"))
  func counting() throws {
    let words = ["measure", "--family", "counted", "--only", "*/gemv/*"]
    let output = try Shardbench.run(words)
    #expect(output.status == 0, "\(output.err)")
    let figures = try output.lines.dropLast().map { try Figure(line: $0) }
    #expect(
      figures.map(\.series)
        == ["instructions/gemv/512x512", "allocations/gemv/512x512"])
    // At least a load and an addition for each vector of 8 weights, and one
    // result that was allocated.
    #expect(figures.allSatisfy { $0.family == .counted })
    let instructions = try #require(figures.first?.value)
    let allocations = try #require(figures.last?.value)
    #expect(instructions > 512 * 512 / 8)
    #expect(allocations >= 1 && allocations <= 50)
    // Where memory lies decides over a few instructions, of allocations over
    // none; the fence lets pass what is below its floor.
    let again = try Shardbench.run(words).lines.dropLast()
      .map { try Figure(line: $0).value ?? 0 }
    let first = figures.map { $0.value ?? 0 }
    try #require(again.count == 2 && first.count == 2)
    #expect(abs(again[0] / first[0] - 1) < FenceTest().floor)
    #expect(again[1] == first[1])
  }

  /// Points on a checkpoint need it only where they are asked for.
  @Test func checkpointsThatAreNotThere() throws {
    try Scratch.with { scratch in
      func deterministic(_ only: String) throws -> Output {
        try Shardbench.run(
          ["measure", "--family", "deterministic", "--only", only],
          environment: ["SHARDBENCH_DATA": scratch.url("none").path])
      }
      let none = try deterministic("gemv/*")
      #expect(none.status == 0 && none.err.isEmpty)
      for name in ["kwt1", "stories260k"] {
        let output = try deterministic("\(name)/*")
        #expect(output.status == 0 && output.lines == [Figure.lastLine])
        #expect(output.err.contains("\(name) is left out: there is no"))
        #expect(output.err.contains("'make data' fetches what is public"))
      }
    }
  }

  /// The accuracy of a checkpoint, to the last digit the same each time.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(
        atPath: Shardbench.data.appendingPathComponent("kwt1/kwt1.safetensors")
          .path),
      "there is no KWT-1"))
  func accuracyOfACheckpoint() throws {
    func figures() throws -> [Figure] {
      try Shardbench.run([
        "measure", "--family", "deterministic", "--only", "kwt1/*/accuracy",
      ]).lines.dropLast().map { try Figure(line: $0) }
    }
    let found = try figures()
    #expect(found.count == 4)
    #expect(found.allSatisfy { $0.lessIsWorse && $0.family == .deterministic })
    // 294 of all 300 clips are right (clips.csv); of the first 100 about so.
    let whole = found.filter { $0.series.contains("/0/single/") }
    #expect(whole.count == 1 && (whole.first?.value ?? 0) > 0.9)
    #expect(try figures() == found)
  }
}
