import Cluster
import Diagnostics
import Documents
import Foundation
import Tensors
import TestSupport
import Testing

@testable import Platforms

struct PlatformFileTests {
  static let good = """
    platform: tiny
    summary: "a test"
    device:
      name: board
      rates:
        default: { value: 2 GMAC/s, evidence: assumed, source: "x" }
        head: { value: 1 GMAC/s, evidence: fitted, source: "y" }
      overheads:
        default: { value: 3 us, evidence: assumed, source: "x" }
      memory:
        - name: RAM
          size: { value: 4 MB, evidence: assumed, source: "x" }
          bandwidth: { value: 5 GB/s, evidence: assumed, source: "x" }
          energy: { value: 6 pJ/B, evidence: assumed, source: "x" }
      power:
        active: { value: 7 W, evidence: assumed, source: "x" }
        wait: { value: 8 mW, evidence: assumed, source: "x" }
        transmit: { value: 9 W, evidence: assumed, source: "x" }
        receive: { value: 10 W, evidence: assumed, source: "x" }
    network:
      kind: switch
      bandwidth: { value: 11 Mbit/s, evidence: assumed, source: "x" }
      latency: { value: 12 ms, evidence: assumed, source: "x" }
      header: { value: 13 B, evidence: assumed, source: "x" }
      packet: { value: 14 B, evidence: assumed, source: "x" }
      energy: { value: 15 nJ/B, evidence: assumed, source: "x" }
      retries: 0
    formats: { weights: q40, activations: fp32, messages: q80 }
    collective: tree
    accounting:
      paper: { control: false, waiting: true }
      physical:
        control: true
        waiting: false
        network:
          kind: shared-broadcast
          header: { value: 20 B, evidence: recalled, source: "z" }

    """

  private func read(_ text: String) throws -> Platform {
    try withFile("p.yaml", Array(text.utf8)) { try Platform(file: $0) }
  }

  @Test func everyNumberComesInItsBaseUnit() throws {
    let platform = try read(Self.good)
    let device = platform.device
    #expect((platform.name, platform.summary) == ("tiny", "a test"))
    let rates = try #require(device.rates)
    #expect(rates.standard.value == 2e9)
    #expect(rates.special.keys.map { $0 } == [.head])
    for part in Trace.Part.allCases {
      #expect(device.arithmetic.secondsPerMAC(.head, part) == 1e-9)
      #expect(device.arithmetic.secondsPerMAC(.attention, part) == 0.5e-9)
    }
    #expect(rates[.head].evidence == .fitted)
    #expect(rates[.head].source == "y")
    #expect(device.overheads[.copy].value == 3e-6)
    #expect(device.memory.map(\.holds) == [nil])
    let memory = device.memory.map {
      [$0.size.value, $0.bandwidth.value, $0.energy.value]
    }
    #expect(memory == [[4e6, 5e9, 6e-12]])
    let power = device.power
    #expect(power.active.value == 7)
    #expect(power.wait.value == 8e-3)
    #expect(power.transmit.value == 9)
    #expect(power.receive.value == 10)
    #expect(platform.defaults.weights == .q40)
    #expect(platform.defaults.activations == .fp32)
    #expect(platform.defaults.messages == .q80)
    #expect(platform.defaults.allReduce == "tree")
  }

