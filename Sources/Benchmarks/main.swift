// Measures how fast shardbench itself is: costing, forward passes by shapes,
// decoding. Each figure is the best of several runs, because a shared machine
// only ever adds time; the spread says how much it added.

import Cluster
import Diagnostics
import Experiments
import Foundation
import Models
import Platforms
import Schemes

do {
  if CommandLine.arguments.dropFirst().first == "cats" {
    try benchmarkCats()
    exit(0)
  }
  let workspace = try Workspace()
  print("costing a trace (target: 5 million operations a second)")
  for (model, scheme, devices) in [
    ("llama2-7b", "tensor-parallel", 4), ("llama2-70b", "tensor-parallel", 8),
    ("llama2-70b", "voltage", 16), ("llama2-70b", "pipeline", 16),
  ] {
    try benchmarkCosting(model, scheme, devices, workspace)
  }
  print("\na timing-only point, forward pass included (target: 10 ms)")
  for (model, scheme, devices) in [
    ("stories260k", "tensor-parallel", 4), ("llama2-7b", "tensor-parallel", 4),
    ("llama3-8b", "tensor-parallel", 8), ("llama2-70b", "tensor-parallel", 8),
  ] {
    try benchmarkPoint(model, scheme, devices, workspace)
  }
  print("\ndecoding stories260K, values included")
  for (scheme, devices) in [
    ("single", 1), ("tensor-parallel", 4), ("pipeline", 5), ("voltage", 4),
  ] {
    try benchmarkDecoding(scheme, devices, workspace)
  }
} catch {
  FileHandle.standardError.write(Data((Diagnosis(of: error).text + "\n").utf8))
  exit(Diagnosis(of: error).exit.rawValue)
}
