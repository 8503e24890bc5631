import Experiments
import Foundation
import Platforms
import Tables

/// Writes the trace of one point.
enum TraceCommand: Command {
  static let name = "trace"
  static let summary = "write one point's timeline for Perfetto, or its trace"
  static let operands = ""
  static let options =
    PointOptions.options + [
      CommandOption("out", "FILE", "the file to write"),
      CommandOption(
        "format", "F",
        "perfetto (default): a timeline for ui.perfetto.dev or "
          + "chrome://tracing; shardbench: a trace for 'simulate --replay'"),
    ]
  static let details = """
    The timeline has a process for each device, with threads for compute,
    memory, transmit and receive, an arrow for each delivery, and a counter of
    RAM.

      shardbench trace --model stories260k --scheme voltage --devices 4 \\
        --platform raspberry-pi-5-ethernet --set tokens=16 --out voltage.json
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let path = try arguments.required("out")
    let format = arguments["format"] ?? "perfetto"
    guard ["perfetto", "shardbench"].contains(format) else {
      throw UsageError.unknownName(format, known: ["perfetto", "shardbench"])
    }
    let (settings, seed) = try PointOptions.settings(arguments)
    let configuration = try Configuration(
      settings, seed: seed, in: arguments.workspace())
    let (trace, costs) = try configuration.simulate()
    let data =
      format == "perfetto"
      ? Data(
        PerfettoTrace.text(
          of: trace, costs: costs, on: configuration.platform
        ).utf8) : trace.encoded()
    try writeAtomically(data, to: URL(fileURLWithPath: path))
  }
}
