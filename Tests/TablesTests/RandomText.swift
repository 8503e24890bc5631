/// Random numbers that are the same on every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A short text, rich in what CSV has to quote.
  mutating func text() -> String {
    let letters = [
      "a", "b", "0", ",", "\"", "\n", "\r", "\r\n", " ", "é", "名", "\u{FEFF}",
      "\u{0}", "'", "\u{301}", ";",
    ]
    let length = Int.random(in: 0...6, using: &self)
    return (0..<length).map { _ in
      letters[Int.random(in: 0..<letters.count, using: &self)]
    }.joined()
  }

  mutating func bytes() -> [UInt8] {
    let likely = Array("a,\"\n\r1".utf8)
    let length = Int.random(in: 0...40, using: &self)
    return (0..<length).map { _ in
      Bool.random(using: &self)
        ? likely[Int.random(in: 0..<likely.count, using: &self)]
        : UInt8.random(in: 0...255, using: &self)
    }
  }
}
