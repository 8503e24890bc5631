import Foundation
import Tensors

extension Cluster {
  /// The sum of all parts by a server that hears them through the channel of
  /// the options, on every device.
  ///
  /// Devices scale what they send by the root mean square of the values of all
  /// of them in a sample, and the server scales back: errors are relative to
  /// it. All devices get the same sum, the one that the server has. No packets
  /// are lost.
  ///
  /// - Throws: what the channel throws, ``TensorError``.
  func servedSum(_ parts: Sharded, by access: MultipleAccess) throws
    -> Sharded
  {
    let shape = parts[root].shape
    let sum = try summed(parts, by: access, round: nextRound())
    let packing: Packing =
      switch access {
      case .digitalOFDMA(let bits): Packing(bits: bits)
      case .air, .uncodedFDMA: options.formats.messages.packing
      }
    var arrived = devices.map { _ in [Handle]() }
    asOneRound {
      for sender in devices {
        let others = devices.filter { $0 !== sender }
        let transport = Transport(
          elements: shape.count, packing: packing, packetBytes: nil, retries: 0,
          loss: nil, sample: sample, round: round)
        var sent = transport.send(
          from: sender.index, to: others.map(\.index), purpose: .activations)
        sent.message.access = access.kind
        sent.message.values = shape.count
        let handles = recorder.writer.message(
          from: sender.index, payload: parts[sender].handle, sent.message,
          sent.deliveries, holding: 0)
        for (device, handle) in zip(others, handles) {
          arrived[device.index].append(handle)
        }
      }
    }
    return map { device in
      let handle = device.record(
        Work(.copy, macs: 0),
        arrived[device.index].map { Operand($0, 0) },
        elements: shape.count)
      return sum.placed(at: device, handle: handle)
    }
  }

  /// What the server has, as it lies nowhere.
  private func summed(
    _ parts: Sharded, by access: MultipleAccess, round: Int
  ) throws -> Tensor {
    let bare = devices.map { parts[$0].placed(at: nil, handle: .none) }
    guard let first = bare.first, first.hasValues else {
      return try Tensor.sum(bare)
    }
    let squares = meanSquares(of: bare)
    if case .digitalOFDMA(let bits) = access {
      let limits = squares.map {
        Float(MultipleAccess.quantizerLimit * $0.squareRoot())
      }
      return try Tensor.sum(
        bare.map { try $0.evenlyQuantized(bits: bits, limits: limits) })
    }
    let sum = try Tensor.sum(bare)
    guard let channel = options.channel else { return sum }
    let rows = sum.shape.count / max(1, sum.shape.columns) / samples.count
    var deviations: [Float] = []
    var keys: [SIMD3<UInt32>] = []
    for (sample, square) in zip(samples, squares) {
      for row in 0..<rows {
        let variance = try channel.errorVariance(
          of: access, sample: sample, round: round, row: row)
        deviations.append(Float((variance * square).squareRoot()))
        keys.append(
          SIMD3(
            UInt32(truncatingIfNeeded: sample),
            UInt32(truncatingIfNeeded: round), UInt32(truncatingIfNeeded: row)))
      }
    }
    return try sum.addingNoise(
      deviations: deviations, keys: keys, seed: channel.seed)
  }

  /// By sample the mean square of what all devices send.
  private func meanSquares(of parts: [Tensor]) -> [Double] {
    let all = parts.map { $0.meanSquares(parts: samples.count) }
    return samples.indices.map { sample in
      all.reduce(0) { $0 + $1[sample] } / Double(parts.count)
    }
  }
}
