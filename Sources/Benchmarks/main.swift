// Measures how fast shardbench itself is. The fastest of several runs counts,
// because a shared machine only ever adds time; the spread says how much.
//
//     shardbench-bench
//       [engine | costing | points | decoding | transceiver] [PART ...]
//       [--csv FILE] [--seconds S] [--threads N]

import Diagnostics
import Experiments
import Foundation

do {
  let request = try Request(CommandLine.arguments.dropFirst())
  let workspace = try Workspace()
  if request.wants("costing") { try benchmarkCosts(workspace) }
  if request.wants("points") { try benchmarkPoints(workspace) }
  if request.wants("decoding") { try benchmarkText(workspace) }
  if request.wants("transceiver") {
    try benchmarkTransceivers(seconds: request.seconds)
  }
  if request.wants("engine") {
    let found = try EngineBenchmark(
      seconds: request.seconds, parts: request.parts, threads: request.threads
    ).run()
    if let file = request.csv {
      let lines = [Measurement.header] + found.map(\.row)
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
  }
} catch {
  FileHandle.standardError.write(Data((Diagnosis(of: error).text + "\n").utf8))
  exit(Diagnosis(of: error).exit.rawValue)
}
