import Experiments
import Foundation
import Performance

/// Measures in this process and prints what it finds; not for people.
enum MeasureCommand: Command {
  static let name = "measure"
  static let summary = "measure figures of this program, one JSON a line"
  static let operands = ""
  static let options = [
    CommandOption("family", "F", "wall (default), counted or deterministic"),
    CommandOption("only", "GLOB,...", "only series that match"),
    CommandOption("order", "N", "the seed of the order"),
    CommandOption("body", "NAME", "run what is counted of a workload"),
    CommandOption("calls", "N", "how often (as often as it is counted)"),
    CommandOption("peak", "NAME", "tell the most memory that it holds"),
  ]
  static let details = "'shardbench nightly' and 'compare' start these."

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    // A package measures what shardbench does, with its own build of it.
    let package = try arguments.workspace()
    let workspace = try package.own()
    let program = Bundle.main.executableURL
    let workloads = Workloads(in: workspace, program: program)
    if let name = arguments["body"] {
      let workload = try workloads.named(name)
      return try runCounted(
        workload,
        calls: arguments.int("calls", in: 0...1_000_000)
          ?? workload.countedCalls)
    }
    if let name = arguments["peak"] {
      return try tellPeak(workloads.named(name))
    }
    let only = Globs(arguments.all("only"))
    let order = try arguments.int("order", in: 0...1_000_000) ?? 0
    switch try family(arguments) {
    case .wall: try measureTimes(workloads.chosen(only, order: UInt64(order)))
    case .counted:
      guard let program else { throw WorkspaceError.notFound(nil) }
      try CountedSeries(workloads, in: program).measure(
        only, onFigure: tell)
    case .deterministic:
      try measurePoints(only, in: workspace, package)
    }
    tell(Figure.lastLine)
  }

  /// At once, so that who started this can tell how far it is; times come
  /// together, when the last round is over.
  private static func tell(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  private static func tell(_ figure: Figure) throws {
    tell(try figure.line())
  }

  private static func measurePoints(
    _ only: Globs, in workspace: Workspace, _ package: Workspace
  ) throws {
    let all = [FixedPoints.costs, FixedPoints.texts, FixedPoints.words]
    let points = try all.map { try $0(workspace) }
    let own = try FixedPoints.ofPackage(package)
    for points in points + [own].compactMap({ $0 }) {
      do {
        try points.figures(only, onFigure: tell)
      } catch WorkspaceError.noData(let file) {
        FileHandle.standardError.write(
          Data(
            ("\(points.prefix) is left out: there is no \(file);"
              + " 'make data' fetches what is public\n").utf8))
      }
    }
  }

  private static func runCounted(_ workload: Workload, calls: Int) throws {
    let body = try workload.prepare()
    // What is made once is no part of it.
    try body()
    try inCountedRegion {
      for _ in 0..<calls { try body() }
    }
  }

  private static func tellPeak(_ workload: Workload) throws {
    steadyMemory()
    let body = try workload.prepare()
    for _ in 0..<2 { try body() }
    guard let bytes = peakMemoryBytes() else { return }
    print(bytes)
  }

  private static func family(_ arguments: Arguments) throws -> Figure.Family {
    guard let word = arguments["family"] else { return .wall }
    guard let family = Figure.Family(rawValue: word) else {
      throw UsageError.badChoice(
        word, option: "--family", known: Figure.Family.allCases.map(\.rawValue))
    }
    return family
  }

  private static func measureTimes(_ workloads: [Workload]) throws {
    let kernel = ReferenceKernel()
    let times = try Rounds.times(
      of: workloads.map { try Rounds.Turn($0, beside: kernel) })
    for (workload, times) in zip(workloads, times) {
      try tell(Figure(workload.name, times))
    }
  }
}