  @Test func anAccountingReplacesSomeOfTheNetwork() throws {
    let platform = try read(Self.good)
    #expect(platform.accountings.map(\.name) == ["paper", "physical"])
    let paper = try platform.accounting("paper")
    let real = try platform.accounting("physical")
    #expect((paper.countsControl, paper.countsWaiting) == (false, true))
    #expect((real.countsControl, real.countsWaiting) == (true, false))
    #expect(
      (paper.network.kind, real.network.kind) == (.star, .sharedBroadcast))
    #expect(paper.network.header.value == 13)
    #expect(real.network.header.value == 20)
    #expect(real.network.header.evidence == .recalled)
    for network in [paper.network, real.network] {
      #expect(network.bandwidth.value == 11e6)
      #expect(network.latency.value == 12e-3)
      #expect(network.packet.value == 14)
      #expect(network.energy.value == 15e-9)
    }
  }

  @Test func everyPlatformHasBothAccountings() throws {
    let folder = packageRoot.appending(path: "experiments/platforms")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }
    #expect(files.count >= Platform.names.count)
    for file in files {
      let platform = try Platform(file: file)
      #expect(
        platform.name == file.deletingPathExtension().lastPathComponent)
      #expect(Set(platform.accountings.map(\.name)) == ["paper", "physical"])
      #expect(!platform.summary.isEmpty)
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    var text: String
    var testDescription: String { new }
  }

  @Test(arguments: [
    Bad(
      old: "summary", new: "sumary",
      text: """
        p.yaml:2:1: error: unknown key 'sumary'
          expected: one of: platform, summary, device, network, accounting, \
        formats, collective, shares, speeds, memory_shares
          remedy: did you mean 'summary'?
        """),
    Bad(
      old: "collective: tree", new: "",
      text: """
        p.yaml:1:1: error: key 'collective' is missing
          expected: the keys platform, summary, device, network, accounting, \
        formats, collective, shares, speeds, memory_shares
          remedy: add 'collective:'
        """),
    Bad(
      old: "kind: switch", new: "kind: swich",
      text: """
        p.yaml:21:9: error: unknown word 'swich'
          expected: one of: point-to-point, switch, shared-unicast, \
        shared-broadcast, mixer, aircomp-mimo
          remedy: did you mean 'switch'?
        """),
    Bad(
      old: "value: 2 GMAC/s", new: "value: 2 GFLOP/s",
      text: """
        p.yaml:6:23: error: 'GFLOP/s' is not a unit of MAC rate
          expected: one of: MAC/s, kMAC/s, MMAC/s, GMAC/s, TMAC/s
          remedy: use one of: MAC/s, kMAC/s, MMAC/s, GMAC/s, TMAC/s
        """),
    Bad(
      old: "value: 12 ms", new: "value: 12",
      text: """
        p.yaml:23:21: error: '12' has no unit
          expected: one of: s, ms, us, µs, ns, ps, min, h
          remedy: write the unit after the number
        """),
    Bad(
      old: "value: 12 ms", new: "value: -12 ms",
      text: """
        p.yaml:23:21: error: '-12 ms' is out of range
          expected: a number of at least 0 s
        """),
    Bad(
      old: "value: 11 Mbit/s, evidence: assumed",
      new: "value: 11 Mbit/s, evidence: guessed",
      text: """
        p.yaml:22:44: error: unknown word 'guessed'
          expected: one of: published, second-hand, derived, fitted, recalled, \
        assumed
          remedy: use one of: published, second-hand, derived, fitted, \
        recalled, assumed
        """),
    Bad(
      old: "head: { value: 1 GMAC/s", new: "heads: { value: 1 GMAC/s",
      text: """
        p.yaml:7:5: error: unknown key 'heads'
          expected: one of: default, matrix-vector, matrix-matrix, head, \
        attention, normalization, rotation, elementwise, reduction, lookup, \
        copy, encoding
          remedy: did you mean 'head'?
        """),
    Bad(
      old: "messages: q80", new: "messages: q8",
      text: """
        p.yaml:28:55: error: unknown word 'q8'
          expected: one of: fp32, fp16, int32, int8, q80, q40
          remedy: did you mean 'q80'?
        """),
    Bad(
      old: "collective: tree", new: "collective: rng",
      text: """
        p.yaml:29:13: error: unknown word 'rng'
          expected: one of: ring, star, full-mesh, tree, air, uncoded-fdma, digital-ofdma
          remedy: did you mean 'ring'?
        """),
    Bad(
      old: "paper: { control: false", new: "paper: { control: 0",
      text: """
        p.yaml:31:21: error: found '0'
          expected: true or false
        """),
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    let text = Self.good.replacing(bad.old, with: bad.new)
    #expect(text != Self.good)
    try withFile("p.yaml", Array(text.utf8)) { file in
      let error = #expect(throws: DocumentError.self) {
        try Platform(file: file)
      }
      let diagnosis = try #require(error).diagnosis
      #expect(shown(diagnosis.text, without: file) == bad.text)
      #expect(diagnosis.exit == .usage)
    }
  }

  /// What is divided by must not be zero.
  @Test(arguments: [
    "2 GMAC/s", "1 GMAC/s", "4 MB", "5 GB/s", "11 Mbit/s", "14 B",
  ])
  func zeroRatesAreRefused(_ value: String) throws {
    let zero = "value: 0" + value.drop { $0 != " " }
    let text = Self.good.replacing("value: \(value)", with: zero)
    let error = #expect(throws: DocumentError.self) { try read(text) }
    guard case .outOfRange = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
