import Experiments
import Foundation
import Performance

/// What measures: a program in a fresh process, or in tests anything.
protocol FigureSource {
  /// The figures of a family that `only` matches.
  ///
  /// - Parameters:
  ///   - order: the seed of the order in which they are measured.
  ///   - onFigure: called with each as it comes.
  func figures(
    _ family: Figure.Family, _ only: Globs, order: Int,
    onFigure: (Figure) -> Void
  ) throws -> [Figure]
}

/// A program that is asked to `measure`.
struct MeasuringProgram: FigureSource {
  /// The program.
  let program: URL
  /// Its workspace; that of the environment if there is none.
  var home: URL?
  /// The folder with its data; as the program finds it if there is none.
  var data: URL?

  func figures(
    _ family: Figure.Family, _ only: Globs, order: Int,
    onFigure: (Figure) -> Void
  ) throws -> [Figure] {
    var figures: [Figure] = []
    var isWhole = false
    let status = try lines(
      ["measure", "--family", family.rawValue, "--order", "\(order)"]
        + (only.patterns.isEmpty ? [] : ["--only", only.text])
    ) { line in
      guard line != Figure.lastLine else {
        isWhole = true
        return
      }
      let figure = try Figure(line: line)
      figures.append(figure)
      onFigure(figure)
    }
    guard status == 0, isWhole else {
      // A program that does not know the word says so with status 64.
      throw status == 64
        && printed(by: [program.path, "measure", "--help"]) == nil
        ? MeasuringError.tooOld(program: program.path)
        : MeasuringError.ended(program: program.path, status: status)
    }
    return figures
  }

  /// Runs a command; its stderr goes where that of this process goes.
  private func lines(
    _ arguments: [String], _ onLine: (String) throws -> Void
  ) throws -> Int32 {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    // What is random in each process would look like a change.
    environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
    if let home { environment["SHARDBENCH_HOME"] = home.path }
    if let data { environment["SHARDBENCH_DATA"] = data.path }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw MeasuringError.cannotStart(
        program: program.path, reason: error.localizedDescription)
    }
    var rest: [UInt8] = []
    do {
      while case let part = pipe.fileHandleForReading.availableData,
        !part.isEmpty
      {
        rest += part
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          try onLine(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeFirst(end + 1)
        }
      }
      process.waitUntilExit()
      if !rest.isEmpty, process.terminationStatus == 0 {
        try onLine(String(decoding: rest, as: UTF8.self))
      }
    } catch {
      process.terminate()
      process.waitUntilExit()
      throw error
    }
    return process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
  }
}
