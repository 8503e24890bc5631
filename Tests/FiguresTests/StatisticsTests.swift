import Foundation
import Testing

@testable import Figures

@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed"))
struct StatisticsTests {
  /// The blocks for a CSV of x, y and a line's name.
  func blocks(
    _ csv: String, _ change: (inout FigureSpecification) -> Void = { _ in }
  ) throws -> [[[Double]]] {
    try House.with { house in
      try house.write(csv, to: "t.csv")
      var figure = FigureSpecification(
        name: "t", csv: house.csv("t.csv"), x: "x", y: ["y"], ribbon: .ci95)
      change(&figure)
      return try house.means(of: figure)
    }
  }

  func expect(
    _ block: [[Double]], _ numbers: [[Double]],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      block.count == numbers.count
        && zip(block, numbers).allSatisfy { row, expected in
          zip(row, expected).allSatisfy { a, b in
            (a.isNaN && b.isNaN) || abs(a - b) < 1e-9
          }
        }, "\(block) is not \(numbers)", sourceLocation: sourceLocation)
  }

  @Test func confidenceIsAsComputedByHand() throws {
    // 1, 2, 6: mean 3, sd sqrt(7), t(2) = 4.3027; 4, 8: mean 6, sd sqrt(8),
    // t(1) = 12.7062; one replicate has no interval.
    let half3 = 4.3027 * (7.0 / 3).squareRoot()
    let half2 = 12.7062 * (8.0 / 2).squareRoot()
    let found = try blocks("x,y\n2,4\n1,1\n1,2\n1,6\n2,8\n3,5\n")
    #expect(found.count == 1)
    expect(
      found[0],
      [
        [1, 3, 3 - half3, 3 + half3], [2, 6, 6 - half2, 6 + half2],
        [3, 5, .nan, .nan],
      ])
  }

  @Test(arguments: [(30, 2.0452), (31, 1.96), (40, 1.96)])
  func manyReplicatesAreNearlyNormal(count: Int, t: Double) throws {
    let ys = (0..<count).map { Double($0 % 2) }
    let mean = ys.reduce(0, +) / Double(count)
    let ss = ys.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    let half = t * (ss / Double(count - 1) / Double(count)).squareRoot()
    let csv = "x,y\n" + ys.map { "1,\($0)\n" }.joined()
    expect(try blocks(csv)[0], [[1, mean, mean - half, mean + half]])
  }

  @Test func smallSpreadOnLargeNumbersIsKept() throws {
    let csv = "x,y\n1,1000000000.1\n1,1000000000.2\n1,1000000000.3\n"
    let half = 4.3027 * 0.1 / 3.0.squareRoot()
    let row = try blocks(csv)[0][0]
    #expect(abs(row[3] - row[1] - half) < 1e-4)
  }

  @Test func leastAndGreatest() throws {
    let found = try blocks("x,y\n1,-5\n1,2\n1,9\n2,7\n") {
      $0.ribbon = .minMax
    }
    expect(found[0], [[1, 2, -5, 9], [2, 7, .nan, .nan]])
  }

  @Test func whatWasNotMeasuredIsLeftOut() throws {
    let found = try blocks(
      "x,y,z\n1,,8\n1,4,8\n2,nan,8\n,6,8\n3,inf,8\n4,2,8\n"
    ) {
      $0.ribbon = .none
    }
    expect(found[0], [[1, 4, .nan, .nan], [4, 2, .nan, .nan]])
  }

  @Test func linesAreKeptApartAndFiltered() throws {
    let csv = """
      s,p,x,y,on
      b,u,1,1,0.10
      a,u,1,2,0.1
      a,v,1,3,0.1
      a,v,1,9,0.2
      a b,v,2,4,0.1

      """
    let found = try blocks(csv) {
      $0.series = ["s"]
      $0.panel = "p"
      $0.filter = [.init("on", "0.1")]
      $0.ribbon = .none
    }
    // Panel u: b, a in order of appearance; panel v: a, "a b".
    #expect(
      found.map { $0.map { [$0[0], $0[1]] } } == [
        [[1, 1]], [[1, 2]], [[1, 3]], [[2, 4]],
      ])
  }

  @Test func partsOfABarStandOnEachOther() throws {
    let csv = "x,compute,wait,rest\n2,1,2,\n2,3,2,\n8,4,,1\n"
    let found = try blocks(csv) {
      $0.kind = .stackedBars
      $0.ribbon = .none
      $0.y = ["compute", "wait", "rest"]
    }
    #expect(found.count == 3)
    expect(found[0], [[0, 2, 0, 2], [1, 4, 0, 4]])
    expect(found[1], [[0, 2, 2, 4]])
    expect(found[2], [[1, 1, 4, 5]])
  }

  @Test func unitsAreScaled() throws {
    let found = try blocks("x,y_s\n1,0.002\n2,0.004\n") {
      $0.y = ["y_s"]
    }
    expect(found[0], [[1, 2, .nan, .nan], [2, 4, .nan, .nan]])
  }

  @Test func aLogarithmicAxisHasNoEndBelowZero() throws {
    let found = try blocks("x,y\n1,1\n1,9\n") { $0.logY = true }
    #expect(found[0][0][2] == 0.5)
  }
}
