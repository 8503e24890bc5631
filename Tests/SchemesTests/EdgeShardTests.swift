import Cluster
import Diagnostics
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// Plans of EdgeShard against all plans there are, and the scheme that runs
/// them.
struct EdgeShardTests {
  /// All ways to cut `blocks` into stages on devices in any order.
  private func allPlans(blocks: Int, devices: Int) -> [[Stage]] {
    func plans(from first: Int, without taken: Set<Int>) -> [[Stage]] {
      if first == blocks { return [[]] }
      return (0..<devices).filter { !taken.contains($0) }.flatMap { device in
        (first + 1...blocks).flatMap { end in
          plans(from: end, without: taken.union([device])).map {
            [Stage(device: device, blocks: first..<end)] + $0
          }
        }
      }
    }
    return plans(from: 0, without: [])
  }

  /// Whether the blocks fit into the memories of their devices.
  private func fits(_ stages: [Stage], _ profile: ShardProfile) -> Bool {
    stages.allSatisfy {
      profile.blockBytes[$0.blocks].reduce(0, +)
        <= profile.memoryBytes[$0.device]
    }
  }

  /// What a plan costs, added up from its stages.
  private func cost(
    _ stages: [Stage], _ profile: ShardProfile, _ goal: ShardGoal
  ) -> Double {
    var (holder, times) = (0, [Double]())
    for stage in stages {
      if stage.device != holder {
        times.append(profile.handOffSeconds[holder][stage.device])
      }
      times.append(
        profile.blockSeconds[stage.device][stage.blocks].reduce(0, +))
      holder = stage.device
    }
    return goal == .latency ? times.reduce(0, +) : times.max() ?? 0
  }

  /// A profile of few kinds of devices or of many, roomy or narrow.
  private func profile(_ random: inout RandomStream) -> ShardProfile {
    let (devices, blocks) = (random.int(1...4), random.int(1...5))
    let kinds = random.int(1...devices)
    let kind = (0..<devices).map { _ in random.int(0...kinds - 1) }
    func table(_ rows: Int, _ columns: Int, limit: Float) -> [[Double]] {
      (0..<rows).map { _ in
        random.values(columns, limit: limit).map { Double(abs($0)) }
      }
    }
    let seconds = table(kinds, blocks, limit: 1)
    let handOff = table(kinds, kinds, limit: random.pick([0, 0.1, 1]))
    let bytes = (0..<blocks).map { _ in random.int(1...4) }
    let memory = (0..<kinds).map { _ in random.int(2...12) }
    return ShardProfile(
      blockSeconds: kind.map { seconds[$0] },
      handOffSeconds: kind.map { from in kind.map { handOff[from][$0] } },
      blockBytes: bytes, memoryBytes: kind.map { memory[$0] })
  }

