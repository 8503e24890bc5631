import Cluster
import Models
import Schemes
import Tensors
import TestSupport
import Testing

/// The structure of tensor parallelism with a root.
struct RootedTests {
  private func trace(
    _ name: String, devices: Int, tokens: Int = 1, context: Int = 127,
    _ collective: AllReduceAlgorithm = .tree(group: 4)
  ) throws -> Trace {
    let file = try ModelFile(file: modelFile(name))
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: .int8, activations: .int8, messages: .int8)
    options.allReduce = collective
    options.repeats = file.repeats
    let cluster = try Cluster(devices: devices, options: options)
    let memory =
      file.shape.keepsKeys ? DecodingMemory(length: context) : nil
    _ = try TensorParallel().forward(
      file.shape.blankPass(count: tokens, memory: memory),
      through: Transformer(shapesOnly: file.shape), on: cluster)
    return cluster.trace
  }

  private func matrixBytes(_ trace: Trace) -> [Int] {
    var bytes = [Int](repeating: 0, count: trace.devices)
    for operation in trace.operations where operation.kernel.isProduct {
      bytes[Int(operation.device)] += operation.weightBytes
    }
    return bytes
  }

  /// Slices of the matrices add up to the block, on equal devices.
  @Test(arguments: [1, 2, 4, 8])
  func noWeightLiesTwice(_ devices: Int) throws {
    let slices = matrixBytes(try trace("tinyllama-42m-block", devices: devices))
    #expect(
      slices == Array(repeating: 3_145_728 / devices, count: devices))
  }

  /// Two all-reduces a block, each N - 1 messages up and N - 1 down.
  @Test(
    arguments: ["tinyllama-64-heads-block", "tinyllama-42m"],
    [2, 4, 8, 16, 32, 64])
  func messagesOfABlock(_ name: String, _ devices: Int) throws {
    guard devices <= 8 || name != "tinyllama-42m" else { return }
    let trace = try trace(name, devices: devices)
    let blocks = name == "tinyllama-42m" ? 8 : 1
    let sent = trace.messages.filter { $0.purpose == .activations }
    #expect(
      sent.reduce(0) { $0 + Int($1.receivers) }
        == 4 * (devices - 1) * blocks)
    #expect(sent.allSatisfy { $0.payloadBytes == 512 })
    #expect(trace.messages.count == sent.count)
  }

  /// Keys and values are split by heads and stay where they are.
  @Test(arguments: [1, 2, 4, 8])
  func keysAreSplit(_ devices: Int) throws {
    let trace = try trace("tinyllama-42m-block", devices: devices)
    var kept = [Int](repeating: 0, count: devices)
    for buffer in trace.buffers where buffer.kind.isKept {
      kept[Int(buffer.device)] += buffer.bytes
    }
    #expect(kept == Array(repeating: 131_072 / devices, count: devices))
    let read = trace.operations.reduce(0) { $0 + $1.keptBytes }
    #expect(read == 131_072)
  }

  /// The root alone adds the residual and norms what comes next.
  @Test func theRootJoins() throws {
    let trace = try trace("tinyllama-42m", devices: 4)
    for operation in trace.operations where operation.kernel == .normalization {
      #expect(operation.device == 0)
    }
  }

  /// One block that stands for eight weighs as much as eight.
  @Test func oneBlockStandsForAll() throws {
    for devices in [1, 2, 8] {
      let one = MemoryProfile(
        of: try trace("tinyllama-42m-block", devices: devices))
      let all = MemoryProfile(
        of: try trace("tinyllama-42m-blocks", devices: devices))
      for device in 0..<devices {
        // The first norm of a pass is everyone's.
        let norms = 8 * 512
        #expect(
          abs(one.weightBytes[device] - all.weightBytes[device]) <= norms)
        #expect(
          abs(one.ramPeakBytes[device] - all.ramPeakBytes[device]) <= 4096)
      }
    }
  }

  /// A root changes who adds, not what comes out, to the bit of another order
  /// of sums; with a loss only what was lost.
  @Test func rootsGiveWhatRingsGive() throws {
    for seed in 0..<UInt64(60) {
      var run = Run(seed: seed)
      run.scheme = "tensor-parallel"
      run.devices = min(
        run.devices, run.shape.keyValueHeads, run.shape.hidden)
      guard run.shape.heads > 1, run.devices > 1 else { continue }
      run.options.allReduce = .tree(group: 2 + Int(seed % 3))
      let rooted = try run()
      let alone = try run.alone()
      for (a, b) in zip(rooted.scores, alone.scores) {
        #expect(relativeError(a, b) < 1e-4, "\(run)")
      }
      #expect(rooted.trace.violation() == nil, "\(run)")
    }
  }
}
