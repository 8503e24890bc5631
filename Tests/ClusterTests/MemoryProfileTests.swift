import Cluster
import Tensors
import TestSupport
import Testing

struct MemoryProfileTests {
  /// At each operation all activations between their ends are alive, and all
  /// that is kept since.
  private func bruteForce(_ trace: Trace) -> (ram: [Int], weights: [Int]) {
    var ram = [Int](repeating: 0, count: trace.devices)
    var weights = ram
    for device in 0..<trace.devices {
      let own = trace.buffers.filter { Int($0.device) == device }
      weights[device] = own.filter { $0.kind == .weights }
        .reduce(0) { $0 + $1.bytes }
      for operation in 0...trace.operations.count {
        let alive = own.filter {
          $0.first <= operation
            && ($0.kind.isKept
              || $0.kind == .activation && operation <= $0.last)
        }
        ram[device] = max(ram[device], alive.reduce(0) { $0 + $1.bytes })
      }
    }
    return (ram, weights)
  }

  @Test(arguments: 0..<UInt64(60))
  func agreesWithBruteForceOnSchemes(seed: UInt64) throws {
    let run = Run(seed: seed)
    let trace = try run(values: false).trace
    let profile = MemoryProfile(of: trace)
    let expected = bruteForce(trace)
    #expect(profile.ramPeakBytes == expected.ram, "\(run)")
    #expect(profile.weightBytes == expected.weights, "\(run)")
  }

  /// Random additions, messages and things that stay.
  @Test(arguments: 0..<UInt64(60))
  func agreesWithBruteForceOnRandomPrograms(seed: UInt64) throws {
    let cluster = try randomProgram(seed: seed)
    let trace = cluster.trace
    #expect(trace.violation() == nil, "seed \(seed)")
    let profile = MemoryProfile(of: trace)
    let expected = bruteForce(trace)
    #expect(profile.ramPeakBytes == expected.ram, "seed \(seed)")
    #expect(profile.weightBytes == expected.weights, "seed \(seed)")
  }

  @Test(arguments: 0..<UInt64(20))
  func changesLeadFromZeroToThePeaks(seed: UInt64) throws {
    let trace = try randomProgram(seed: seed).trace
    var peaks = [Int](repeating: 0, count: trace.devices)
    var last = peaks
    var before = 0
    let profile = MemoryProfile(of: trace) { operation, device, bytes in
      #expect(operation >= before)
      before = operation
      peaks[device] = max(peaks[device], bytes)
      last[device] = bytes
    }
    #expect(peaks == profile.ramPeakBytes)
    let kept = (0..<trace.devices).map { device in
      trace.buffers.filter { Int($0.device) == device && $0.kind.isKept }
        .reduce(0) { $0 + $1.bytes }
    }
    #expect(last == kept)
  }

  private func randomProgram(seed: UInt64) throws -> Cluster {
    var random = RandomStream(seed: seed)
    let cluster = try Cluster(devices: random.int(1...4))
    var held = cluster.devices.map { device in
      [Tensor(Shape(random.int(1...9)), at: device)]
    }
    let weight = Parameter("w", Tensor(Shape(7)))
    for _ in 0..<random.int(1...40) {
      let device = random.pick(cluster.devices)
      let x = random.pick(held[device.index])
      switch random.int(0...4) {
      case 0, 1:
        held[device.index].append(try x + x)
      case 2:
        let other = random.pick(cluster.devices)
        guard other !== device else { break }
        held[other.index] += try cluster.send(x, from: device, to: [other])
      case 3:
        device.keep(elements: random.int(1...5), earlier: false)
      default:
        _ = try weight.slice(
          .rows(0..<1), at: device)
      }
    }
    return cluster
  }
}
