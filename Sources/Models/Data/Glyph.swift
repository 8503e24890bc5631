/// The ten digits in seven segments, on a field of 28 x 28 pixels.
///
/// A digit is 10 wide and 17 high with strokes of 3 pixels. Several differ in
/// one segment only (8 from 0, 6 and 9; 1 from 7), so an occluded segment can
/// make two classes alike.
enum Glyph {
  static let side = 28
  static let width = 10
  static let height = 17
  /// Columns and rows that a digit can be shifted by, from the top left.
  static let shifts = (columns: side - width - 3, rows: side - height - 3)

  /// Rows and columns of the segments a to g: top, right above, right below,
  /// bottom, left below, left above, middle.
  private static let segments: [(rows: Range<Int>, columns: Range<Int>)] = [
    (0..<3, 0..<10), (0..<10, 7..<10), (7..<17, 7..<10), (14..<17, 0..<10),
    (7..<17, 0..<3), (0..<10, 0..<3), (7..<10, 0..<10),
  ]

  private static let digits = [
    "abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc",
    "abcdefg", "abcdfg",
  ]

  /// For each digit, which of its 17 x 10 pixels are ink.
  static let masks: [[Bool]] = digits.map { digit in
    var mask = [Bool](repeating: false, count: width * height)
    for segment in digit.utf8 {
      let (rows, columns) = segments[Int(segment - UInt8(ascii: "a"))]
      for row in rows {
        for column in columns { mask[row * width + column] = true }
      }
    }
    return mask
  }
}
