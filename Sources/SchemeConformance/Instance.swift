import Cluster
import Models
import Schemes
import Tensors

/// One way to run one small random model by a scheme.
struct Instance: CustomStringConvertible {
  /// Names weights, inputs and the instance itself.
  let seed: UInt64
  /// The sizes.
  let shape: ModelShape
  /// How many devices; the scheme accepts them.
  var devices: Int
  /// New positions of each pass; one pass for models that keep no keys.
  var steps: [Int]
  /// Whether a KV cache is kept; else each pass begins at the first position.
  var isCached: Bool
  /// Whether scores are wanted for all tokens.
  var scoresAll: Bool
  /// What the cluster does besides.
  var options: ClusterOptions

  /// What to look at to see it again.
  var description: String {
    "seed \(seed), \(devices) devices, \(options.allReduce), steps \(steps), "
      + "cache \(isCached), all scores \(scoresAll), width \(shape.width), "
      + "heads \(shape.heads)/\(shape.keyValueHeads), blocks \(shape.blocks), "
      + "hidden \(shape.hidden), input \(shape.input), head \(shape.head), "
      + "class token \(shape.classToken), attends \(shape.attends)"
  }

  /// An instance that `scheme` accepts, on several devices where it can be;
  /// `nil` if it accepts none of many models.
  init?(
    seed: UInt64, for scheme: any Scheme, options told: SchemeOptions
  ) {
    var random = RandomStream(seed: seed)
    var chosen: (ModelShape, [Int])?
    for attempt in 0..<60 {
      let shape =
        switch (Int(seed) + attempt) % 3 {
        case 0: random.modelShape()
        case 1: random.encoderShape()
        default: random.catsShape(devices: random.int(1...5))
        }
      let accepted = Self.accepted(scheme, shape, told)
      if accepted.isEmpty { continue }
      if chosen == nil || accepted.count > 1 { chosen = (shape, accepted) }
      if accepted.count > 1 { break }
    }
    guard let (shape, accepted) = chosen else { return nil }
    self.seed = seed
    self.shape = shape
    // Now and then one device, else several.
    let several = accepted.filter { $0 > 1 }
    devices =
      several.isEmpty || seed % 7 == 6
      ? accepted[0] : several[random.int(0...several.count - 1)]
    steps = [random.int(1...9)]
    isCached = false
    scoresAll = random.pick([true, false])
    if shape.keepsKeys {
      isCached = random.pick([true, false])
      steps += [Int](repeating: 1, count: random.int(0...3))
    }
    options = ClusterOptions()
    options.scheme = told
    options.allReduce = random.pick([
      .ring, .star, .fullMesh, .tree(group: random.int(2...5)),
    ])
  }

  /// Counts of devices up to nine that `scheme` takes for `shape`.
  static func accepted(
    _ scheme: any Scheme, _ shape: ModelShape, _ told: SchemeOptions
  ) -> [Int] {
    (1...9).filter { devices in
      do {
        try scheme.check(shape, devices: devices)
        _ = try scheme.additions(to: shape, devices: devices, options: told)
        return true
      } catch {
        return false
      }
    }
  }

  /// The same on one device.
  var alone: Instance {
    var other = self
    other.devices = 1
    return other
  }

  /// The same with losses that its seed names.
  func losing(_ probability: Double) -> Instance {
    var other = self
    other.options.loss = IndependentLoss(
      probability: probability, seed: seed)
    if probability < 1 { other.options.packetBytes = 16 + Int(seed % 64) }
    return other
  }

  /// Whether every score needs the states of all positions, and these lie on
  /// several devices if they are split.
  var needsAllPositions: Bool {
    let readsAll = !scoresAll || shape.attends == .everywhere
    let isClear =
      switch shape.head {
      case .vocabulary: true
      case .states: false
      default: shape.attends == .everywhere
      }
    return steps.count == 1 && steps[0] >= devices && devices > 1
      && shape.blocks > 1 && readsAll && isClear
  }
}
