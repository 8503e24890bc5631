import Cluster

extension Scheduler {
  /// A computation behind what it has to wait for in the hierarchy of
  /// memories; returns when it ends.
  mutating func computeStaged(
    _ operation: Trace.Operation, _ event: EventQueue.Event,
    _ timeline: inout Timeline
  ) -> Double {
    let stage = staged?.stage(operation, at: event.time) ?? .init()
    let device = Int(operation.device)
    let steps =
      overhead[Int(operation.kernel.rawValue)] + Double(operation.macs)
      * arithmetic.secondsPerMAC(
        operation.kernel, operation.part, rows: Int(operation.rows))
    let compute = steps * slowness[device]
    timeline.devices[device].compute += Seconds(compute)
    timeline.devices[device].offChip += Seconds(stage.offChip)
    timeline.devices[device].onChip += Seconds(stage.onChip)
    timeline.devices[device].offChipBytes += stage.offChipBytes
    timeline.devices[device].onChipBytes += stage.onChipBytes
    let fetched = event.time + stage.offChip
    timeline.fetches[Int(event.operation)] = (fetched, fetched + stage.onChip)
    return fetched + stage.onChip + compute
  }
}
