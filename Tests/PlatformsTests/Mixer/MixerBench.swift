import Cluster
import Tensors

@testable import Platforms

extension MixerRadio {
  /// The radio of experiments/platforms/nrf52840-mixer.yaml.
  static func nrf52840(
    spare: Int = 200, payload: Int? = nil, accounting: String = "paper"
  ) throws -> MixerRadio {
    var platform = try Platform(named: "nrf52840-mixer")
    try platform.setMixer(spareSlots: spare, payload: payload)
    guard let radio = try platform.accounting(accounting).network.radio else {
      throw PlatformError.emptyTrace
    }
    return radio
  }
}

/// Steps in which devices send messages of given sizes to all others; then
/// each works once with what it received.
struct Steps {
  /// By step and device, the bytes of its message without the header; none
  /// for zero.
  var bytes: [[Int]]
  /// Steps that each device works for before each step, by device.
  var work: [Int] = []

  func trace(options: ClusterOptions = Steps.int8) throws -> Trace {
    let count = bytes.first?.count ?? 1
    let cluster = try Cluster(devices: count, options: options)
    for sizes in bytes {
      let made = cluster.devices.map {
        $0.work(work.isEmpty ? 0 : work[$0.index], elements: sizes[$0.index])
      }
      try cluster.asOneRound {
        for device in cluster.devices where sizes[device.index] > 0 {
          _ = try cluster.send(
            made[device.index], from: device,
            to: cluster.devices.filter { $0 !== device })
        }
      }
    }
    return cluster.trace
  }

  /// One byte an element.
  static var int8: ClusterOptions {
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: .int8, activations: .int8, messages: .int8)
    return options
  }
}
