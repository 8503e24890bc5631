/// The dynamic program: the least cost of the first blocks, on so many devices
/// of each kind, the last of them of a given kind.
struct ShardSearch {
  private let profile: ShardProfile
  private let kinds: [[Int]]
  /// `used` counts the devices of each kind in a number of mixed radix; this
  /// is what one more of a kind adds.
  private let strides: [Int]
  private let usedLimit: Int
  private let blocks: Int
  /// By kind: seconds of the blocks before each.
  private let seconds: [[Double]]
  /// Bytes of the blocks before each.
  private let bytes: [Int]
  /// By state: the least cost, and the state before it.
  private var cost: [Cost] = []
  private var before: [Int32] = []

  /// Seconds first, then hand-offs.
  private struct Cost: Comparable {
    var seconds: Double
    var handOffs: Int

    static let none = Cost(seconds: .infinity, handOffs: 0)

    static func < (a: Cost, b: Cost) -> Bool {
      (a.seconds, a.handOffs) < (b.seconds, b.handOffs)
    }
  }

  init(_ profile: ShardProfile) throws {
    self.profile = profile
    kinds = profile.kinds
    blocks = profile.blockBytes.count
    var (strides, limit) = ([Int](), 1)
    for kind in kinds {
      strides.append(limit)
      limit *= kind.count + 1
      guard limit <= ShardError.stateLimit / (kinds.count * (blocks + 1)) else {
        throw ShardError.kinds(kinds.count)
      }
    }
    self.strides = strides
    usedLimit = limit
    seconds = kinds.map { kind in
      profile.blockSeconds[kind[0]].reduce(into: [0]) {
        $0.append(($0.last ?? 0) + $1)
      }
    }
    bytes = profile.blockBytes.reduce(into: [0]) {
      $0.append(($0.last ?? 0) + $1)
    }
  }

  private func state(_ used: Int, _ last: Int, _ done: Int) -> Int {
    (used * kinds.count + last) * (blocks + 1) + done
  }

  private func isLeft(_ kind: Int, _ used: Int) -> Bool {
    used / strides[kind] % (kinds[kind].count + 1) < kinds[kind].count
  }

  /// The least seconds that the slowest stage or hand-off can take.
  mutating func slowest() throws -> Double {
    run { Cost(seconds: max($0.seconds, $1 ?? 0, $2), handOffs: 0) }
    return try cost[best()].seconds
  }

  /// The plan of the least latency that has no stage and no hand-off of more
  /// seconds than `limit`.
  mutating func plan(limit: Double) throws -> ShardPlan {
    run { before, handOff, stage in
      handOff ?? 0 <= limit && stage <= limit
        ? Cost(
          seconds: before.seconds + (handOff ?? 0) + stage,
          handOffs: before.handOffs + (handOff == nil ? 0 : 1)) : .none
    }
    let end = try best()
    return ShardPlan(stages: stages(to: end), seconds: cost[end].seconds)
  }

  /// Seconds from a device of one kind to the next stage's, of another or the
  /// same; `nil` where nothing is handed on: the first device has the input.
  private func handOff(from: Int, to: Int) -> Double? {
    if from == 0, to == 0 { return nil }
    let next = from == to ? kinds[to].last : kinds[to].first
    return next.map { profile.handOffSeconds[kinds[from][0]][$0] }
  }

  /// Fills all states.
  ///
  /// - Parameter extended: what a plan costs with one stage more, from what it
  ///   costs without, and the seconds of the hand-off, if there is one, and of
  ///   the stage.
  private mutating func run(
    _ extended: (Cost, _ handOff: Double?, _ stage: Double) -> Cost
  ) {
    let states = usedLimit * kinds.count * (blocks + 1)
    cost = Array(repeating: .none, count: states)
    before = Array(repeating: -1, count: states)
    cost[state(0, 0, 0)] = Cost(seconds: 0, handOffs: 0)
    for used in 0..<usedLimit {
      for last in kinds.indices {
        for next in kinds.indices where isLeft(next, used) {
          extend(used, last, by: next, extended)
        }
      }
    }
  }

  /// Adds a stage on a device of the kind `next` to plans of one kind.
  private mutating func extend(
    _ used: Int, _ last: Int, by next: Int,
    _ extended: (Cost, Double?, Double) -> Cost
  ) {
    let handOff = handOff(from: last, to: next)
    let room = profile.memoryBytes[kinds[next][0]]
    for done in 0..<blocks {
      let from = state(used, last, done)
      guard cost[from] < .none else { continue }
      for end in done + 1...blocks {
        guard bytes[end] - bytes[done] <= room else { break }
        let sum = extended(
          cost[from], handOff, seconds[next][end] - seconds[next][done])
        let to = state(used + strides[next], next, end)
        if sum < cost[to] {
          cost[to] = sum
          before[to] = Int32(from)
        }
      }
    }
  }

  /// The state of the best plan that holds all blocks.
  private func best() throws -> Int {
    let ends = (0..<usedLimit * kinds.count).map {
      $0 * (blocks + 1) + blocks
    }
    guard let best = ends.min(by: { cost[$0] < cost[$1] }),
      cost[best] < .none
    else { throw ShardError.noRoom }
    return best
  }

  /// The stages of the plan that ends in a state.
  private func stages(to end: Int) -> [Stage] {
    var runs: [(kind: Int, blocks: Range<Int>)] = []
    var at = end
    while before[at] >= 0 {
      let from = Int(before[at])
      let done = from % (blocks + 1)..<at % (blocks + 1)
      runs.append((at / (blocks + 1) % kinds.count, done))
      at = from
    }
    var taken = kinds.map { $0[...] }
    return runs.reversed().compactMap { run in
      taken[run.kind].popFirst().map { Stage(device: $0, blocks: run.blocks) }
    }
  }
}
