import TestBasics

extension SeededNumbers {
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
