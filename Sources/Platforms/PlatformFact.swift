import Cluster
import Diagnostics
import Tensors

/// Something that holds for a platform, in words.
public struct PlatformFact: Equatable, Sendable {
  /// What it is about, such as `power, active`.
  public var name: String
  /// The value with its unit.
  public var value: String
  /// How well it is known, if it is a constant and no choice.
  public var evidence: Evidence?
  /// Where it comes from, if it is a constant.
  public var source: String?

  /// A choice.
  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// A constant, in `unit`.
  init<Tag>(_ name: String, _ constant: Constant<Tag>, _ unit: String) {
    self.name = name
    value = Human.text(constant.value, unit: unit)
    evidence = constant.evidence
    source = constant.source
  }

  /// The fact on one line: value, evidence and source.
  public var text: String {
    guard let evidence, let source else { return value }
    return "\(value), \(evidence.rawValue): \(source)"
  }
}

extension Platform {
  /// What holds for its devices, whatever the accounting.
  public var facts: [PlatformFact] {
    var facts = [PlatformFact("device", device.name)]
    facts += Self.facts(device.arithmetic)
    facts += Self.facts("overhead", device.overheads, "s")
    facts.append(.init("once a pass", device.perPass, "s"))
    for level in device.memory {
      if let holds = level.holds {
        facts.append(.init("\(level.name), holds", "\(holds) only"))
      }
      facts += [
        .init("\(level.name), size", level.size, "B"),
        .init("\(level.name), bandwidth", level.bandwidth, "B/s"),
        .init("\(level.name), energy", level.energy, "J/B"),
      ]
    }
    facts += device.hierarchy.map(Self.facts) ?? []
    return facts + [
      .init("power, active", device.power.active, "W"),
      .init("power, wait", device.power.wait, "W"),
      .init("power, transmit", device.power.transmit, "W"),
      .init("power, receive", device.power.receive, "W"),
      .init(
        "formats",
        "weights \(defaults.weights), activations "
          + "\(defaults.activations), messages \(defaults.messages)"),
      .init("collective", defaults.allReduce),
      .init("shares of a split", defaults.shares.rawValue),
      .init("speeds", Self.text(speeds)),
      .init("shares of memory", Self.text(memoryShares)),
    ]
  }

  private static func facts(_ arithmetic: Arithmetic) -> [PlatformFact] {
    switch arithmetic {
    case .rates(let rates): return facts("rate", rates, "MAC/s")
    case .cycles(let costs):
      let halves = Trace.Part.allCases.compactMap { part in
        costs.parts[part].map {
          PlatformFact("cycles, \(part.name) half", $0, "cycles/MAC")
        }
      }
      return [PlatformFact("clock", costs.clock, "Hz")]
        + facts("cycles", costs.kernels, "cycles/MAC") + halves
        + costs.byRows.map { rows, cycles in
          PlatformFact("cycles, \(counted(rows, "row"))", cycles, "cycles/MAC")
        }
    }
  }

  private static func facts(_ hierarchy: MemoryHierarchy) -> [PlatformFact] {
    [
      .init("tile", hierarchy.tile, "B"),
      .init("budget on the chip", hierarchy.budget, "B"),
      .init("row off the chip", hierarchy.row, "B"),
      .init("overhead of a row", hierarchy.rowOverhead, "s"),
      .init("passes of weights", hierarchy.weightPasses, ""),
    ]
  }

  private static func facts<Tag>(
    _ name: String, _ constants: KernelConstants<Tag>, _ unit: String
  ) -> [PlatformFact] {
    [PlatformFact(name, constants.standard, unit)]
      + Kernel.allCases.compactMap { kernel in
        constants.special[kernel].map {
          PlatformFact("\(name), \(kernel.name)", $0, unit)
        }
      }
  }

  private static func text(_ sizes: Proportions) -> String {
    sizes == .equal
      ? "all alike"
      : sizes.values.map { Human.text($0, unit: "") }.joined(separator: ":")
  }
}
