import Testing

@testable import Platforms

/// How long a radio is on, by the platform file, against the packet-level
/// model that it was fitted to.
struct MixerUseFitTests {
  /// Rounds among 16 nodes, 2 hops, link quality 0.9.
  private func played(seed: UInt64) throws -> [MixerStatistics] {
    try stride(from: 17, through: 225, by: 52).map { messages in
      try MixerStatistics(
        of: .even(
          nodes: 16, hops: 2, quality: 0.9, messages: messages,
          slots: 3 * messages + 200), rounds: 30, seed: seed)
    }
  }

  @Test(arguments: [UInt64(1), 2])
  func theConstantsAreTheFit(seed: UInt64) throws {
    let use = try MixerRadio.nrf52840().use
    let all = try played(seed: seed)
    let fit = try MixerFit(all)
    #expect(abs(fit.radioOn.slope - use.slotsPerMessage.value) < 0.04)
    #expect(abs(fit.radioOn.intercept - use.extraSlots.value) < 5)
    #expect(abs(fit.sendingShare - use.sendingShare.value) < 0.005)
    for statistics in all {
      let line =
        use.slotsPerMessage.value * Double(statistics.messages)
        + use.extraSlots.value
      // The slots bend a little: up to 9 of them beside the line.
      #expect(
        abs(line - statistics.radioOnSlots) < 12,
        "\(statistics.messages) messages")
    }
  }

  /// It is a fit to these nodes: other corridors give other lines.
  @Test func otherCorridorsDiffer() throws {
    let use = try MixerRadio.nrf52840().use
    let far = try MixerStatistics(
      of: .even(
        nodes: 16, hops: 4, quality: 0.7, messages: 121, slots: 563),
      rounds: 5, seed: 3)
    let line = use.slotsPerMessage.value * 121 + use.extraSlots.value
    #expect(far.radioOnSlots > 1.15 * line)
  }
}
