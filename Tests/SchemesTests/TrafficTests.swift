import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// What schemes send and hold, by the formulas of their papers.
struct TrafficTests {
  static let shape = ModelShape(
    name: "regular", width: 48, hidden: 96, blocks: 4, heads: 8,
    keyValueHeads: 4, vocabulary: 11, context: 64)

  private func trace(
    _ scheme: String, devices: Int, steps: [Int], lengthBefore: Int = 0,
    _ change: (inout ClusterOptions) -> Void = { _ in }
  ) throws -> Trace {
    var options = ClusterOptions()
    change(&options)
    let model = try Transformer(shapesOnly: Self.shape)
    let cluster = try Cluster(devices: devices, options: options)
    let memory = DecodingMemory(length: lengthBefore)
    for step in steps {
      _ = try known(scheme).forward(
        Pass(count: step, memory: memory), through: model, on: cluster)
      memory.advance(by: step)
    }
    return cluster.trace
  }

  private func activationBytes(_ trace: Trace) -> Int {
    trace.messages.filter { $0.purpose == .activations }.reduce(0) {
      sum, message in
      sum
        + trace.deliveries[trace.deliveries(of: message)]
        .reduce(0) { $0 + $1.sentBytes }
    }
  }

  /// Megatron: two ring all-reduces a block, 4 (D-1) T d b over all devices.
  @Test(arguments: [2, 4], [1, 6])
  func tensorParallelOnARing(devices: Int, tokens: Int) throws {
    let trace = try trace("tensor-parallel", devices: devices, steps: [tokens])
    let expected = 4 * 2 * 2 * (devices - 1) * tokens * Self.shape.width
    #expect(activationBytes(trace) == expected * Self.shape.blocks)
  }

  /// Voltage: one all-gather for each but the last block, a quarter of
  /// tensor parallelism's traffic a block.
  @Test(arguments: [2, 3, 6])
  func voltageIsAQuarter(devices: Int) throws {
    let trace = try trace("voltage", devices: devices, steps: [6])
    let once = (devices - 1) * 6 * Self.shape.width * 4
    #expect(activationBytes(trace) == once * (Self.shape.blocks - 1))
  }

  @Test(arguments: [1, 2, 3, 4])
  func pipelineHandsOnTheHiddenState(devices: Int) throws {
    let trace = try trace("pipeline", devices: devices, steps: [5])
    #expect(
      activationBytes(trace) == (devices - 1) * 5 * Self.shape.width * 4)
  }

  /// The weights of all devices together are the model, but for what every
  /// device of the scheme needs whole.
  @Test(arguments: [1, 2, 4])
  func weightsAreHeldOnce(devices: Int) throws {
    let shape = Self.shape
    let whole = 4 * shape.parameters
    let norms = 4 * shape.width * 2 * shape.blocks
    let table = 4 * shape.vocabulary * shape.width
    func held(_ scheme: String) throws -> Int {
      MemoryProfile(
        of: try trace(scheme, devices: devices, steps: [8, 1])
      ).weightBytes.reduce(0, +)
    }
    #expect(
      try held("tensor-parallel") == whole + (devices - 1) * (norms + table))
    // The head is the embedding: the last device has it too.
    #expect(
      try held("galaxy") == whole + (devices - 1) * (norms + table))
    #expect(try held("pipeline") == whole + (devices > 1 ? table : 0))
    // All blocks and the embedding everywhere; the final norm where a last
    // row is scored.
    let scorers = Set([7 % devices, 8 % devices]).count
    #expect(
      try held("voltage")
        == devices * (whole - 4 * shape.width) + scorers * 4 * shape.width)
  }

  /// Whoever computed the scores knows the token, and tells the others.
  @Test(
    arguments: [
      "tensor-parallel", "pipeline", "voltage", "galaxy", "edgeshard",
    ],
    [[7, 1, 1, 1, 1, 1], [5, 4, 3, 1, 1], [1, 1, 1, 1], [2, 9, 1]])
  func whoKnowsTheTokenTellsIt(_ scheme: String, _ steps: [Int]) throws {
    for devices in 2...4 {
      let trace = try trace(scheme, devices: devices, steps: steps)
      var lastHead: UInt16?
      var told = 0
      for operation in trace.operations {
        if operation.kernel == .head { lastHead = operation.device }
        guard operation.isMessage,
          trace.messages[Int(operation.message)].purpose == .control
        else { continue }
        if let lastHead { #expect(operation.device == lastHead) }
        told += 1
      }
      #expect(told == steps.count)
    }
  }

  /// A text that is pretended costs what a text that was read costs.
  @Test(arguments: [
    "tensor-parallel", "pipeline", "voltage", "galaxy", "edgeshard",
  ])
  func pretendedTextsCostTheSame(_ scheme: String) throws {
    let read = try trace(scheme, devices: 3, steps: [20, 1])
    let told = try trace(scheme, devices: 3, steps: [1], lengthBefore: 20)
    let tail = read.operations.suffix(told.operations.count)
    #expect(tail.map(\.macs) == told.operations.map(\.macs))
    #expect(tail.map(\.weightBytes) == told.operations.map(\.weightBytes))
    #expect(
      tail.map(\.activationBytes) == told.operations.map(\.activationBytes))
  }

  @Test func formatsScaleWhatIsHeldAndSent() throws {
    func make(_ format: ElementFormat) throws -> (Int, Int) {
      let trace = try trace("tensor-parallel", devices: 2, steps: [4]) {
        $0.formats = ElementFormats(
          weights: format, activations: format, messages: format)
      }
      let memory = MemoryProfile(of: trace)
      return (activationBytes(trace), memory.weightBytes[0])
    }
    let full = try make(.fp32)
    let half = try make(.fp16)
    #expect(half.0 * 2 == full.0)
    #expect(half.1 * 2 == full.1)
  }
}
