import Cluster
import Diagnostics
import Documents
import Experiments
import Foundation
import Platforms
import Tables

/// Costs one point and prints it.
enum SimulateCommand: Command {
  static let name = "simulate"
  static let summary = "cost one point: latency, energy, memory, traffic"
  static let operands = ""
  static let options =
    PointOptions.options + [
      CommandOption("json", "print JSON, with the names of the CSV columns"),
      CommandOption(
        "replay", "FILE", "cost a trace that 'trace --format shardbench' wrote"),
    ]
  static let details = """
    By default one token is decoded. Nothing is computed but shapes, so a model
    of any size takes milliseconds. What does not fit is told without times and
    energies, and ends with status 65.

      shardbench simulate --model llama2-70b --scheme tensor-parallel \\
        --devices 8 --platform raspberry-pi-5-ethernet
      shardbench simulate --model llama3-8b --scheme tensor-parallel \\
        --devices 4 --platform raspberry-pi-5-ethernet \\
        --set collective=full-mesh --set message_format=fp32 --json
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 0)
    let (settings, costs, metrics) = try costs(arguments)
    print(
      arguments.has("json")
        ? json(settings, costs, metrics).prettyText
        : table(settings, costs, metrics))
    if let misfit = costs.misfit, !costs.tellsTimes {
      throw MisfitError(misfit: misfit)
    }
  }

  private typealias Metrics = [(metric: Metric, value: Double)]

  private static func costs(_ arguments: Arguments) throws -> (
    Settings, Costs, Metrics
  ) {
    let workspace = try arguments.workspace()
    if let file = arguments["replay"] {
      return try replayed(file, arguments, workspace)
    }
    let (settings, seed) = try PointOptions.settings(arguments)
    let configuration = try Configuration(
      settings, seed: seed, in: workspace)
    // Texts play no part in costs.
    var shown = settings
    for setting in settings where setting.name.hasPrefix("data.") {
      shown[setting.name] = nil
    }
    if configuration.model.preparation.count != nil {
      shown["tokens"] = .integer(configuration.tokens)
    }
    let costs = try configuration.simulate().costs
    return (shown, costs, configuration.metrics(of: costs))
  }

  private static func replayed(
    _ file: String, _ arguments: Arguments, _ workspace: Workspace
  ) throws -> (Settings, Costs, Metrics) {
    let url = URL(fileURLWithPath: file)
    guard let data = try? Data(contentsOf: url) else {
      throw TableError.missing(file)
    }
    for option in ["model", "scheme", "devices", "set", "seed"]
    where arguments.has(option) {
      throw UsageError.together("--replay", "--\(option)")
    }
    let trace = try Trace(decoding: data)
    let platform = try workspace.platform(arguments.required("platform"))
    let accounting = arguments["accounting"] ?? "paper"
    let costs = try Costs(of: trace, on: platform, accounting: accounting)
    return (
      [
        "devices": .integer(trace.devices), "platform": .word(platform.name),
        "accounting": .word(accounting),
      ], costs, costs.metrics
    )
  }

  private static func json(
    _ settings: Settings, _ costs: Costs, _ metrics: Metrics
  ) -> JSONValue {
    let times = costs.timeline.devices
    let isStaged = costs.timeline.residency != nil
    let perDevice = times.indices.map { index in
      let parts: [JSONValue.Member] = [
        .init("compute_s", .real(times[index].compute.value))
      ]
      let staged: [JSONValue.Member] = [
        .init("on_chip_s", .real(times[index].onChip.value)),
        .init("off_chip_s", .real(times[index].offChip.value)),
      ]
      let rest: [JSONValue.Member] = [
        .init("communication_s", .real(times[index].communication.value)),
        .init("wait_s", .real(times[index].wait.value)),
        .init("energy_j", .real(costs.energy[index].total.value)),
      ]
      return JSONValue.object(
        (costs.tellsTimes ? parts + (isStaged ? staged : []) + rest : []) + [
          .init("sent_bytes", .integer(times[index].sentBytes)),
          .init("received_bytes", .integer(times[index].receivedBytes)),
          .init("ram_peak_bytes", .integer(costs.memory.ramPeakBytes[index])),
          .init("weight_bytes", .integer(costs.memory.weightBytes[index])),
        ])
    }
    return .object(
      settings.map { .init($0.name, $0.value.json) }
        + metrics.map { .init($0.metric.name, number($0.value)) }
        + [
          .init(
            "misfit", (costs.misfit?.text).map(JSONValue.string) ?? .null),
          .init("per_device", .array(perDevice)),
          .init("links", .array(links(costs))),
        ])
  }

  private static func links(_ costs: Costs) -> [JSONValue] {
    let latency = costs.timeline.latency
    return costs.timeline.links.map { link in
      let use: [JSONValue.Member] = [
        .init("busy_s", .real(link.busy.value)),
        .init(
          "utilisation", .real(latency > .zero ? link.busy / latency : 0)),
      ]
      return .object(
        [
          .init("link", .string(link.name)),
          .init("bytes", .integer(link.bytes)),
        ] + (costs.tellsTimes ? use : []))
    }
  }

  private static func number(_ value: Double) -> JSONValue {
    SettingValue.real(value).json
  }

  private static func table(
    _ settings: Settings, _ costs: Costs, _ metrics: Metrics
  ) -> String {
    let given = settings.map { "\($0.name)=\($0.value)" }
      .joined(separator: " ")
    var lines = Help.folded(given, width: 79)
    if let misfit = costs.misfit?.text {
      lines.append(
        "does not fit: \(misfit)"
          + (costs.tellsTimes ? "" : "; times and energies left out"))
    }
    let rows = metrics.map {
      (
        "\($0.metric.name)  "
          + Human.text($0.value, unit: $0.metric.unit), $0.metric.summary
      )
    }
    lines += ["", aligned(rows), "", devices(costs)]
    return lines.joined(separator: "\n")
  }

  /// Name, value and meaning, in three columns.
  private static func aligned(_ metrics: [(String, String)]) -> String {
    let cells = metrics.map { line, summary in
      let parts = line.components(separatedBy: "  ")
      return (parts[0], parts[1], summary)
    }
    let name = cells.map(\.0.count).max() ?? 0
    let value = cells.map(\.1.count).max() ?? 0
    return cells.map { cell in
      let left = cell.0 + pad(name - cell.0.count)
      let middle = pad(value - cell.1.count) + cell.1
      let margin = name + value + 6
      return "  \(left)  \(middle)  "
        + Help.folded(cell.2, width: 79 - margin)
        .joined(separator: "\n" + pad(margin))
    }.joined(separator: "\n")
  }

  private static func pad(_ count: Int) -> String {
    String(repeating: " ", count: count)
  }

  private static func devices(_ costs: Costs) -> String {
    let isStaged = costs.timeline.residency != nil
    let head =
      ["device", "compute"] + (isStaged ? ["on chip", "off chip"] : []) + [
        "communication", "wait", "energy", "sent", "received", "ram",
        "weights",
      ]
    let times = costs.timeline.devices
    let rows = times.indices.map { index -> [String] in
      let time = times[index]
      let staged = isStaged ? [time.onChip, time.offChip] : []
      let all = [time.compute] + staged + [time.communication, time.wait]
      let split = all.map {
        costs.tellsTimes ? Human.text($0.value, unit: "s") : "-"
      }
      let bytes = [
        time.sentBytes, time.receivedBytes, costs.memory.ramPeakBytes[index],
        costs.memory.weightBytes[index],
      ].map { Human.text(Double($0), unit: "B") }
      let energy =
        costs.tellsTimes
        ? Human.text(costs.energy[index].total.value, unit: "J") : "-"
      return ["\(index)"] + split + [energy] + bytes
    }
    return Human.table([head] + rows)
  }
}
