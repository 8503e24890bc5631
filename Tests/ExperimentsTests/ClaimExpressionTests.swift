import TestBasics
import Tables
import Testing

@testable import Experiments

struct ClaimExpressionTests {
  private static let columns = [
    "scheme", "devices", "loss", "mse", "latency_s",
  ]

  private func table() throws -> Table {
    try Table(
      columns: Self.columns,
      rows: [
        ["cats", "1", "0", "0.2", "4"], ["cats", "2", "0", "0.4", "2"],
        ["cats", "2", "0.1", "0.6", "2.5"], ["voltage", "2", "0.1", "1", ""],
        ["tensor-parallel", "4", "1e-3", "-3", "1"],
      ], file: "a.csv")
  }

  private func value(_ text: String) throws -> Double {
    try ClaimExpression.value(text, over: table())
  }

  @Test(
    arguments: [
      ("2", 2), (" 1 + 2 * 3 ", 7), ("(1 + 2) * 3", 9), ("8 / 4 / 2", 1),
      ("8 - 4 - 2", 2), ("-3 - -2", -1), ("--2", 2), ("2*-3", -6),
      ("1e-3", 0.001), ("2.5E+2 / 1e2", 2.5), (".5 + 1.", 1.5),
      ("1-1e-3-1", -0.001), ("mean(devices)", 2.2), ("min(mse)", -3),
      ("max(mse)", 1), ("mean(mse | scheme=cats)", 0.4),
      ("mean(mse|scheme=cats,devices=2)", 0.5),
      ("mean( mse | scheme = cats , loss = 0.10 )", 0.6),
      ("mean(mse | loss=0.001)", -3), ("mean(mse | loss=1e-3)", -3),
      ("max(mse | mse=-3)", -3), ("mean(mse | scheme=tensor-parallel)", -3),
      // Cells without a value count for nothing.
      ("mean(latency_s | devices=2)", 2.25), ("min(latency_s)", 1),
      ("mean(latency_s | devices=1) / mean(latency_s | devices=4)", 4),
      ("-(min(mse) + 1) * 2", 4),
    ] as [(String, Double)])
  func values(text: String, expected: Double) throws {
    #expect(abs(try value(text) - expected) < 1e-12)
  }

  /// Columns of settings may have a minus in their names.
  @Test func namesWithAMinus() throws {
    let table = try Table(
      columns: ["tensor-parallel.loads", "a-b.c", "v"],
      rows: [["1:2", "8", "5"], ["1:2", "4", "6"], ["1:1", "8", "7"]],
      file: "a.csv")
    let text = "mean(v | tensor-parallel.loads=1:2, a-b.c=8) - min(v|a-b.c=4)"
    #expect(try ClaimExpression.value(text, over: table) == -1)
  }

  private static func unreadable(_ text: String, _ near: String) -> String {
    """
    error: the value '\(text)' of a claim cannot be read near \(near)
      expected: such as mean(latency_s | devices=4) / mean(latency_s | \
    devices=1)
    """
  }

  @Test(
    arguments: [
      ("", "its end"), ("1 +", "its end"), ("1 2", "'2'"), ("(1", "its end"),
      ("1)", "')'"), ("* 2", "'*'"), ("mean mse", "'mse'"),
      ("mean()", "')'"), ("mean(mse |)", "')'"), ("mean(mse", "its end"),
      ("mean(mse | loss)", "')'"), ("mean(3)", "'3'"),
      ("mean(mse | loss=0.1,)", "')'"), ("1 = 1", "'='"),
    ])
  func whatCannotBeRead(text: String, near: String) {
    #expect(complaint { _ = try value(text) } == Self.unreadable(text, near))
  }