  @Test(arguments: ShardGoal.allCases)
  func noPlanIsBetter(_ goal: ShardGoal) throws {
    var (found, none, reordered, leftOut) = (0, 0, 0, 0)
    for seed in 0..<UInt64(400) {
      var random = RandomStream(seed: seed)
      let profile = profile(&random)
      let devices = profile.memoryBytes.count
      let possible = allPlans(
        blocks: profile.blockBytes.count, devices: devices
      ).filter { fits($0, profile) }
      let least = possible.map { cost($0, profile, goal) }.min()
      guard let least else {
        #expect(throws: ShardError.noRoom) { try profile.plan(for: goal) }
        none += 1
        continue
      }
      let plan = try profile.plan(for: goal)
      #expect(possible.contains(plan.stages), "seed \(seed)")
      #expect(abs(plan.seconds - least) < 1e-9, "seed \(seed)")
      #expect(
        abs(cost(plan.stages, profile, goal) - least) < 1e-9, "seed \(seed)")
      // The least latency of those, the fewest hand-offs of these.
      let equal = possible.filter { cost($0, profile, goal) <= least + 1e-9 }
      let latency = cost(plan.stages, profile, .latency)
      #expect(
        equal.allSatisfy { cost($0, profile, .latency) >= latency - 1e-9 },
        "seed \(seed)")
      let order = plan.stages.map(\.device)
      found += 1
      reordered += order != order.sorted() ? 1 : 0
      leftOut += order.count < devices ? 1 : 0
    }
    #expect(found > 150 && none > 10 && reordered > 20 && leftOut > 50)
  }

  /// Devices that are alike: runs as even as can be, and as few stages as the
  /// slowest allows; where hand-offs are free but help nothing, none.
  @Test(arguments: [(12, 4, 4), (5, 3, 3), (4, 3, 2), (3, 7, 3), (80, 16, 16)])
  func alikeDevicesShareEvenly(blocks: Int, devices: Int, stages: Int) throws {
    let profile = ShardProfile.alike(blocks: blocks, devices: devices)
    let plan = try profile.plan(for: .throughput)
    let slowest = (blocks + devices - 1) / devices
    #expect(plan.seconds == Double(slowest))
    #expect(plan.stages.map(\.device) == Array(0..<stages))
    let latency = try profile.plan(for: .latency)
    #expect(latency.stages == [Stage(device: 0, blocks: 0..<blocks)])
    #expect(latency.seconds == Double(blocks))
  }

  /// A fast device behind a slow link: worth it for long, not for short.
  @Test(arguments: [(0.5, [1]), (7.0, [0])])
  func aSlowLinkCanBeTooSlow(_ handOff: Double, _ devices: [Int]) throws {
    var profile = ShardProfile.alike(blocks: 8, devices: 2)
    profile.blockSeconds[1] = [Double](repeating: 0.25, count: 8)
    profile.handOffSeconds = [[0, handOff], [handOff, 0]]
    let plan = try profile.plan(for: .latency)
    #expect(plan.stages.map(\.device) == devices)
    #expect(plan.seconds == min(8, 2 + handOff))
  }

  struct Wrong: Sendable {
    var error: ShardError
    var text: String
    var change: @Sendable (inout ShardProfile) -> Void
  }

  @Test(arguments: [
    Wrong(
      error: .extent(
        what: "devices with seconds of blocks", count: 2, expected: 3),
      text: "error: a profile for edgeshard with 2 devices with seconds of "
        + "blocks\n  expected: 3"
    ) { $0.blockSeconds.removeLast() },
    Wrong(
      error: .extent(what: "blocks with seconds", count: 5, expected: 4),
      text: "error: a profile for edgeshard with 5 blocks with seconds\n"
        + "  expected: 4"
    ) { $0.blockSeconds[1].append(1) },
    Wrong(
      error: .value(what: "seconds"),
      text: "error: a profile for edgeshard with seconds that cannot be added\n"
        + "  expected: finite numbers, 0 or more"
    ) { $0.handOffSeconds[1][2] = .nan },
    Wrong(
      error: .value(what: "bytes"),
      text: "error: a profile for edgeshard with bytes that cannot be added\n"
        + "  expected: finite numbers, 0 or more"
    ) { $0.memoryBytes[0] = -1 },
    Wrong(
      error: .noRoom,
      text: "error: edgeshard finds no devices with room for all blocks\n"
        + "  remedy: use more devices, or some with more memory"
    ) { $0.blockBytes[3] = 1 },
  ])
  func saysWhatIsWrong(_ wrong: Wrong) throws {
    var shape = TrafficTests.shape
    shape.blocks = 4
    var profile = ShardProfile.alike(blocks: 4, devices: 3)
    try EdgeShard(profile: profile).check(shape, devices: 3)
    wrong.change(&profile)
    let scheme = EdgeShard(profile: profile)
    #expect(throws: wrong.error) {
      try scheme.plan(shape, devices: 3, options: [:])
    }
    #expect(wrong.error.diagnosis.text == wrong.text)
    #expect(wrong.error.diagnosis.exit == .usage)
  }

  @Test func tooManyKindsAreRefused() throws {
    var profile = ShardProfile.alike(blocks: 32, devices: 24)
    _ = try profile.plan(for: .latency)
    for device in 0..<24 { profile.memoryBytes[device] = device }
    #expect(throws: ShardError.kinds(24)) { try profile.plan(for: .latency) }
  }

  /// With any profile the output is that of the single device, and weights
  /// and messages are where the plan has them.
  @Test func runsItsPlan() throws {
    for seed in 0..<UInt64(80) {
      var random = RandomStream(seed: seed)
      let profile = profile(&random)
      var shape = random.modelShape()
      shape.blocks = profile.blockBytes.count
      let devices = profile.memoryBytes.count
      var options = ClusterOptions()
      options.scheme["edgeshard.goal"] = .word(
        random.pick(["latency", "throughput"]))
      let scheme = EdgeShard(profile: profile)
      let made = try? scheme.plan(
        shape, devices: devices, options: options.scheme)
      guard let plan = made else { continue }
      let model = try randomModel(shape, seed: seed)
      let pass = Pass([1, 2, 0, 1], scoresAll: true)
      let cluster = try Cluster(devices: devices, options: options)
      let found = try scheme.forward(pass, through: model, on: cluster)
      let expected = try Single().forward(
        pass, through: model, on: Cluster(devices: 1))
      #expect(try found.values() == expected.values(), "seed \(seed)")
      let trace = cluster.trace
      #expect(trace.violation() == nil)
      for operation in trace.operations where operation.block >= 0 {
        let stage = try #require(
          plan.stages.first { $0.blocks.contains(Int(operation.block)) })
        #expect(Int(operation.device) == stage.device, "seed \(seed)")
      }
      let order = plan.stages.map(\.device)
      let hops = zip([0] + order, order).filter { $0 != $1 }.count
      let sent = trace.messages.filter { $0.purpose == .activations }
      #expect(
        sent.map(\.payloadBytes)
          == Array(repeating: 16 * shape.width, count: hops))
    }
  }

  struct Told: Sendable {
    var options: SchemeOptions
    var stages: [Stage]
  }

  /// Plans by options alone: four blocks on three devices.
  @Test(arguments: [
    Told(
      options: [:],
      stages: [
        Stage(device: 0, blocks: 0..<2), Stage(device: 1, blocks: 2..<4),
      ]),
    Told(
      options: ["edgeshard.goal": .word("latency")],
      stages: [Stage(device: 0, blocks: 0..<4)]),
    Told(
      options: [
        "edgeshard.goal": .word("latency"),
        "edgeshard.speeds": .word("1, 1, 4"),
        "edgeshard.hand_off": .real(0.5),
      ], stages: [Stage(device: 2, blocks: 0..<4)]),
    Told(
      options: [
        "edgeshard.goal": .word("latency"), "edgeshard.room": .word("1,2,9"),
        "edgeshard.speeds": .word("1,1,0.25"),
      ],
      stages: [
        Stage(device: 0, blocks: 0..<1), Stage(device: 1, blocks: 1..<3),
        Stage(device: 2, blocks: 3..<4),
      ]),
  ])
  func optionsSayWhatDevicesAre(_ told: Told) throws {
    let plan = try EdgeShard().plan(
      TrafficTests.shape, devices: 3, options: told.options)
    #expect(plan.stages.first == told.stages.first)
    // Behind the first, those that cost the same may change places.
    func blocks(_ stages: [Stage]) -> [Int: Int] {
      stages.reduce(into: [:]) { $0[$1.device] = $1.blocks.count }
    }
    #expect(blocks(plan.stages) == blocks(told.stages))
  }

  @Test(arguments: ["1, 2", "1, 2, x", "1, 2, 0", "1,,2", ""])
  func listsMustFit(_ text: String) throws {
    let expected = ModelError.option(
      "edgeshard.speeds", value: "'\(text)'",
      expected: "3 numbers with commas between them, one for each device, "
        + "1e-09 to 1e9")
    #expect(throws: expected) {
      try EdgeShard().plan(
        TrafficTests.shape, devices: 3,
        options: ["edgeshard.speeds": .word(text)])
    }
  }
}
