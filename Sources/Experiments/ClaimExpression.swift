import Tables

/// The value of a claim, as an expression over the rows of a CSV file.
///
///     mean(mse | train_loss=0.1, loss=0.1) / mean(mse | loss=0)
///
/// Numbers, `+ - * /`, brackets, and `mean`, `min`, `max` of a column over the
/// rows whose cells are as said; numbers are compared as numbers.
struct ClaimExpression {
  private let table: Table
  private let tokens: [Token]
  private let text: String
  private var next = 0
  private var parts: [ClaimPart] = []

  private enum Token: Equatable {
    case number(Double)
    case word(String)
    case sign(Character)
  }

  /// The value of `text` over `table`.
  ///
  /// - Throws: ``ClaimError``, also if a selection has no row or no value.
  static func value(_ text: String, over table: Table) throws -> Double {
    try valueAndParts(text, over: table).value
  }

  /// The value of `text` over `table`, and what it is put together from.
  ///
  /// - Throws: as ``value(_:over:)``.
  static func valueAndParts(
    _ text: String, over table: Table
  ) throws -> (value: Double, parts: [ClaimPart]) {
    var expression = ClaimExpression(text, table)
    let value = try expression.sum()
    guard expression.next == expression.tokens.count else {
      throw ClaimError.syntax(text, near: expression.rest)
    }
    guard value.isFinite else { throw ClaimError.notFinite(text) }
    return (value, expression.parts)
  }

  /// Half of the 95 % confidence interval of the value by seed.
  ///
  /// - Returns: `nil` for a table without two seeds, or where one of them
  ///   lacks rows.
  static func interval(_ text: String, over table: Table) throws -> Double? {
    guard table.columns.contains("seed") else { return nil }
    let seeds = try table.cells(in: "seed")
    let all = Set(seeds)
    guard all.count > 1 else { return nil }
    let values = try all.sorted().compactMap { seed -> Double? in
      let rows = table.rows.indices.filter { seeds[$0] == seed }
      let part = try Table(
        columns: table.columns, rows: rows.map { table.rows[$0] },
        file: table.file)
      return try? value(text, over: part)
    }
    guard values.count == all.count else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return StudentT.quantile(degrees: values.count - 1)
      * (square / (count - 1) / count).squareRoot()
  }

  private init(_ text: String, _ table: Table) {
    self.text = text
    self.table = table
    tokens = Self.tokens(of: text)
  }

  private static func tokens(of text: String) -> [Token] {
    let signs = "()|,=+-*/"
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest = rest.dropFirst()
      } else if let last = tokens.last,
        last == .sign("=")
          || [.sign("|"), .sign(",")].contains(last) && !signs.contains(first)
      {
        // A condition: the name of a column, such as digital-ofdma.bits, or
        // behind "=" a value, such as 0.1 or tensor-parallel.
        let word = rest.prefix {
          !",)| ".contains($0) && (last == .sign("=") || $0 != "=")
        }
        tokens.append(.word(String(word.isEmpty ? rest.prefix(1) : word)))
        rest = rest.dropFirst(max(1, word.count))
      } else if signs.contains(first) {
        tokens.append(.sign(first))
        rest = rest.dropFirst()
      } else {
        let number = rest.prefixMatch(of: /[0-9.]+([eE][-+]?[0-9]+)?/)
        let word =
          number?.output.0
          ?? rest.prefix { !signs.contains($0) && !$0.isWhitespace }
        tokens.append(
          number == nil
            ? .word(String(word))
            : Double(word).map(Token.number) ?? .word(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
    return tokens
  }

  private var token: Token? { next < tokens.count ? tokens[next] : nil }

  private var rest: String {
    switch token {
    case .number(let number): "'\(Table.text(of: number))'"
    case .word(let word): "'\(word)'"
    case .sign(let sign): "'\(sign)'"
    case nil: "its end"
    }
  }

  private mutating func take(_ sign: Character) -> Bool {
    guard token == .sign(sign) else { return false }
    next += 1
    return true
  }

  private mutating func expect(_ sign: Character) throws {
    guard take(sign) else { throw ClaimError.syntax(text, near: rest) }
  }

  private mutating func sum() throws -> Double {
    var value = try product()
    while true {
      if take("+") {
        value += try product()
      } else if take("-") {
        value -= try product()
      } else {
        return value
      }
    }
  }

  private mutating func product() throws -> Double {
    var value = try factor()
    while true {
      if take("*") {
        value *= try factor()
      } else if take("/") {
        value /= try factor()
      } else {
        return value
      }
    }
  }

  private mutating func factor() throws -> Double {
    if take("-") { return -(try factor()) }
    if take("(") {
      let value = try sum()
      try expect(")")
      return value
    }
    switch token {
    case .number(let number):
      next += 1
      return number
    case .word(let function):
      next += 1
      return try aggregate(function)
    default:
      throw ClaimError.syntax(text, near: rest)
    }
  }

  /// `mean(column | column=value, ...)`, behind its name.
  private mutating func aggregate(_ function: String) throws -> Double {
    guard ["mean", "min", "max"].contains(function) else {
      throw ClaimError.function(function, of: text)
    }
    try expect("(")
    let column = try word()
    var conditions: [ClaimPart.Condition] = []
    if take("|") {
      repeat {
        let name = try word()
        try expect("=")
        conditions.append(.init(column: name, value: try word()))
      } while take(",")
    }
    try expect(")")
    let (values, rows) = try select(column, conditions)
    let value =
      switch function {
      case "min": values.min() ?? .nan
      case "max": values.max() ?? .nan
      default: values.reduce(0, +) / Double(values.count)
      }
    parts.append(
      ClaimPart(
        function: function, column: column, conditions: conditions,
        value: value, rows: rows))
    return value
  }

  private mutating func word() throws -> String {
    guard case .word(let word) = token else {
      throw ClaimError.syntax(text, near: rest)
    }
    next += 1
    return word
  }

  private func select(
    _ column: String, _ conditions: [ClaimPart.Condition]
  ) throws -> (values: [Double], rows: [Int]) {
    let cells = try table.cells(in: column)
    let tests = try conditions.map {
      (try table.cells(in: $0.column), $0.value)
    }
    let rows = table.rows.indices.filter { row in
      tests.allSatisfy { Self.agree($0[row], $1) }
    }
    // An empty cell is a point without a value, such as one that does not fit.
    let values = rows.compactMap { Table.number(in: cells[$0]) }
    guard !values.isEmpty else {
      throw ClaimError.noRow(text, found: rows.count)
    }
    return (values, rows)
  }

  private static func agree(_ cell: String, _ value: String) -> Bool {
    if let a = Table.number(in: cell), let b = Table.number(in: value) {
      return a == b
    }
    return cell == value
  }
}
