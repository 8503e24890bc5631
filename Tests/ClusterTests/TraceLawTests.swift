import Tensors
import TestSupport
import Testing

@testable import Cluster

struct TraceLawTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var violation: Trace.Violation
    var plant: @Sendable (inout Trace) -> Void

    init(
      _ name: String, _ violation: Trace.Violation,
      _ plant: @escaping @Sendable (inout Trace) -> Void
    ) {
      testDescription = name
      self.violation = violation
      self.plant = plant
    }
  }

  /// 0: device 0 computes; 1: it sends that to both others; 2: device 1
  /// computes with it; 3: it sends the result back; 4: device 0 computes.
  static func good() throws -> Trace {
    let cluster = try Cluster(devices: 3)
    let devices = cluster.devices
    let a = try Tensor(Shape(2), at: devices[0]).relu()
    let received = try cluster.send(
      a, from: devices[0], to: [devices[1], devices[2]])
    let b = try received[0].relu()
    let back = try cluster.send(b, from: devices[1], to: [devices[0]])
    _ = try a + back[0]
    return cluster.trace
  }

  @Test func aRealTraceIsGood() throws {
    let trace = try Self.good()
    #expect(trace.violation() == nil)
    #expect(trace.operations.count == 5)
    #expect(trace.dependencies.count == 4)
  }

  static let faults: [Fault] = [
    Fault("waits for itself", .order(operation: 2, waitsFor: 2)) {
      $0.dependencies[1].operation = 2
    },
    Fault("waits for the future", .order(operation: 2, waitsFor: 4)) {
      $0.dependencies[1] = .init(operation: 4, delivery: -1)
    },
    Fault("waits for nothing", .order(operation: 1, waitsFor: -1)) {
      $0.dependencies[0].operation = -1
    },
    Fault("unknown device", .device(operation: 0)) {
      $0.operations[0].device = 3
    },
    Fault("sends to itself", .device(operation: 1)) {
      $0.deliveries[0].receiver = 0
    },
    Fault("sends to nobody known", .device(operation: 1)) {
      $0.deliveries[1].receiver = 9
    },
    Fault("reads what another received", .index(operation: 2)) {
      $0.dependencies[1].delivery = 1
    },
    Fault("reads a delivery of no message", .index(operation: 1)) {
      $0.dependencies[0].delivery = 0
    },
    Fault("reads a message without a delivery", .index(operation: 2)) {
      $0.dependencies[1].delivery = -1
    },
    Fault("dependencies beyond the table", .index(operation: 4)) {
      $0.operations[4].dependencyCount = 7
    },
    Fault("a negative number of dependencies", .index(operation: 4)) {
      $0.operations[4].dependencyCount = -1
    },
    Fault("dependencies before the table", .index(operation: 0)) {
      $0.operations[0].firstDependency = -1
    },
    Fault("dependencies of another operation", .index(operation: 4)) {
      $0.operations[4].firstDependency -= 1
    },
    Fault("a dependency of no operation", .index(operation: 4)) {
      $0.dependencies.append(.init(operation: 0, delivery: -1))
    },
    Fault("no such message", .index(operation: 1)) {
      $0.operations[1].message = 2
    },
    Fault("deliveries beyond the table", .index(operation: 3)) {
      $0.messages[1].receivers = 2
    },
    Fault("a negative number of receivers", .index(operation: 3)) {
      $0.messages[1].receivers = -1
    },
    Fault("deliveries before the table", .index(operation: 1)) {
      $0.messages[0].firstDelivery = -1
    },
    Fault("bytes vanish", .conservation(message: 0, receiver: 1)) {
      $0.deliveries[0].deliveredBytes -= 1
    },
    Fault("bytes appear", .conservation(message: 0, receiver: 2)) {
      $0.deliveries[1].lostBytes += 1
    },
    Fault(
      "fewer bytes sent than wanted", .conservation(message: 1, receiver: 0)
    ) {
      $0.deliveries[2].sentBytes -= 1
    },
    Fault("more bytes sent than tried", .conservation(message: 1, receiver: 0))
    {
      $0.deliveries[2].sentBytes += 1
    },
    Fault("a negative loss", .conservation(message: 0, receiver: 1)) {
      $0.deliveries[0].lostBytes = -4
      $0.deliveries[0].deliveredBytes += 4
    },
    Fault("rounds that begin late", .round(message: 0)) {
      for index in 0..<2 { $0.messages[index].round += 1 }
    },
    Fault("a round is left out", .round(message: 1)) {
      $0.messages[1].round = 2
    },
    Fault("rounds go back", .round(message: 1)) {
      $0.messages[1].round = -1
    },
    Fault("a message waits for its own round", .round(message: 1)) {
      $0.messages[1].round = 0
    },
    Fault("collectives that begin late", .collective(message: 0)) {
      for index in 0..<2 { $0.messages[index].collective += 1 }
    },
    Fault("a collective is left out", .collective(message: 1)) {
      $0.messages[1].collective = 2
    },
    Fault("collectives go back", .collective(message: 1)) {
      $0.messages[1].collective = -1
    },
    Fault("a buffer ends before it begins", .lifetime(buffer: 0)) {
      $0.buffers[0].last = -1
    },
    Fault("a buffer on no device", .lifetime(buffer: 1)) {
      $0.buffers[1].device = 3
    },
  ]

  @Test(arguments: faults)
  func findsIt(_ fault: Fault) throws {
    var trace = try Self.good()
    fault.plant(&trace)
    #expect(trace.violation() == fault.violation)
  }
}
