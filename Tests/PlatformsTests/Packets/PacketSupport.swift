import Diagnostics
import Tensors
import TestSupport

@testable import Platforms

/// Vectors over GF(2) as truth values, by the textbook.
enum NaiveField {
  /// The dimension of what some vectors span.
  static func rank(_ vectors: [[Bool]]) -> Int {
    var left = vectors
    var rank = 0
    for column in 0..<(vectors.first?.count ?? 0) {
      guard let pivot = left.firstIndex(where: { $0[column] }) else {
        continue
      }
      let row = left.remove(at: pivot)
      rank += 1
      left = left.map { $0[column] ? sum($0, row) : $0 }
    }
    return rank
  }

  /// The reduced row echelon form, by pivot, without rows of zeros.
  static func echelon(_ vectors: [[Bool]]) -> [[Bool]] {
    var left = vectors
    var done: [[Bool]] = []
    for column in 0..<(vectors.first?.count ?? 0) {
      guard let pivot = left.firstIndex(where: { $0[column] }) else {
        continue
      }
      let row = left.remove(at: pivot)
      left = left.map { $0[column] ? sum($0, row) : $0 }
      done = done.map { $0[column] ? sum($0, row) : $0 } + [row]
    }
    return done
  }

  /// Whether a vector lies in what others span.
  static func spans(_ vectors: [[Bool]], _ vector: [Bool]) -> Bool {
    rank(vectors + [vector]) == rank(vectors)
  }

  static func sum(_ a: [Bool], _ b: [Bool]) -> [Bool] {
    zip(a, b).map { $0 != $1 }
  }

  static func unit(_ place: Int, of count: Int) -> [Bool] {
    (0..<count).map { $0 == place }
  }

  /// The same vector in words of 64 bits.
  static func packed(_ vector: [Bool]) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (vector.count + 63) / 64)
    for (place, bit) in vector.enumerated() where bit {
      words[place / 64] |= 1 << UInt64(place % 64)
    }
    return words
  }

  static func unpacked(_ words: [UInt64], count: Int) -> [Bool] {
    (0..<count).map { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }
}

extension MixerRound {
  /// A round in a corridor where G - 1 fragments are dealt out evenly.
  static func even(
    nodes: Int, hops: Int = 1, quality: Double, messages: Int, slots: Int,
    rule: MixerSendingRule = MixerSendingRule()
  ) throws -> MixerRound {
    try MixerRound(
      graph: .corridor(nodes: nodes, hops: hops, quality: quality),
      fragments: (0..<nodes).map {
        (messages - 1) / nodes + ($0 < (messages - 1) % nodes ? 1 : 0)
      }, slots: slots, rule: rule)
  }

  /// A random round of moderate size.
  static func random(_ random: inout RandomStream) throws -> MixerRound {
    let nodes = random.int(1...9)
    let table = (0..<nodes).map { _ in
      (0..<nodes).map { _ in
        random.pick([0, 0.3, 0.7, 1, Double(random.int(0...100)) / 100])
      }
    }
    var rule = MixerSendingRule()
    rule.patience = random.pick([0, 10, 128])
    rule.farewells = random.int(0...6)
    rule.senders = Double(random.int(1...40)) / 10
    return try MixerRound(
      graph: HopGraph(quality: table),
      fragments: (0..<nodes).map { _ in random.int(0...12) },
      slots: random.int(1...300), rule: rule)
  }
}

/// Within five deviations of a binomial count.
func isLikely(_ count: Int, of total: Int, at probability: Double) -> Bool {
  let mean = Double(total) * probability
  let deviation = (mean * (1 - probability)).squareRoot()
  return abs(Double(count) - mean) <= 5 * deviation
}

/// The text of the error that `body` throws, or "" if it throws none.
func wording(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return Diagnosis(of: error).text
  }
}
