/// What a node of random linear network coding knows: a subspace of GF(2)^G.
///
/// A coded packet is a sum (exclusive or) of some of G messages; its vector
/// says of which, one bit a message, in words of 64. The basis is kept in
/// reduced row echelon form, a row a pivot. Invariant: no row has a bit at
/// another row's pivot. So a message can be decoded exactly if the row with
/// its pivot is the unit vector.
struct CodedBasis: Sendable {
  /// G, the dimension of the whole space.
  let messages: Int
  /// Words of a vector.
  let words: Int
  /// The dimension of the subspace.
  private(set) var rank = 0
  /// Bits of the messages that are pivots.
  private var pivots: [UInt64]
  /// `messages x words`: the row of each pivot; zeros elsewhere.
  private var rows: [UInt64]

  /// Nothing known of `messages` messages.
  init(messages: Int) {
    self.messages = messages
    words = (messages + 63) / 64
    pivots = [UInt64](repeating: 0, count: words)
    rows = [UInt64](repeating: 0, count: words * messages)
  }

  /// Whether everything can be decoded.
  var isComplete: Bool { rank == messages }

  /// Adds a message itself.
  mutating func insert(message: Int) {
    var vector = [UInt64](repeating: 0, count: words)
    vector[message / 64] = 1 << UInt64(message % 64)
    insert(&vector)
  }

  /// Adds a received vector; true if it was innovative. `vector` ends up as
  /// what was new in it.
  ///
  /// - Complexity: O(rank x words).
  @discardableResult
  mutating func insert(_ vector: inout [UInt64]) -> Bool {
    reduce(&vector)
    guard let first = vector.firstIndex(where: { $0 != 0 }) else {
      return false
    }
    let bit = vector[first].trailingZeroBitCount
    let pivot = first * 64 + bit
    let words = self.words
    rows.withUnsafeMutableBufferPointer { rows in
      for word in 0..<words { rows[pivot * words + word] = vector[word] }
      for row in 0..<messages
      where row != pivot && rows[row * words + first] >> UInt64(bit) & 1 == 1 {
        for word in 0..<words { rows[row * words + word] ^= vector[word] }
      }
    }
    pivots[first] |= 1 << UInt64(bit)
    rank += 1
    return true
  }

  /// The sum of the rows that random bits pick: uniform over the subspace,
  /// but a row of its own, chosen by `spare`, instead of zero.
  ///
  /// - Parameter vector: the random bits, replaced by the sum.
  /// - Complexity: O(rank x words).
  func combine(_ vector: inout [UInt64], spare: UInt32) {
    var picked: UInt64 = 0
    for word in 0..<words {
      vector[word] &= pivots[word]
      picked |= vector[word]
    }
    if picked == 0, rank > 0 {
      var left = Int(spare) % rank
      for word in 0..<words {
        var bits = pivots[word]
        guard left < bits.nonzeroBitCount else {
          left -= bits.nonzeroBitCount
          continue
        }
        for _ in 0..<left { bits &= bits - 1 }
        vector[word] = bits & (0 &- bits)
        break
      }
    }
    let bits = vector
    for word in 0..<words { vector[word] = 0 }
    add(rowsAt: bits, to: &vector)
  }

  /// Whether a message can be decoded: its unit vector is in the subspace.
  func decodes(_ message: Int) -> Bool {
    let (word, bit) = (message / 64, UInt64(message % 64))
    guard pivots[word] >> bit & 1 == 1 else { return false }
    for other in 0..<words {
      let expected: UInt64 = other == word ? 1 << bit : 0
      if rows[message * words + other] != expected { return false }
    }
    return true
  }

  /// Takes from a vector what is known already.
  private func reduce(_ vector: inout [UInt64]) {
    var known = vector
    for word in 0..<words { known[word] &= pivots[word] }
    add(rowsAt: known, to: &vector)
  }

  /// Adds the rows of some pivots.
  private func add(rowsAt picked: [UInt64], to vector: inout [UInt64]) {
    let words = self.words
    rows.withUnsafeBufferPointer { rows in
      vector.withUnsafeMutableBufferPointer { vector in
        for block in 0..<words {
          var bits = picked[block]
          while bits != 0 {
            let row = (block * 64 + bits.trailingZeroBitCount) * words
            bits &= bits - 1
            for word in 0..<words { vector[word] ^= rows[row + word] }
          }
        }
      }
    }
  }
}
