/// How messages travel.
public struct NetworkModel: Sendable {
  /// Which transmissions can go on at once.
  public var kind: Kind
  /// Rate of a link, in both directions at once where there are two.
  public var bandwidth: Constant<UnitTag.BitPerSecond>
  /// Time from the last bit sent to the receiver's going on, each try.
  public var latency: Constant<UnitTag.Second>
  /// Bytes that every packet carries besides its payload.
  public var header: Constant<UnitTag.Byte>
  /// The most payload of a packet.
  public var packet: Constant<UnitTag.Byte>
  /// Energy of a byte on a link, besides the power states.
  public var energy: Constant<UnitTag.JoulePerByte>
  /// How often a lost packet is sent again, unless a run says otherwise.
  public var retries: Int

  /// The kinds of network.
  public enum Kind: String, CaseIterable, Sendable {
    /// A link of its own between every two devices.
    case pointToPoint = "point-to-point"
    /// One full-duplex link from each device to a switch.
    case star = "switch"
    /// One channel for all, one transmission at a time, each to one receiver.
    case sharedUnicast = "shared-unicast"
    /// One channel for all; a transmission reaches every receiver.
    case sharedBroadcast = "shared-broadcast"

    /// Whether one transmission serves all receivers.
    public var isBroadcast: Bool { self == .sharedBroadcast }
  }

  /// Packets of a payload of `bytes` that was sent in at least `packets`.
  func packets(_ bytes: Int, atLeast packets: Int) -> Int {
    max(packets, Int((Double(bytes) / packet.value).rounded(.up)))
  }
}
