import Cluster
import Tensors
import TestSupport
import Testing

/// What a small program leaves in the trace, line by line.
struct RecorderTests {
  /// b = relu(a); c = b + b; send c; d = relu(c'); e = d + c' on device 1.
  private func program() throws -> Trace {
    var options = ClusterOptions()
    options.formats = ElementFormats(
      weights: .q80, activations: .fp16, messages: .int8)
    let cluster = try Cluster(devices: 2, options: options)
    let devices = cluster.devices
    let b = try Tensor(Shape(1, 64), at: devices[0]).relu()
    let weight = Parameter("w", Tensor(Shape(32, 64)))
    let c = try b.linear(weight.slice(at: devices[0]))
    let received = try cluster.send(c, from: devices[0], to: [devices[1]])[0]
    let d = try received.relu()
    _ = try d + received
    _ = try b + b
    return cluster.trace
  }

  @Test func operationsSayWhatTheyTouch() throws {
    let trace = try program()
    #expect(trace.operations.map(\.device) == [0, 0, 0, 1, 1, 0])
    #expect(
      trace.operations.map(\.kernel) == [
        .elementwise, .matrixVector, .copy, .elementwise, .elementwise,
        .elementwise,
      ])
    #expect(trace.operations.map(\.macs) == [64, 2048, 0, 32, 32, 64])
    // 2,048 weights in q80.
    #expect(trace.operations.map(\.weightBytes) == [0, 2176, 0, 0, 0, 0])
    // Operands and result, 2 bytes each.
    #expect(
      trace.operations.map(\.activationBytes) == [256, 192, 0, 128, 192, 384])
    #expect(trace.messages.map(\.payloadBytes) == [32])
  }

  @Test func onlyWhatIsNotImpliedIsWaitedFor() throws {
    let trace = try program()
    // The message waits for c, device 1 for the message, once.
    #expect(
      trace.operations.map(\.dependencyCount) == [0, 0, 1, 1, 0, 0])
    #expect(
      trace.dependencies == [
        .init(operation: 1, delivery: -1), .init(operation: 2, delivery: 0),
      ])
  }

  @Test func buffersLiveUntilTheirLastUse() throws {
    let trace = try program()
    #expect(
      trace.buffers.map(\.kind) == [
        .activation, .weights, .activation, .activation, .activation,
        .activation, .activation,
      ])
    #expect(trace.buffers.map(\.bytes) == [128, 2176, 64, 64, 64, 64, 128])
    #expect(trace.buffers.map(\.device) == [0, 0, 0, 1, 1, 1, 0])
    #expect(trace.buffers.map(\.first) == [0, 1, 1, 2, 3, 4, 5])
    // b is read by the last operation; c by the message; c' by operation 4.
    #expect(
      [0, 2, 3, 4, 5, 6].map { trace.buffers[$0].last }
        == [5, 2, 4, 4, 4, 5])
    let profile = MemoryProfile(of: trace)
    // b and b + b; c', d and e.
    #expect(profile.ramPeakBytes == [256, 192])
    #expect(profile.weightBytes == [2176, 0])
  }

  /// Nothing that a device stores holds the device: it goes with its run, and
  /// with it what gradients took.
  @Test func devicesGoWithTheirRun() throws {
    weak var held: Device?
    try autoreleasing {
      let tape = Tape()
      let cluster = try Cluster(devices: 1, tape: tape)
      let weight = Parameter("w", try Tensor(Shape(2, 2), [1, 2, 3, 4]))
      let x = try weight.slice(at: cluster.root)
      try tape.backward(from: x.linear(x).sum())
      held = cluster.root
      #expect(held != nil)
    }
    #expect(held == nil)
  }

  private func autoreleasing(_ body: () throws -> Void) rethrows { try body() }
}
