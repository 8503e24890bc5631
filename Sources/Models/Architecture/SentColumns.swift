/// Which columns devices send at each gather of a model that is split by
/// columns (SomeGather of CATS, arXiv:2605.15694; repository:
/// model/pruning.py): one set a gather, the same for all receivers and all
/// tokens. They are chosen once and kept with the weights.
public struct SentColumns: Equatable, Sendable {
  /// The number of devices that the choice was made for.
  public let devices: Int
  /// The share that is kept back, 0 to 1.
  public let prune: Double
  /// 1 for a column that is sent, else 0, by the name of the gather.
  public let masks: [String: [Float]]

  /// A choice from its parts.
  public init(devices: Int, prune: Double, masks: [String: [Float]]) {
    self.devices = devices
    self.prune = prune
    self.masks = masks
  }
}

// In the notes of a file of weights: one entry a gather, digits 0 and 1.
extension SentColumns {
  private static let prefix = "sent."

  /// The entries that tell it.
  var notes: [String: String] {
    var notes = [
      Self.prefix + "devices": "\(devices)", Self.prefix + "prune": "\(prune)",
    ]
    for (name, mask) in masks {
      notes[Self.prefix + name] = mask.map { $0 == 0 ? "0" : "1" }.joined()
    }
    return notes
  }

  /// What `notes` tell; `nil` if nothing, or nothing that makes sense.
  init?(notes: [String: String]) {
    guard let devices = notes[Self.prefix + "devices"].flatMap({ Int($0) }),
      let prune = notes[Self.prefix + "prune"].flatMap({ Double($0) })
    else { return nil }
    var masks: [String: [Float]] = [:]
    for (key, digits) in notes where key.hasPrefix(Self.prefix) {
      let name = String(key.dropFirst(Self.prefix.count))
      if name == "devices" || name == "prune" { continue }
      masks[name] = digits.map { $0 == "0" ? 0 : 1 }
    }
    self.init(devices: devices, prune: prune, masks: masks)
  }
}
