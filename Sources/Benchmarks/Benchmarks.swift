import Cluster
import Experiments
import Foundation
import Models
import Platforms
import Schemes
import Tensors

/// Seconds of the fastest and the median of `runs` calls.
func seconds(runs: Int, _ body: () throws -> Void) rethrows -> (
  best: Double, median: Double
) {
  var times: [Double] = []
  for _ in 0..<runs {
    let start = ProcessInfo.processInfo.systemUptime
    try body()
    times.append(ProcessInfo.processInfo.systemUptime - start)
  }
  times.sort()
  return (times[0], times[runs / 2])
}

private func configuration(
  _ model: String, _ scheme: String, _ devices: Int, _ workspace: Workspace
) throws -> Configuration {
  let settings = try Vocabulary.standard.settings([
    "model=\(model)", "scheme=\(scheme)", "devices=\(devices)",
    "platform=raspberry-pi-5-ethernet",
  ])
  return try Configuration(settings, seed: 0, in: workspace)
}

private func benchmarkCosting(
  _ model: String, _ scheme: String, _ devices: Int, _ workspace: Workspace
) throws {
  let configuration = try configuration(model, scheme, devices, workspace)
  let trace = try configuration.simulate().trace
  let time = try seconds(runs: 30) {
    _ = try Costs(of: trace, on: configuration.platform, accounting: "paper")
  }
  let count = Double(trace.operations.count)
  line(
    "\(model), \(scheme), \(devices) devices, \(trace.operations.count) ops",
    count / time.best / 1e6, count / time.median / 1e6, "million ops/s")
}

private func benchmarkPoint(
  _ model: String, _ scheme: String, _ devices: Int, _ workspace: Workspace
) throws {
  let configuration = try configuration(model, scheme, devices, workspace)
  let time = try seconds(runs: 30) { _ = try configuration.simulate() }
  line(
    "\(model), \(scheme), \(devices) devices", time.best * 1e3,
    time.median * 1e3, "ms")
}

private func benchmarkDecoding(
  _ name: String, _ devices: Int, _ workspace: Workspace
) throws {
  let file = try workspace.model("stories260k")
  let path = file.checkpoint ?? ""
  let url = workspace.dataFolder().appendingPathComponent(path)
  guard FileManager.default.fileExists(atPath: url.path),
    let scheme = scheme(named: name)
  else { return print("  no checkpoint here: run 'make data'") }
  let model = try LlamaCheckpoint.read(url, name: "stories260k")
  var options = ClusterOptions()
  options.recordsTrace = false
  let time = try seconds(runs: 5) {
    let cluster = try Cluster(devices: devices, options: options)
    var sampler = Sampler(temperature: 0, seed: 0)
    _ = try TextDecoder(scheme, model, on: cluster)
      .decode(prompt: [1], steps: 200, sampler: &sampler)
  }
  line(
    "\(name), \(devices) devices", 200 / time.best, 200 / time.median,
    "tokens/s")
}

private func line(
  _ name: String, _ best: Double, _ median: Double, _ unit: String
) {
  let gap = String(repeating: " ", count: max(1, 52 - name.count))
  print(
    "  \(name)\(gap)"
      + String(format: "best %9.2f, median %9.2f %@", best, median, unit))
}

func benchmarkCosts(_ workspace: Workspace) throws {
  print("costing a trace (target: 5 million operations a second)")
  for (model, scheme, devices) in [
    ("llama2-7b", "tensor-parallel", 4), ("llama2-70b", "tensor-parallel", 8),
    ("llama2-70b", "voltage", 16), ("llama2-70b", "pipeline", 16),
  ] {
    try benchmarkCosting(model, scheme, devices, workspace)
  }
}

func benchmarkPoints(_ workspace: Workspace) throws {
  print("\na timing-only point, forward pass included (target: 10 ms)")
  for (model, scheme, devices) in [
    ("stories260k", "tensor-parallel", 4), ("llama2-7b", "tensor-parallel", 4),
    ("llama3-8b", "tensor-parallel", 8), ("llama2-70b", "tensor-parallel", 8),
  ] {
    try benchmarkPoint(model, scheme, devices, workspace)
  }
}

func benchmarkText(_ workspace: Workspace) throws {
  print("\ndecoding stories260K, values included")
  for (scheme, devices) in [
    ("single", 1), ("tensor-parallel", 4), ("pipeline", 5), ("voltage", 4),
  ] {
    try benchmarkDecoding(scheme, devices, workspace)
  }
}
