import Diagnostics
import Cluster
import Experiments
import Models
import Platforms
import Schemes
import Tensors

/// Tells all about one thing.
enum DescribeCommand: Command {
  static let name = "describe"
  static let summary = "tell all about one model, platform, scheme, metric, ..."
  static let operands = "NAME"
  static let options: [CommandOption] = []
  static let details = """
    The constants of a platform come with their evidence and source.

      shardbench describe raspberry-pi-5-ethernet
      shardbench describe llama3-8b
    """

  static func run(_ arguments: Arguments) throws {
    try arguments.expectOperands(atMost: 1)
    guard let name = arguments.operands.first else {
      throw UsageError.missingOperand("a name", command: Self.name)
    }
    let workspace = try Workspace()
    let all = try ListCommand.kinds.flatMap { kind in
      try ListCommand.entries(kind, workspace).map { (kind: kind, entry: $0) }
    }
    // A whole name comes before the end of an experiment's.
    let found =
      all.first { $0.entry.0 == name }
      ?? all.first {
        $0.kind == "experiments" && $0.entry.0.hasSuffix("/" + name)
      } ?? Self.experiment(called: name, among: all, workspace)
    guard let (kind, entry) = found else {
      throw UsageError.unknownName(name, known: all.map(\.entry.0))
    }
    print("\(entry.0), one of the \(kind)")
    print(Help.folded(entry.1, width: 79).joined(separator: "\n"))
    let text = try details(of: entry.0, kind, workspace)
    if !text.isEmpty { print("\n" + text) }
  }

  /// The experiment whose manifest gives it this name.
  private static func experiment(
    called name: String, among all: [(kind: String, entry: (String, String))],
    _ workspace: Workspace
  ) -> (kind: String, entry: (String, String))? {
    guard let file = try? workspace.manifest(name).path else { return nil }
    return all.first {
      $0.kind == "experiments"
        && file.hasSuffix("experiments/\($0.entry.0).yaml")
    }
  }

  private static func details(
    of name: String, _ kind: String, _ workspace: Workspace
  ) throws -> String {
    switch kind {
    case "models": return model(try workspace.model(name))
    case "platforms": return platform(try workspace.platform(name))
    case "experiments":
      let manifest = try Manifest(
        contentsOf: workspace.manifest(name).relativePath,
        vocabulary: .standard)
      return Help.rows(
        manifest.sweep.axes.map {
          ($0.name, $0.values.map(\.description).joined(separator: " "))
        } + [
          (
            "seeds",
            manifest.sweep.seeds.map(String.init).joined(separator: " ")
          ),
          ("metrics", manifest.metrics.joined(separator: " ")),
          ("figures", manifest.figures.map(\.name).joined(separator: " ")),
          ("profiles", manifest.profiles.joined(separator: " ")),
        ])
    default: return ""
    }
  }

  private static func model(_ file: ModelFile) -> String {
    let shape = file.shape
    return Help.rows([
      ("parameters", "\(shape.parameters)"),
      ("in a block", "\(shape.blockParameters)"),
      ("width", "\(shape.width)"), ("hidden", "\(shape.hidden)"),
      ("blocks", "\(shape.blocks)"), ("heads", "\(shape.heads)"),
      ("key-value heads", "\(shape.keyValueHeads)"),
      ("vocabulary", "\(shape.vocabulary)"), ("context", "\(shape.context)"),
      ("feed-forward", shape.feedForward.rawValue),
      ("head", shape.tiedHead ? "tied to the embedding" : "separate"),
      ("checkpoint", file.checkpoint ?? "none: sizes only"),
    ])
  }

  private static func platform(_ platform: Platform) -> String {
    let device = platform.device
    var rows = [("device", device.name)] + self.rows(device.arithmetic)
    rows += self.rows("overhead", device.overheads, "s")
    rows.append(("once a pass", text(device.perPass, "s")))
    for level in device.memory {
      if let holds = level.holds {
        rows.append(("\(level.name), holds", "\(holds) only"))
      }
      rows += [
        ("\(level.name), size", text(level.size, "B")),
        ("\(level.name), bandwidth", text(level.bandwidth, "B/s")),
        ("\(level.name), energy", text(level.energy, "J/B")),
      ]
    }
    rows += device.hierarchy.map(Self.rows) ?? []
    rows += [
      ("power, active", text(device.power.active, "W")),
      ("power, wait", text(device.power.wait, "W")),
      ("power, transmit", text(device.power.transmit, "W")),
      ("power, receive", text(device.power.receive, "W")),
      (
        "formats",
        "weights \(platform.defaults.weights), activations "
          + "\(platform.defaults.activations), messages "
          + "\(platform.defaults.messages)"
      ),
      ("collective", platform.defaults.allReduce),
      ("shares of a split", platform.defaults.shares.rawValue),
      ("speeds", text(platform.speeds)),
      ("shares of memory", text(platform.memoryShares)),
    ]
    for accounting in platform.accountings { rows += self.rows(accounting) }
    return Help.rows(rows)
  }

  private static func rows(_ arithmetic: Arithmetic) -> [(String, String)] {
    switch arithmetic {
    case .rates(let rates): return rows("rate", rates, "MAC/s")
    case .cycles(let costs):
      let halves = Trace.Part.allCases.compactMap { part in
        costs.parts[part].map {
          ("cycles, \(part.name) half", text($0, "cycles/MAC"))
        }
      }
      return [("clock", text(costs.clock, "Hz"))]
        + rows("cycles", costs.kernels, "cycles/MAC") + halves
        + costs.byRows.map { rows, cycles in
          (
            "cycles, \(counted(rows, "row"))", text(cycles, "cycles/MAC")
          )
        }
    }
  }

