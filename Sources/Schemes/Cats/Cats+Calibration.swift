import Cluster
import Models
import Tensors

extension Cats {
  /// How large the tensors of a pass become when nothing is lost, in fp32:
  /// what the scales of int8 are made of.
  ///
  /// Where all columns are sent and all devices norm alike, one device finds
  /// it, so that the scales do not depend on how many there are; else the
  /// devices that the columns, or the norms, were made for.
  ///
  /// - Throws: what ``forward(_:through:on:)`` throws, and
  ///   ``Tensors/TensorError/notFinite(operation:isGradient:)``.
  public func calibration(
    of model: Transformer, devices: Int, on pass: Pass
  ) throws -> Calibration {
    var isOne = model.sent == nil
    if case .cats(let copies) = model.shape.norm, copies > 1 { isOne = false }
    var options = ClusterOptions()
    options.recordsTrace = false
    let cluster = try Cluster(devices: isOne ? 1 : devices, options: options)
    let devices = CatsDevices(cluster, notes: true)
    _ = try forward(pass, through: model, on: cluster, by: devices)
    return devices.noted ?? Calibration()
  }
}
