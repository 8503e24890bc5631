import Tensors

/// Codes that one device got from another.
public struct ReceivedCodes {
  /// Who sent them.
  public let sender: Device
  /// Their numbers as they came; rows that were lost are missing.
  public let codes: VectorCodes
  /// The rows that arrived; `nil` for all.
  public let kept: [Range<Int>]?

  /// By row whether it arrived.
  public var presence: [Bool] {
    guard let kept else { return Array(repeating: true, count: codes.rows) }
    var presence = [Bool](repeating: false, count: codes.rows)
    for row in kept.joined() { presence[row] = true }
    return presence
  }
}

extension Cluster {
  /// Devices send codes to others, packed to the bit.
  ///
  /// A row is the unit of loss: one that lies in a lost packet is missing.
  ///
  /// - Parameters:
  ///   - codes: what each device sends; none for one without rows.
  ///   - bits: of a code, 1 to 32.
  ///   - receivers: who needs what a device sends; each other device at most.
  /// - Returns: by receiver what came, in the order of senders.
  public func exchange(
    _ codes: [VectorCodes], bits: Int, to receivers: (Device) -> [Device]
  ) -> [[ReceivedCodes]] {
    var received = devices.map { _ in [ReceivedCodes]() }
    asOneRound {
      for sender in devices {
        let own = codes[sender.index]
        let others = receivers(sender)
        guard own.rows > 0, !others.isEmpty else { continue }
        let came = send(own, bits: bits, from: sender, to: others)
        for (device, codes) in zip(others, came) {
          received[device.index].append(codes)
        }
      }
    }
    return received
  }

  private func send(
    _ codes: VectorCodes, bits: Int, from sender: Device, to others: [Device]
  ) -> [ReceivedCodes] {
    let packing = Packing(bits: bits * codes.groups)
    let transport = Transport(
      elements: codes.rows, packing: packing, packetBytes: options.packetBytes,
      retries: options.retries, loss: options.loss, sample: sample,
      round: nextRound())
    let sent = transport.send(
      from: sender.index, to: others.map(\.index), purpose: .activations)
    let handles = recorder.writer.message(
      from: sender.index, payload: codes.held.handle, sent.message,
      sent.deliveries, holding: packing.bytes(codes.rows))
    let payload = codes.numbers.map { Packing.packed($0, bits: bits) }
    return others.indices.map { index in
      let numbers = payload.map {
        Packing.unpacked($0, bits: bits, count: codes.rows * codes.groups)
      }
      let kept = sent.kept[index]
      return ReceivedCodes(
        sender: sender,
        codes: VectorCodes(
          numbers: numbers.map {
            missing($0, codes.groups, outside: kept)
          }, rows: codes.rows, groups: codes.groups,
          held: codes.held.placed(at: others[index], handle: handles[index])),
        kept: kept)
    }
  }

  /// `numbers` with -1 in the rows outside of `kept`.
  private func missing(
    _ numbers: [Int], _ groups: Int, outside kept: [Range<Int>]?
  ) -> [Int] {
    guard let kept else { return numbers }
    var left = [Int](repeating: -1, count: numbers.count)
    for rows in kept {
      let range = rows.lowerBound * groups..<rows.upperBound * groups
      left.replaceSubrange(range, with: numbers[range])
    }
    return left
  }
}
