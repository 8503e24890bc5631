import Cluster
import Models
@testable import Schemes
import Tensors
import TestSupport
import Testing

/// The assignment, and hidden units that change their devices.
struct PermutationTests {
  /// All orders of up to six, tried one by one.
  @Test func noOrderIsCheaper() {
    for seed in 0..<UInt64(150) {
      var random = RandomStream(seed: seed)
      let n = random.int(1...6)
      let isCoarse = random.pick([true, false])
      let costs = (0..<n).map { _ in
        (0..<n).map { _ in
          isCoarse
            ? Double(random.int(-2...2)) : Double(random.int(-1000...1000)) / 7
        }
      }
      let found = cheapestAssignment(costs)
      #expect(Set(found) == Set(0..<n), "seed \(seed)")
      func cost(_ order: [Int]) -> Double {
        order.enumerated().reduce(0) { $0 + costs[$1.0][$1.1] }
      }
      let best = orders(n).map(cost).min() ?? 0
      #expect(abs(cost(found) - best) < 1e-9, "seed \(seed)")
    }
  }

  private func orders(_ n: Int) -> [[Int]] {
    guard n > 0 else { return [[]] }
    return orders(n - 1).flatMap { order in
      (0...order.count).map { place in
        var longer = order
        longer.insert(n - 1, at: place)
        return longer
      }
    }
  }

  @Test func theModelTellsTheSame() throws {
    var moved = 0
    for seed in 0..<UInt64(60) {
      let test = try CatsCase(seed: seed)
      let other = try Cats().permuted(test.model, devices: test.devices)
      let pass = Pass(vectors: test.vectors)
      let found = try Single().forward(
        pass, through: other, on: Cluster(devices: 1))
      let expected = try Single().forward(
        pass, through: test.model, on: Cluster(devices: 1))
      #expect(
        relativeError(try found.values(), try expected.values()) < 1e-4,
        "\(test)")
      let block = (test.model.blocks[0], other.blocks[0])
      if try block.0.up.weight.value.values()
        != block.1.up.weight.value.values()
      {
        moved += 1
      }
      #expect(
        try local(other, test.devices)
          >= local(test.model, test.devices) - 1e-3, "\(test)")
    }
    #expect(moved > 30)
  }

  /// What of the weights lies between a device's units and its own columns.
  private func local(_ model: Transformer, _ devices: Int) throws -> Double {
    let units = partition(model.shape.hidden, into: devices)
    let columns = partition(model.shape.width, into: devices)
    return try model.blocks.reduce(0) { sum, block in
      let up = try block.up.weight.value.values()
      let down = try block.down.weight.value.values()
      var sum = sum
      for device in 0..<devices {
        for unit in units[device] {
          for column in columns[device] {
            sum += Double(abs(up[unit * model.shape.width + column]))
            sum += Double(abs(down[column * model.shape.hidden + unit]))
          }
        }
      }
      return sum
    }
  }
}
