/// How messages travel.
///
/// On links a message takes a latency and the time of its bytes, headers
/// included, at the bandwidth (the model of Hockney, Parallel Computing 20,
/// 1994); ``MixerRadio`` and ``AirRadio`` have models of their own. What the
/// constants are, and where they come from, each of them says.
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
  /// What each message occupies a link for besides its bytes, each try.
  public var overhead = Constant<UnitTag.Second>(
    .zero, .assumed, source: "none")
  /// Messages that a device of a switch can send, and receive, at once.
  public var ports = Constant<UnitTag.One>(
    Quantity(1), .assumed, source: "one link a device")
  /// Whether all devices do the steps of a collective together: a step begins
  /// when all its messages are ready, and is over for all at once.
  public var isSynchronous = false
  /// Rate of the copies between the memory that a device computes in and the
  /// one that it sends from, where these are two: a message is copied before it
  /// is sent, and again by each receiver.
  public var staging: Constant<UnitTag.BytePerSecond>?
  /// Bits that a Mbit is, for rates that are asked for in Mbit/s.
  public var megabit = Constant<UnitTag.One>(
    Quantity(1e6), .derived, source: "SI")
  /// The radio of a network of the kind `mixer`, whose other constants here
  /// only tell what the radio's mean elsewhere.
  public var radio: MixerRadio?
  /// The radio of a network of the kind `aircomp-mimo`.
  public var air: AirRadio?

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
    /// Rounds in which all messages of a step go to all (``MixerRadio``).
    case mixer = "mixer"
    /// One band on which devices send to a server that adds (``AirRadio``).
    case airComp = "aircomp-mimo"

    /// The kinds that differ in which links there are alone.
    public static let withLinks: [Kind] = [
      .pointToPoint, .star, .sharedUnicast, .sharedBroadcast,
    ]

    /// Whether one transmission serves all receivers.
    public var isBroadcast: Bool {
      self == .sharedBroadcast || self == .mixer || self == .airComp
    }
  }

  /// The most payload that one loss takes, unless a run says otherwise; `nil`
  /// where a message is lost as a whole.
  public var lossBytes: Int? { radio == nil ? Int(packet.value) : nil }

  /// Packets of a payload of `bytes` that was sent in at least `packets`.
  func packets(_ bytes: Int, atLeast packets: Int) -> Int {
    max(packets, Int((Double(bytes) / packet.value).rounded(.up)))
  }
}
