/// Operations that are ready, the earliest first; ties go to the one that
/// stands first in the program, so that every run is the same.
///
/// A binary heap; push and pop are O(log n).
struct EventQueue {
  private var heap: ContiguousArray<Event> = []

  struct Event {
    var time: Double
    var operation: Int32

    @inline(__always)
    static func < (a: Event, b: Event) -> Bool {
      a.time < b.time || (a.time == b.time && a.operation < b.operation)
    }
  }

  init(capacity: Int) { heap.reserveCapacity(capacity) }

  var isEmpty: Bool { heap.isEmpty }

  /// Whether `event` comes before everything that waits.
  @inline(__always)
  func isFirst(_ event: Event) -> Bool {
    heap.isEmpty || event < heap[0]
  }

  @inline(__always)
  mutating func push(_ event: Event) {
    var child = heap.count
    heap.append(event)
    heap.withUnsafeMutableBufferPointer { heap in
      while child > 0 {
        let parent = (child - 1) / 2
        guard event < heap[parent] else { break }
        heap[child] = heap[parent]
        child = parent
      }
      heap[child] = event
    }
  }

  @inline(__always)
  mutating func pop() -> Event? {
    guard let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return last }
    return heap.withUnsafeMutableBufferPointer { heap in
      let first = heap[0]
      let count = heap.count
      var parent = 0
      while true {
        var child = 2 * parent + 1
        guard child < count else { break }
        if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
        guard heap[child] < last else { break }
        heap[parent] = heap[child]
        parent = child
      }
      heap[parent] = last
      return first
    }
  }
}
