import Foundation

extension FuzzTarget {
  /// Readers with one fault each, by which the fuzzer itself is tested.
  public static var faulty: [FuzzTarget] {
    let corpus = [Array("a small file".utf8)]
    @Sendable func isDamaged(_ file: URL) throws -> Bool {
      try Data(contentsOf: file) != Data(corpus[0])
    }
    return [
      FuzzTarget("faulty-crash", file: "f", corpus: corpus) {
        if try isDamaged($0) { abort() }
      },
      FuzzTarget("faulty-error", file: "f", corpus: corpus) {
        if try isDamaged($0) { throw CocoaError(.fileReadUnknown) }
      },
      FuzzTarget("faulty-memory", file: "f", corpus: corpus) { file in
        guard try isDamaged(file) else { return }
        var hoard: [[UInt8]] = []
        while hoard.count < 1 << 16 {
          hoard.append([UInt8](repeating: 1, count: 1 << 20))
        }
      },
    ]
  }
}
