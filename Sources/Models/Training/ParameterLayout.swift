import Tensors

/// Parameters one after another in memory, cut into pieces of fixed size.
///
/// Threads take whole pieces, and sums over all elements are sums over pieces
/// in order: so the same numbers come out whatever the number of threads.
struct ParameterLayout {
  /// A part of one parameter that stays in the nearest cache.
  struct Piece {
    /// The number of the parameter.
    let parameter: Int
    /// Its elements.
    let range: Range<Int>
    /// Where they are in a buffer of all parameters.
    let start: Int
  }

  /// The elements of a piece at most.
  static let size = 4096

  /// Where each parameter begins; all begin on a cache line.
  let starts: [Int]
  /// The elements of a buffer of all parameters.
  let count: Int
  /// The pieces, by parameter and element.
  let pieces: [Piece]

  init(_ parameters: [Parameter]) {
    var (starts, pieces) = ([Int](), [Piece]())
    var start = 0
    for (index, parameter) in parameters.enumerated() {
      let count = parameter.shape.count
      starts.append(start)
      for at in stride(from: 0, to: count, by: Self.size) {
        pieces.append(
          Piece(
            parameter: index, range: at..<min(count, at + Self.size),
            start: start + at))
      }
      start += (count + 15) / 16 * 16
    }
    (self.starts, self.pieces, count) = (starts, pieces, start)
  }

  /// Calls `body` with each piece and its number, on up to `workers` threads
  /// that each take a run of pieces with about as many elements.
  func forEach(over workers: Int, _ body: (Int, Piece) -> Void) {
    // A few pieces are done before another thread has begun.
    let parts = max(1, min(workers, pieces.count / 8))
    // Nothing here throws.
    try? spread(parts, over: parts) { part in
      let limits = (count * part / parts, count * (part + 1) / parts)
      var number = firstPiece(from: limits.0)
      while number < pieces.count, pieces[number].start < limits.1 {
        body(number, pieces[number])
        number += 1
      }
    }
  }

  /// The first piece that begins at `element` or later.
  private func firstPiece(from element: Int) -> Int {
    var (low, high) = (0, pieces.count)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].start < element {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
