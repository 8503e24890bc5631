import CKernels
import Dispatch
import Tensors
import Testing

/// Memory that is used again: never by two at once, never without bound, and
/// never seen by gradients.
struct MemoryTests {
  private static let counts = [
    0, 1, 17, 8192, 8193, 10_000, 65_536, 81_920, 1 << 20, 1 << 24,
    (1 << 24) + 1,
  ]

  @Test(arguments: counts)
  func alignedAndItsOwn(count: Int) throws {
    let first = try #require(ck_take(count))
    let second = try #require(ck_take(count))
    #expect(Int(bitPattern: first) % 64 == 0)
    #expect(abs(second - first) >= max(1, count))
    first.update(repeating: 1, count: count)
    second.update(repeating: 2, count: count)
    #expect(count == 0 || first[count - 1] == 1)
    ck_give(first, count)
    ck_give(second, count)
  }

  @Test func keepsNoMoreThanItSays() throws {
    let blocks = try (0..<8).map { _ in try #require(ck_take(12 << 20)) }
    for block in blocks { ck_give(block, 12 << 20) }
    #expect(ck_kept_bytes() <= 256 << 20)
  }

  @Test func threadsNeverShareABlock() {
    let mixed = Mixed()
    DispatchQueue.concurrentPerform(iterations: 8, execute: mixed.run)
    #expect(mixed.clashes == 0)
  }

  /// Recycled values are anything; gradients begin at zero all the same.
  @Test func gradientsBeginAtZero() throws {
    let shape = Shape(64, 256)
    for _ in 0..<4 {
      let dirty = Tensor(shape) { $0.update(repeating: 7, count: shape.count) }
      #expect(dirty.hasValues)
    }
    let x = Tensor(shape) { $0.update(repeating: 3, count: shape.count) }
    let tape = Tape()
    let leaf = tape.leaf(x)
    try tape.backward(from: leaf.scaled(by: 2).sum())
    let gradient = try #require(tape.gradient(of: leaf)).values()
    #expect(gradient == [Float](repeating: 2, count: shape.count))
  }
}

/// Takes, marks, checks and gives back on several threads.
private final class Mixed: @unchecked Sendable {
  private let queue = DispatchQueue(label: "clashes")
  private var found = 0

  var clashes: Int { queue.sync { found } }

  @Sendable func run(_ thread: Int) {
    var bad = 0
    for round in 0..<400 {
      let count = 9000 + 700 * (round % 5)
      guard let block = ck_take(count) else { continue }
      let mark = Float(thread * 1000 + round)
      block.update(repeating: mark, count: count)
      for i in stride(from: 0, to: count, by: 97) where block[i] != mark {
        bad += 1
      }
      ck_give(block, count)
    }
    queue.sync { found += bad }
  }
}