  @Test(
    arguments: [
      (
        "median(mse)",
        """
        error: the value 'median(mse)' of a claim names the function 'median'
          expected: mean, min or max
        """
      ),
      (
        "mean(mse | devices=3)",
        """
        error: the value 'mean(mse | devices=3)' of a claim selects no row
          remedy: correct its conditions, or run the points that it asks for
        """
      ),
      (
        "mean(latency_s | scheme=voltage)",
        """
        error: the value 'mean(latency_s | scheme=voltage)' of a claim \
        selects no row with a value
          remedy: correct its conditions, or run the points that it asks for
        """
      ),
      (
        "1 / (mean(loss | loss=0))",
        """
        error: the value '1 / (mean(loss | loss=0))' of a claim is not finite
        """
      ),
      (
        "mean(mes)",
        """
        a.csv:1: error: there is no column 'mes'
          remedy: did you mean 'mse'?
        """
      ),
      (
        "mean(mse | los=0)",
        """
        a.csv:1: error: there is no column 'los'
          remedy: did you mean 'loss'?
        """
      ),
    ])
  func whatHasNoValue(text: String, message: String) {
    #expect(complaint { _ = try value(text) } == message)
  }

  /// An expression in words and its value by plain arithmetic.
  private func arithmetic(
    _ depth: Int, _ numbers: inout SeededNumbers
  ) -> (text: String, value: Double) {
    if depth == 0 || Int.random(in: 0..<5, using: &numbers) == 0 {
      let number = Double(Int.random(in: 1...9999, using: &numbers)) / 64
      return (Table.text(of: number), number)
    }
    let (a, b) = (
      arithmetic(depth - 1, &numbers), arithmetic(depth - 1, &numbers)
    )
    switch Int.random(in: 0..<5, using: &numbers) {
    case 0: return ("(\(a.text) + \(b.text))", a.value + b.value)
    case 1: return ("(\(a.text)-\(b.text))", a.value - b.value)
    case 2: return ("(\(a.text)) * (\(b.text))", a.value * b.value)
    case 3: return ("((\(a.text)) / (\(b.text)))", a.value / b.value)
    default: return ("-(\(a.text))", -a.value)
    }
  }

  @Test(arguments: 0..<200)
  func arithmeticAgrees(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    // Terms with + and - stand in brackets, products do not.
    let (text, expected) = arithmetic(5, &numbers)
    guard expected.isFinite else { return }
    #expect(try value(text) == expected, "\(text)")
  }

  /// Without brackets: products first, then from left to right.
  @Test(arguments: 0..<100)
  func precedence(seed: Int) throws {
    var numbers = SeededNumbers(seed: seed)
    var text = ""
    var sum = 0.0
    for term in 0..<Int.random(in: 1...6, using: &numbers) {
      var product = Double(Int.random(in: 1...99, using: &numbers))
      var words = Table.text(of: product)
      for _ in 0..<Int.random(in: 0...3, using: &numbers) {
        let factor = Double(Int.random(in: 1...99, using: &numbers))
        let divides = Bool.random(using: &numbers)
        words += (divides ? " / " : "*") + Table.text(of: factor)
        product = divides ? product / factor : product * factor
      }
      let minus = term > 0 && Bool.random(using: &numbers)
      text += (term == 0 ? "" : minus ? "-" : " + ") + words
      sum = minus ? sum - product : sum + product
    }
    #expect(try value(text) == sum, "\(text)")
  }
}

/// What a value is put together from.
struct ClaimPartTests {
  @Test func partsInTheirOrder() throws {
    let table = try Table(
      columns: ["loss", "seed", "mse"],
      rows: [
        ["0", "0", "2"], ["0", "1", "4"], ["0.1", "0", "6"], ["0.10", "1", ""],
      ], file: "t.csv")
    let (value, parts) = try ClaimExpression.valueAndParts(
      "mean(mse | loss=0.1) / mean(mse | loss=0) + max(mse)", over: table)
    #expect(value == 8)
    #expect(
      parts.map(\.text) == [
        "mean(mse | loss=0.1)", "mean(mse | loss=0)", "max(mse)",
      ])
    #expect(parts.map(\.value) == [6, 3, 6])
    // A row without a value is selected all the same.
    #expect(parts.map(\.rows) == [[2, 3], [0, 1], [0, 1, 2, 3]])
  }
}
