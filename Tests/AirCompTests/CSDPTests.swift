import CSDP
import Foundation
import Tensors
import Testing

/// The C face alone, on a program with a known answer:
/// max <C, X>, C = [[2, 1], [1, 2]], tr X = 1: the largest eigenvalue, 3.
struct CSDPTests {
  private struct Answer: Equatable {
    var code: Int32
    var primal = 0.0
    var dual = 0.0
    var y = [0.0]
    var x = [0.0, 0, 0, 0]
  }

  private static let entries = [
    csdp_entry(matrix: 0, block: 1, row: 1, column: 1, value: 2),
    csdp_entry(matrix: 0, block: 1, row: 1, column: 2, value: 1),
    csdp_entry(matrix: 0, block: 1, row: 2, column: 2, value: 2),
    csdp_entry(matrix: 1, block: 1, row: 1, column: 1, value: 1),
    csdp_entry(matrix: 1, block: 1, row: 2, column: 2, value: 1),
  ]

  private static func solve(
    _ entries: [csdp_entry] = entries, size: Int32 = 2, constraints: Int32 = 1
  ) throws -> Answer {
    try OpenBLAS.load()
    var answer = Answer(code: 0)
    let sides = [Double](repeating: 1, count: Int(max(1, constraints)))
    answer.y = sides
    answer.code = csdp_solve(
      1, [size], constraints, sides, Int32(entries.count), entries,
      &answer.primal, &answer.dual, &answer.y, &answer.x)
    return answer
  }

  @Test func largestEigenvalue() throws {
    let answer = try Self.solve()
    #expect(answer.code == 0)
    #expect(abs(answer.primal - 3) < 1e-6 && abs(answer.dual - 3) < 1e-6)
    #expect(abs(answer.y[0] - 3) < 1e-6)
    for entry in answer.x { #expect(abs(entry - 0.5) < 1e-6) }
  }

  /// Many threads at once get what one gets.
  @Test func threads() async throws {
    let expected = try Self.solve()
    try await withThrowingTaskGroup(of: Answer.self) { group in
      for _ in 0..<16 { group.addTask { try Self.solve() } }
      for try await answer in group { #expect(answer == expected) }
    }
  }

  @Test(arguments: [
    (1, 0, 1, 2, Int32(2)), (1, 2, 1, 2, 2), (1, 1, 2, 1, 2), (1, 1, 1, 3, 2),
    (1, 1, 0, 1, 2), (2, 1, 1, 1, 2), (1, 1, 1, 1, 0),
  ])
  func badEntries(
    _ matrix: Int, _ block: Int, _ row: Int, _ column: Int, _ size: Int32
  ) throws {
    let bad = csdp_entry(
      matrix: Int32(matrix), block: Int32(block), row: Int32(row),
      column: Int32(column), value: 1)
    let answer = try Self.solve(Self.entries + [bad], size: size)
    #expect(answer.code == Int32(csdp_bad_entry))
  }

  @Test func emptyConstraint() throws {
    let answer = try Self.solve(constraints: 2)
    #expect(answer.code == Int32(csdp_empty_constraint))
  }

  /// tr X = 1 and tr X = 1 again with the other sign: infeasible.
  @Test func infeasible() throws {
    let negative = [1, 2].map {
      csdp_entry(
        matrix: 2, block: 1, row: Int32($0), column: Int32($0), value: -1)
    }
    let answer = try Self.solve(Self.entries + negative, constraints: 2)
    #expect(answer.code == 1)
  }

  /// Only the OpenBLAS that was loaded on purpose, with its core type, is in
  /// this process.
  @Test func noOtherBLAS() throws {
    _ = try Self.solve()
    guard
      let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
    else { return }
    #expect(maps.contains("libopenblas"))
    for name in ["/libblas.so", "/liblapack.so", "/libsdp.so"] {
      #expect(!maps.contains(name), "\(name)")
    }
  }
}
