import Diagnostics
import Documents
import Foundation
import TestSupport
import Testing

@testable import Platforms

/// The platform file nrf52840-mixer, and what is wrong with changed ones.
struct MixerFileTests {
  private func text() throws -> String {
    try String(
      contentsOf: platformFile("nrf52840-mixer"), encoding: .utf8)
  }

  @Test func theAccountingsDifferInWindowAndBuffers() throws {
    let platform = try Platform(named: "nrf52840-mixer")
    let radios = platform.accountings.compactMap(\.network.radio)
    #expect(radios.map(\.window.value) == [0, 1])
    #expect(radios.map(\.countsBuffers) == [false, true])
    #expect(radios.allSatisfy { $0.spareSlots.value == 200 })
    #expect(platform.accountings.allSatisfy { $0.network.kind == .mixer })
    #expect(platform.accountings.allSatisfy { $0.network.lossBytes == nil })
    #expect(platform.device.memory.map(\.holds) == [.activations, .weights])
    let format = platform.defaults
    #expect(
      [format.weights, format.activations, format.messages]
        == [.int8, .int8, .int8])
  }

  /// What was fitted or assumed says so.
  @Test func nothingFittedIsCalledPublished() throws {
    let platform = try Platform(named: "nrf52840-mixer")
    guard case .cycles(let costs) = platform.device.arithmetic else {
      Issue.record("no cycles")
      return
    }
    #expect(costs.parts.values.allSatisfy { $0.evidence == .fitted })
    #expect(costs.kernels.special.values.allSatisfy { $0.evidence == .assumed })
    let use = try #require(platform.accountings[0].network.radio).use
    #expect(
      [use.slotsPerMessage, use.extraSlots, use.sendingShare]
        .allSatisfy { $0.evidence == .fitted && $0.source.contains(" ") })
    // A fit to a model whose rule is assumed says so.
    for source in [use.slotsPerMessage.source, use.sendingShare.source] {
      #expect(source.contains("assumed"))
    }
  }

  struct Bad: Sendable, CustomTestStringConvertible {
    var old: String
    var new: String
    /// Without file and place.
    var text: String
    var testDescription: String { new }
  }

  @Test(arguments: [
    Bad(
      old: "  spare_slots:", new: "  spare_slot:",
      text: """
        error: unknown key 'spare_slot'
          expected: one of: kind, header, packet, least_payload, \
        most_payload, most_rounds, slots_per_message, spare_slots, \
        slot_margin, window, buffers, context, on_slots_per_message, \
        on_extra_slots, sending_share, ramp, send_ramp, receive_ramp, \
        listening, listening_power
          remedy: did you mean 'spare_slots'?
        """),
    Bad(
      old: "spare_slots: { value: 200", new: "spare_slots: { value: -1",
      text: """
        error: '-1' is out of range
          expected: an integer from 0 to 100000
        """),
    Bad(
      old: "most_payload: { value: 229", new: "most_payload: { value: 245",
      text: """
        error: '245' is out of range
          expected: an integer from 1 to 244
        """),
    Bad(
      old: "least_payload: { value: 150", new: "least_payload: { value: 230",
      text: """
        error: '230' is out of range
          expected: an integer from 1 to 229
        """),
    Bad(
      old: "sending_share: { value: 0.19", new: "sending_share: { value: 1.5",
      text: """
        error: '1.5' is out of range
          expected: a number from 0 to 1
        """),
    Bad(
      old: "clock: { value: 64 MHz", new: "clock: { value: 0 MHz",
      text: """
        error: '0 MHz' is out of range
          expected: a number of at least 5e-324 Hz
        """),
    Bad(
      old: "default: { value: 0 cycles/MAC", new: "default: { value: 0 cycles",
      text: """
        error: 'cycles' is not a unit of cycles per MAC
          expected: one of: cycle/MAC, cycles/MAC
          remedy: use one of: cycle/MAC, cycles/MAC
        """),
    Bad(
      old: "      feed-forward: {", new: "      feedforward: {",
      text: """
        error: unknown key 'feedforward'
          expected: one of: attention, feed-forward
          remedy: did you mean 'feed-forward'?
        """),
    Bad(
      old: "  clock: {", new: "  rates: {",
      text: """
        error: unknown key 'value'
          expected: one of: default, matrix-vector, matrix-matrix, head, \
        attention, normalization, rotation, elementwise, reduction, lookup, \
        copy, encoding
          remedy: use one of: default, matrix-vector, matrix-matrix, head, \
        attention, normalization, rotation, elementwise, reduction, lookup, \
        copy, encoding
        """),
    Bad(
      old: "holds: weights", new: "holds: weight",
      text: """
        error: unknown word 'weight'
          expected: one of: weights, activations
          remedy: did you mean 'weights'?
        """),
    Bad(
      old: "holds: weights", new: "holds: activations",
      text: """
        error: found no memory for weights
          expected: at least one level that holds weights
        """),
    Bad(
      old: "  kind: mixer", new: "  kind: switch",
      text: """
        error: unknown key 'least_payload'
          expected: one of: kind, bandwidth, latency, header, packet, energy, \
        retries, overhead, ports, synchronous, staging, megabit
          remedy: use one of: kind, bandwidth, latency, header, packet, \
        energy, retries, overhead, ports, synchronous, staging, megabit
        """),
  ])
  func saysWhatIsWrong(_ bad: Bad) throws {
    let good = try text()
    let changed = good.replacing(bad.old, with: bad.new)
    #expect(changed != good)
    try withFile("p.yaml", Array(changed.utf8)) { file in
      let error = #expect(throws: DocumentError.self) {
        try Platform(file: file)
      }
      let diagnosis = try #require(error).diagnosis
      let told = shown(diagnosis.text, without: file)
      #expect(told.hasPrefix("p.yaml:"))
      let start = try #require(told.range(of: "error:")).lowerBound
      #expect(told[start...] == bad.text)
    }
  }

  @Test(arguments: [0, 230, 1000])
  func payloadsThatCannotBe(_ bytes: Int) throws {
    var platform = try Platform(named: "nrf52840-mixer")
    let error = #expect(throws: PlatformError.self) {
      try platform.setMixer(payload: bytes)
    }
    #expect(
      error?.diagnosis.text == """
        error: Mixer messages cannot have a payload of \(bytes) bytes
          expected: 1 to 229 bytes
          remedy: lower mixer.payload_bytes, or leave it out: then the \
        shortest round decides
        """)
    #expect(error?.diagnosis.exit == .usage)
  }
}
