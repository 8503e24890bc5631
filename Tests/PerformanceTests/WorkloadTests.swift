import Experiments
import Foundation
import TestBasics
import Testing

@testable import Performance

struct WorkloadTests {
  private static let workspace = try? Workspace(
    near: URL(fileURLWithPath: #filePath).deletingLastPathComponent())

  private func workloads() throws -> Workloads {
    Workloads(in: try #require(Self.workspace))
  }

  @Test func namesAreDistinct() throws {
    let workloads = try workloads()
    let names = (workloads.all + workloads.large).map(\.name)
    #expect(Set(names).count == names.count && names.count > 20)
    // Commas part the patterns of an option, spaces the words of a shell.
    #expect(names.allSatisfy { !$0.contains(",") && !$0.contains(" ") })
    for name in names { #expect(try workloads.named(name).name == name) }
    #expect(
      complaint { _ = try workloads.named("kernel/sofmax") }
        .contains("did you mean 'kernel/softmax'?"))
  }

  @Test func ordersAreSeeded() throws {
    let workloads = try workloads()
    func names(_ order: UInt64) -> [String] {
      workloads.chosen(Globs([]), order: order).map(\.name)
    }
    let sorted = workloads.all.map(\.name).sorted()
    for order in 0..<5 as Range<UInt64> {
      #expect(names(order) == names(order))
      #expect(names(order).sorted() == sorted)
      #expect(names(order) != names(order + 1))
    }
    #expect(
      workloads.chosen(Globs(["gemv/*"]), order: 1).map(\.name)
        == ["gemv/512x512"])
  }

  /// Each body can be called again and again; that which reproduces too.
  @Test func bodiesRun() throws {
    let workloads = Workloads(
      in: try #require(Self.workspace), program: builtProgram("shardbench"))
    #expect(workloads.all.contains { $0.name == "reproduce/row" })
    for workload in workloads.all {
      let body = try workload.prepare()
      try body()
      try inCountedRegion { try body() }
      #expect(workload.calls > 0 && workload.repetitions > 0)
    }
  }

  @Test func theRegionHandsErrorsOn() {
    #expect(throws: MeasuringError.times) {
      try inCountedRegion { throw MeasuringError.times }
    }
  }

  @Test func fixedPointsAreTheSameEachTime() throws {
    let workspace = try #require(Self.workspace)
    func figures(_ only: String) throws -> [Figure] {
      var found: [Figure] = []
      try FixedPoints.costs(in: workspace).figures(Globs([only])) {
        found.append($0)
      }
      return found
    }
    let all = try figures("*")
    #expect(try figures("*") == all)
    #expect(Set(all.map(\.series)).count == all.count)
    #expect(all.allSatisfy { $0.family == .deterministic })
    let bytes = try figures("*/air_bytes")
    #expect(!bytes.isEmpty && bytes.count < all.count)
    #expect(bytes.allSatisfy { $0.unit == "B" && all.contains($0) })
  }
}