  private static func rows(_ hierarchy: MemoryHierarchy) -> [(String, String)] {
    [
      ("tile", text(hierarchy.tile, "B")),
      ("budget on the chip", text(hierarchy.budget, "B")),
      ("row off the chip", text(hierarchy.row, "B")),
      ("overhead of a row", text(hierarchy.rowOverhead, "s")),
      ("passes of weights", text(hierarchy.weightPasses, "")),
    ]
  }

  private static func rows<Tag>(
    _ name: String, _ constants: KernelConstants<Tag>, _ unit: String
  ) -> [(String, String)] {
    [(name, text(constants.standard, unit))]
      + Kernel.allCases.compactMap { kernel in
        constants.special[kernel].map {
          ("\(name), \(kernel.name)", text($0, unit))
        }
      }
  }

  private static func rows(_ accounting: Platform.Accounting) -> [(
    String, String
  )] {
    let network = accounting.network
    let head = [
      ("", ""),
      (
        accounting.name,
        "control messages \(accounting.countsControl ? "" : "not ")counted, "
          + "waiting \(accounting.countsWaiting ? "charged" : "free")"
          + (accounting.hidesLoads
            ? ", double-buffered loads take no time" : "")
      ),
      (
        "exchanges",
        accounting.exchanges == .once
          ? "each collective charged once" : "each message charged"
      ),
      (
        "kernels that take no time",
        accounting.free.isEmpty
          ? "none"
          : Kernel.allCases.filter(accounting.free.contains).map(\.name)
            .joined(separator: ", ")
      ),
      ("network", network.kind.rawValue),
    ]
    if let radio = network.radio { return head + rows(radio) }
    if let air = network.air { return head + rows(air) }
    return head + [
      ("bandwidth", text(network.bandwidth, "bit/s")),
      ("latency", text(network.latency, "s")),
      ("overhead of a message", text(network.overhead, "s")),
      ("ports of a device", text(network.ports, "")),
      (
        "steps of collectives",
        network.isSynchronous ? "done by all together" : "each as it comes"
      ),
      ("header", text(network.header, "B")),
      ("packet", text(network.packet, "B")),
      ("link energy", text(network.energy, "J/B")),
      ("retries", "\(network.retries)"),
      ("bits of a Mbit", text(network.megabit, "")),
      (
        "copies to host memory",
        network.staging.map { text($0, "B/s") } ?? "none"
      ),
    ]
  }

  private static func text(_ sizes: Proportions) -> String {
    sizes == .equal
      ? "all alike"
      : sizes.values.map { Human.text($0, unit: "") }.joined(separator: ":")
  }

  private static func rows(_ radio: AirRadio) -> [(String, String)] {
    let channel = radio.channel
    return [
      ("band", text(radio.band, "Hz")),
      ("streams", text(radio.streams, "")),
      ("values a symbol", text(radio.valuesPerSymbol, "")),
      (
        "spectral efficiency of bits",
        text(radio.spectralEfficiency, "bit/s/Hz")
      ),
      ("synchronisation", text(radio.synchronization, "s")),
      (
        "synchronisation, a device", text(radio.synchronizationPerDevice, "s")
      ),
      (
        "way back of a sum",
        radio.downlink.map { text($0, "bit/s") } ?? "takes no time"
      ),
      ("antennas of the server", text(channel.serverAntennas, "")),
      ("antennas of a device", text(channel.deviceAntennas, "")),
      ("Rician factor", text(channel.ricianFactor, "")),
      ("signal to noise", text(channel.signalToNoise, "dB")),
      ("computing, of that energy", text(channel.computeEnergy, "")),
    ]
  }

  private static func rows(_ radio: MixerRadio) -> [(String, String)] {
    let use = radio.use
    return [
      ("header", text(radio.header, "B")),
      ("packet", text(radio.packet, "B")),
      ("least payload", text(radio.leastPayload, "")),
      ("most payload", text(radio.mostPayload, "")),
      ("most rounds of a step", text(radio.mostRounds, "")),
      ("slots of a message", text(radio.slotsPerMessage, "")),
      ("spare slots", text(radio.spareSlots, "")),
      ("slot margin", text(radio.margin, "s")),
      ("window", text(radio.window, "s")),
      ("buffers", radio.countsBuffers ? "counted as RAM" : "not counted"),
      ("context", text(radio.context, "B")),
      ("radio on, slots of a message", text(use.slotsPerMessage, "")),
      ("radio on, extra slots", text(use.extraSlots, "")),
      ("share of sending", text(use.sendingShare, "")),
      ("ramp", text(use.ramp, "s")),
      ("power, ramp to send", text(use.sendRamp, "W")),
      ("power, ramp to receive", text(use.receiveRamp, "W")),
      ("listening", text(use.listening, "s")),
      ("power, listening", text(use.listeningPower, "W")),
    ]
  }

  private static func text<Tag>(_ constant: Constant<Tag>, _ unit: String)
    -> String
  {
    "\(Human.text(constant.value, unit: unit)), \(constant.evidence.rawValue): "
      + constant.source
  }
}
