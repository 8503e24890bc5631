extension Table {
  /// The shortest text that reads back as exactly `number`.
  ///
  /// The same in every locale. Whole numbers up to 2^63 have neither a
  /// fraction nor an exponent: `2`, `-0`, `100000000000000000000` is `1e+20`.
  /// Not-a-number and the infinities are `nan`, `inf` and `-inf`.
  public static func text(of number: Double) -> String {
    guard let whole = Int64(exactly: number) else { return "\(number)" }
    return whole == 0 && number.sign == .minus ? "-0" : "\(whole)"
  }

  /// The number that a cell holds; `nil` if it holds something else.
  ///
  /// Decimal numbers with an optional sign, fraction and exponent, and `nan`,
  /// `inf` and `-inf`. Spaces, hexadecimal numbers and digits of other scripts
  /// are not numbers, because not every reader of a CSV agrees on them. A
  /// decimal number too large for a double is infinite.
  public static func number(in cell: String) -> Double? {
    switch cell {
    case "nan", "inf", "-inf": return Double(cell)
    default:
      let decimal = cell.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
          UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
          UInt8(ascii: "E"):
          true
        default: false
        }
      }
      return decimal ? Double(cell) : nil
    }
  }
}
