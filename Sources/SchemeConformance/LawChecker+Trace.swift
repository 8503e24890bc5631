import Cluster
import Platforms
import Schemes

// Laws about the trace and its costs.
extension LawChecker {
  /// The trace holds together, and tells of all that was sent.
  mutating func checkTrace(_ instance: Instance, _ outcome: Instance.Outcome) {
    let trace = outcome.trace
    if let violation = trace.violation() {
      note(
        .conservation, instance, expected: "a trace that keeps its laws",
        found: "\(violation)")
    }
    if trace.operations.isEmpty {
      note(
        .conservation, instance, expected: "operations of all devices",
        found: "the trace is empty")
    }
    // Whoever tells a score knows of all positions: from computing all of it,
    // or from a message.
    guard instance.needsAllPositions, isExact, !sends(trace),
      let whole = try? instance.alone.run(Single(), values: false).trace
    else { return }
    let most = (0..<instance.devices).map { work(of: $0, in: trace) }.max()
    if most ?? 0 < work(of: 0, in: whole) {
      note(
        .conservation, instance,
        expected: "messages, as no device computes everything",
        found: "no activations are sent between devices")
    }
  }

  /// The same again, and by shapes alone.
  mutating func checkRepeats(
    _ instance: Instance, _ outcome: Instance.Outcome
  ) {
    let scheme = scheme
    for lossy in [false, true] {
      let instance = lossy ? instance.losing(0.3) : instance
      let law: Law = lossy ? .loss : .determinism
      guard
        let first = lossy
          ? attempt(law, instance, { try instance.run(scheme) }) : outcome,
        let second = attempt(law, instance, { try instance.run(scheme) })
      else { continue }
      if first.bits != second.bits || first.trace != second.trace {
        note(
          .determinism, instance,
          expected: "the same bits and the same trace, run after run",
          found: first.bits != second.bits
            ? "values differ" : "traces differ")
      }
      guard
        let bare = attempt(
          .shapes, instance, { try instance.run(scheme, values: false) })
      else { continue }
      if bare.trace != first.trace || bare.shapes != first.shapes {
        note(
          .shapes, instance,
          expected: "shapes alone to leave the trace of the run with values, "
            + "\(first.trace.operations.count) operations",
          found: bare.shapes != first.shapes
            ? "scores have other shapes"
            : "another trace, \(bare.trace.operations.count) operations")
      }
    }
  }

  /// Costs add up, and the stored trace has the same.
  ///
  /// - Parameter stored: a trace, written and read again.
  mutating func checkCosts(
    _ instance: Instance, _ outcome: Instance.Outcome,
    stored: (Trace) throws -> Trace = { try Trace(decoding: $0.encoded()) }
  ) {
    let trace = outcome.trace
    let costs = attempt(.balance, instance) {
      try Costs(
        of: trace, on: Platform.ofTests, accounting: "physical")
    }
    guard let costs else { return }
    if let law = costs.brokenLaw(in: trace) {
      note(
        .balance, instance,
        expected: "times and energies of each device that add up", found: law)
    }
    let again = attempt(.replay, instance) {
      try Costs(
        of: stored(trace), on: Platform.ofTests, accounting: "physical")
    }
    guard let again else { return }
    if again.timeline.starts != costs.timeline.starts
      || again.timeline.ends != costs.timeline.ends
      || again.energy != costs.energy
    {
      note(
        .replay, instance, expected: "the costs of the run itself",
        found: "the stored trace costs something else")
    }
  }

  /// Lossy runs end, and what is lost is missing.
  mutating func checkLoss(_ instance: Instance, _ outcome: Instance.Outcome) {
    guard instance.devices > 1 else { return }
    let (scheme, lost) = (scheme, instance.losing(1))
    guard let found = attempt(.loss, lost, { try lost.run(scheme) }) else {
      return
    }
    if let violation = found.trace.violation() {
      note(
        .loss, lost, expected: "a trace that keeps its laws",
        found: "\(violation)")
    }
    if !found.scores.joined().allSatisfy(\.isFinite) {
      note(
        .loss, lost, expected: "finite scores without any message",
        found: "some are not")
    }
    if instance.needsAllPositions, isExact, sends(found.trace),
      found.bits == outcome.bits
    {
      note(
        .loss, lost, expected: "other scores where every message is lost",
        found: "the very same scores")
    }
  }

  private func sends(_ trace: Trace) -> Bool {
    trace.messages.contains { $0.purpose == .activations }
  }

  /// Multiply-accumulates of a device.
  private func work(of device: Int, in trace: Trace) -> Int {
    trace.operations.reduce(0) {
      Int($1.device) == device && !$1.isMessage ? $0 + $1.macs : $0
    }
  }
}
