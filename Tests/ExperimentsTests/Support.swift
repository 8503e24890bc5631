import Diagnostics
import Documents
import Foundation
import Testing

@testable import Experiments

/// A small world to write manifests about.
let vocabulary = Vocabulary(
  settings: [
    Setting("model", .text, "Name of the model"),
    Setting("platform", .text, "Name of the platform"),
    Setting(
      "scheme", .word(["single", "cats", "voltage"]), "How work is split",
      default: .word("single")),
    Setting(
      "collective", .word(["all-gather", "some-gather"]), "Exchange used"),
    Setting("devices", .integer(1...64), "Devices", default: .integer(1)),
    Setting("loss", .real(0...1), "Share lost", default: .real(0)),
    Setting("train_loss", .real(0...1), "Share lost in training"),
    Setting("prune", .real(0...1), "Share of weights removed"),
    Setting("quantise", .flag, "Whether weights are 8 bits wide"),
    Setting("data.set", .text, "Name of the data set"),
    Setting("data.column", .text, "Column of the data set"),
    Setting("train.epochs", .integer(1 ... .max), "Passes over the data"),
  ],
  metrics: [
    Metric("mse", unit: "", "Mean squared error"),
    Metric("latency_s", unit: "s", "Time until the result"),
    Metric("energy_j", unit: "J", "Energy of all devices"),
    Metric("air_bytes", unit: "B", "Bytes sent"),
  ])

/// A manifest in which every kind of entry occurs.
let goodManifest = """
  experiment: cats-loss
  paper: { title: CATS, arxiv: "2605.15694", figure: "error over loss" }
  note: A remark
  model: cats-verytiny
  data: { set: etth2, column: OT }
  platform: nrf52840
  sweep:
    scheme: [cats]
    collective: [all-gather, some-gather]
    loss: { from: 0, to: 0.10, step: 0.01 }
    devices: [2, 4, 8]
  zip:
    - prune: [0, 0.9]
      train_loss: [0, 0.1]
  exclude:
    - { collective: some-gather, devices: ">4" }
    - { loss: [0.01, 0.02] }
  seeds: 3
  profiles:
    quick:
      seeds: 1
      train: { epochs: 4 }
      sweep: { devices: [2], loss: { step: 0.05 } }
    huge: { sweep: { devices: [16] }, platform: ~ }
  metrics: [mse, latency_s, energy_j]
  figures:
    - x: loss
      y: mse
      series: [train_loss]
      panel: collective
      ribbon: ci95
    - name: energy
      x: devices
      y: [mse, energy_j]
      kind: stacked-bars
      where: { loss: [0, 0.1], prune: 0 }
      log: xy
      title: Energy
      x_label: Devices
      y_label: J
  claims:
    - id: cats-md-10
      says: "error rises by at most 4 %"
      value: "mean(mse | loss=0.1) / mean(mse | loss=0)"
      expect: 1.040
      tolerance: 0.03
      evidence: published
  """

/// The manifest in `yaml`, which errors call `a.yaml`.
func manifest(
  _ yaml: String, profile: String = "full", set: [String] = []
) throws -> Manifest {
  try Manifest(
    yaml: yaml, file: "a.yaml", vocabulary: vocabulary, profile: profile,
    set: set)
}

/// A path that no other test uses; whoever calls it removes the file.
func temporaryPath() -> String {
  FileManager.default.temporaryDirectory
    .appendingPathComponent("shardbench-" + UUID().uuidString).path
}
