import Cluster

extension Costs {
  /// The first law that these costs break, in words: causality, exclusive
  /// devices, balance of time and energy. Relative tolerance 1e-9.
  ///
  /// - Complexity: O(operations + dependencies).
  public func brokenLaw(in trace: Trace) -> String? {
    let slack = 1e-9 * max(timeline.latency.value, 1e-9)
    return brokenCausality(trace, slack) ?? brokenBalance(slack)
  }

  private func brokenCausality(_ trace: Trace, _ slack: Double) -> String? {
    var free = timeline.beginnings
    for (index, operation) in trace.operations.enumerated() {
      let (start, end) = (timeline.starts[index], timeline.ends[index])
      guard start >= 0, end >= start, end.isFinite else {
        return "operation \(index) lasts from \(start) to \(end) s"
      }
      let first = Int(operation.firstDependency)
      let last = first + Int(operation.dependencyCount)
      for dependency in trace.dependencies[first..<last] {
        let over =
          dependency.delivery >= 0
          ? timeline.arrivals[Int(dependency.delivery)]
          : timeline.ends[Int(dependency.operation)]
        if start < over - slack {
          return "operation \(index) begins before \(dependency.operation) ends"
        }
      }
      if !operation.isMessage {
        if start < free[Int(operation.device)] - slack {
          return "device \(operation.device) does two things at once"
        }
        free[Int(operation.device)] = end
      }
    }
    return nil
  }

  private func brokenBalance(_ slack: Double) -> String? {
    for (index, times) in timeline.devices.enumerated() {
      let sum =
        times.compute + times.onChip + times.offChip + times.communication
        + times.wait
      if abs((sum - timeline.latency).value) > slack {
        return "the times of device \(index) add up to \(sum.value) s"
      }
    }
    for (index, parts) in energy.enumerated() {
      let all = [
        parts.compute, parts.memory, parts.transmit, parts.receive, parts.wait,
      ]
      if let wrong = all.first(where: { !($0.value >= 0) || !$0.value.isFinite }
      ) {
        return "device \(index) uses \(wrong.value) J"
      }
    }
    return nil
  }
}
