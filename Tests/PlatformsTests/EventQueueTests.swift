import Tensors
import TestSupport
import Testing

@testable import Platforms

struct EventQueueTests {
  /// Everything comes out by time, and at one time by program order.
  @Test(arguments: 0..<UInt64(30))
  func theEarliestComesFirst(seed: UInt64) {
    var random = RandomStream(seed: seed)
    var queue = EventQueue(capacity: 4)
    var waiting: [(Double, Int32)] = []
    for number in 0..<Int32(200) {
      let time = Double(random.int(0...9))
      let event = EventQueue.Event(time: time, operation: 1000 - number)
      let isFirst = waiting.allSatisfy { ($0.0, $0.1) > (time, 1000 - number) }
      #expect(queue.isFirst(event) == isFirst)
      queue.push(event)
      waiting.append((time, 1000 - number))
      guard random.int(0...2) == 0, let next = queue.pop() else { continue }
      waiting.sort { $0 < $1 }
      let expected = waiting.removeFirst()
      #expect((next.time, next.operation) == expected, "seed \(seed)")
    }
    for expected in waiting.sorted(by: { $0 < $1 }) {
      let next = queue.pop()
      #expect(next?.time == expected.0, "seed \(seed)")
      #expect(next?.operation == expected.1, "seed \(seed)")
    }
    #expect(queue.isEmpty)
    #expect(queue.pop() == nil)
  }
}
