import Cluster

/// What a platform cannot hold, or cannot carry.
public struct Misfit: Equatable, Sendable {
  /// The first device that cannot.
  public let device: Int
  /// What is too small.
  public let place: Place
  /// Bytes that are needed.
  public let needs: Bytes
  /// Bytes that there are.
  public let has: Bytes
  /// What takes most of them.
  public let largest: Share

  /// Something that is too small.
  public enum Place: Equatable, Sendable {
    /// All memories together.
    case allMemories
    /// A memory reserved for some contents, or several.
    case memory(String, DeviceModel.Contents)
    /// The network, for a step that it would have to carry.
    case network
  }

  /// A part of what is needed.
  public struct Share: Equatable, Sendable {
    /// Such as `messages received`.
    public let name: String
    /// Its size.
    public let bytes: Bytes

    init(_ name: String, _ bytes: Int) {
      self.name = name
      self.bytes = Bytes(Double(bytes))
    }
  }

  /// By how much it is too small.
  public var excess: Bytes { needs - has }

  /// What does not fit first: device by device its weights, its activations
  /// and both together; then the network.
  init?(
    of trace: Trace, _ memory: MemoryProfile, _ mixer: MixerPlan?,
    on models: [DeviceModel], _ accounting: Platform.Accounting
  ) {
    for (device, model) in models.enumerated() {
      let (weights, ram) = (
        memory.weightBytes[device], memory.ramPeakBytes[device]
      )
      for (place, levels, needs) in [
        model.reserved(for: .weights, weights),
        model.reserved(for: .activations, ram),
        (Place.allMemories, model.memory, weights + ram),
      ].compactMap({ $0 }) {
        let has = DeviceModel.capacity(levels)
        guard Double(needs) > has.value else { continue }
        self.device = device
        self.place = place
        self.needs = Bytes(Double(needs))
        self.has = has
        largest = Self.largest(at: place, trace, memory, device)
        return
      }
    }
    guard let mixer, !mixer.isPossible, let radio = accounting.network.radio
    else { return nil }
    device = mixer.largestSender
    place = .network
    needs = mixer.largestStep
    has = Bytes(Double(radio.capacity))
    largest = Share(
      "a message", Int(mixer.largestMessage.value))
  }

  /// What takes most of `place` on `device`; of equal ones the first.
  private static func largest(
    at place: Place, _ trace: Trace, _ memory: MemoryProfile, _ device: Int
  ) -> Share {
    let peak = MemoryPeak(of: trace, on: device)
    let activations = [
      Share("messages received", peak.receivedBytes),
      Share("results of the device's own", peak.computedBytes),
      Share("values kept", peak.keptBytes),
      Share("buffers of the network", memory.reservedBytes),
    ]
    let weights = Share("weights", memory.weightBytes[device])
    let shares =
      switch place {
      case .allMemories: [weights] + activations
      case .memory(_, .activations): activations
      case .memory(_, .weights), .network: [weights]
      }
    return shares.dropFirst().reduce(shares[0]) {
      $1.bytes > $0.bytes ? $1 : $0
    }
  }
}

extension DeviceModel {
  /// The memories that `bytes` of `contents` must fit into, with their names;
  /// `nil` where all memories take anything: only all together can be too
  /// small.
  fileprivate func reserved(for contents: Contents, _ bytes: Int) -> (
    Misfit.Place, [MemoryLevel], Int
  )? {
    guard memory.contains(where: { $0.holds != nil }) else { return nil }
    let levels = levels(for: contents)
    let names = levels.map(\.name).joined(separator: " and ")
    return (.memory(names, contents), levels, bytes)
  }
}
