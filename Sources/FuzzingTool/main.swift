import Experiments
import Foundation
import Fuzzing

// shardbench-fuzz [INPUTS [SEED [TARGET ...]]]
//
// Feeds damaged files to all readers. The exit status is 1 if one crashes,
// hangs, takes memory without end, or refuses a file without saying why.
let arguments = Array(CommandLine.arguments.dropFirst())

/// Prints at once, also into a file or a pipe.
func tell(_ text: String) {
  FileHandle.standardOutput.write(Data((text + "\n").utf8))
}

func fail(_ text: String) -> Never {
  FileHandle.standardError.write(Data((text + "\n").utf8))
  exit(64)
}

let workspace = try Workspace()
let targets = try FuzzTarget.all(in: workspace) + FuzzTarget.faulty

if arguments.first == "worker" {
  guard arguments.count == 6, let seed = UInt64(arguments[2]),
    let first = Int(arguments[3]), let end = Int(arguments[4]), first <= end,
    let target = targets.first(where: { $0.name == arguments[1] })
  else { fail("shardbench-fuzz starts its workers itself") }
  let folder = URL(fileURLWithPath: arguments[5], isDirectory: true)
  FuzzWorker.limitMemory()
  let tally = try FuzzWorker(target, seed: seed, endsProcess: true).run(
    first..<end, in: folder,
    progress: folder.appendingPathComponent("progress"))
  FileHandle.standardOutput.write(try JSONEncoder().encode(tally))
  exit(0)
}

guard let count = Int(arguments.first ?? "100000"), count > 0,
  let seed = UInt64(arguments.dropFirst().first ?? "1")
else { fail("usage: shardbench-fuzz [INPUTS [SEED [TARGET ...]]]") }
let names = Array(arguments.dropFirst(2))
let chosen =
  names.isEmpty
  ? targets.filter { target in
    !FuzzTarget.faulty.contains { $0.name == target.name }
  }
  : targets.filter { names.contains($0.name) }
guard chosen.count == names.count || names.isEmpty else {
  fail("known: " + targets.map(\.name).joined(separator: ", "))
}
let fuzzer = Fuzzer(
  program: Bundle.main.executableURL
    ?? URL(fileURLWithPath: CommandLine.arguments[0]),
  seed: seed, workers: ProcessInfo.processInfo.activeProcessorCount,
  findings: workspace.url(".shardbench/fuzz"))
var found = 0
for target in chosen {
  let clock = ContinuousClock()
  let start = clock.now
  let tally = try fuzzer.run(target, count: count)
  let seconds = (clock.now - start).components.seconds
  tell(
    "\(target.name): \(count) inputs, \(tally.read) read, "
      + "\(tally.refused) refused, \(tally.findings.count) not borne, "
      + "\(seconds) s")
  for finding in tally.findings.prefix(20) {
    tell("  input \(finding.number) of seed \(seed) \(finding.what)")
  }
  found += tally.findings.count
}
if found > 0 {
  tell("inputs are kept in .shardbench/fuzz")
  exit(1)
}
