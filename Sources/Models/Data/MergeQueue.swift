/// Merges the bytes of one piece: always the pair of lowest rank, and the
/// leftmost of those (Sennrich et al., arXiv:1508.07909, section 3.2).
///
/// The tokens are a linked list, and a heap holds the pairs that may merge;
/// pairs that have changed since are skipped when they come up.
///
/// - Complexity: O(n log n) for n bytes, so that no input is slow.
struct MergeQueue {
  private struct Candidate {
    let rank: Int32
    let at: Int32
    let left: Int32
    let right: Int32
    let token: Int32

    static func < (a: Candidate, b: Candidate) -> Bool {
      (a.rank, a.at) < (b.rank, b.at)
    }
  }

  private let vocabulary: GPT2Vocabulary
  /// The token at each place; -1 where it went into its left neighbour.
  private var tokens: [Int32]
  private var next: [Int32]
  private var previous: [Int32]
  private var heap: [Candidate] = []

  /// The tokens of `piece`.
  static func tokens(
    of piece: [UInt8], _ vocabulary: GPT2Vocabulary
  ) -> [Int32] {
    var queue = MergeQueue(piece, vocabulary)
    queue.run()
    return queue.tokens.filter { $0 >= 0 }
  }

  private init(_ piece: [UInt8], _ vocabulary: GPT2Vocabulary) {
    self.vocabulary = vocabulary
    let count = Int32(piece.count)
    tokens = piece.map { vocabulary.bytes[Int($0)] }
    next = (0..<count).map { $0 + 1 < count ? $0 + 1 : -1 }
    previous = (0..<count).map { $0 - 1 }
    for at in 0..<count { push(at) }
  }

  private mutating func run() {
    while let best = pop() {
      let at = Int(best.at)
      let after = next[at]
      guard after >= 0, tokens[at] == best.left,
        tokens[Int(after)] == best.right
      else { continue }
      tokens[at] = best.token
      tokens[Int(after)] = -1
      next[at] = next[Int(after)]
      if next[at] >= 0 { previous[Int(next[at])] = best.at }
      if previous[at] >= 0 { push(previous[at]) }
      push(best.at)
    }
  }

  /// Adds the pair that begins at `at`, if it merges.
  private mutating func push(_ at: Int32) {
    let after = next[Int(at)]
    guard after >= 0 else { return }
    let pair = GPT2Vocabulary.Pair(
      left: tokens[Int(at)], right: tokens[Int(after)])
    guard let merge = vocabulary.merges[pair] else { return }
    heap.append(
      Candidate(
        rank: merge.rank, at: at, left: pair.left, right: pair.right,
        token: merge.token))
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func pop() -> Candidate? {
    guard let best = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return best }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      if least == parent { return best }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
