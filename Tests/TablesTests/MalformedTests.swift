import Testing

@testable import Tables

struct MalformedTests {
  @Test(arguments: [
    (
      "",
      """
      t.csv: error: the file is empty
        expected: CSV with the names of the columns in the first line
        remedy: run the experiment that writes it again
      """
    ),
    (
      "a,b\n1,2\n3\n",
      """
      t.csv:3: error: the row has 1 cell
        expected: 2 cells, one per column
        remedy: quote the cells that hold commas; leave no blank lines
      """
    ),
    (
      "a,b\n\"1\n1\",2\n3,4,5\n",
      """
      t.csv:4: error: the row has 3 cells
        expected: 2 cells, one per column
        remedy: quote the cells that hold commas; leave no blank lines
      """
    ),
    (
      "a,b,a\n",
      """
      t.csv:1: error: two columns are called 'a'
        expected: distinct names
      """
    ),
    (
      "a,b\n1,x\"y\n",
      """
      t.csv:2:4: error: a double quote inside a cell without quotes
        expected: cells quoted as RFC 4180 says: "a, ""b\"""
      """
    ),
    (
      "a,b\n\"1\"0,2\n",
      """
      t.csv:2:4: error: text after the closing double quote of a cell
        expected: cells quoted as RFC 4180 says: "a, ""b\"""
      """
    ),
    (
      "a,b\n1,\"2\n3,4\n",
      """
      t.csv:2:3: error: the double quote that opens here never closes
        expected: cells quoted as RFC 4180 says: "a, ""b\"""
      """
    ),
  ])
  func saysWhatIsWrongAndWhere(csv: String, message: String) {
    #expect(told { try Table(parsing: csv, file: "t.csv") } == message)
  }

  @Test func saysWhichByteIsNotUTF8() {
    let bytes: [UInt8] = Array("a,b\nx,é".utf8) + [0xFF, 0x2C]
    #expect(
      told { try Table(parsing: bytes, file: "t.csv") } == """
        t.csv:2:5: error: this byte is not UTF-8
          expected: text in UTF-8
          remedy: convert the file, as iconv does
        """)
  }

  @Test func saysWhichCellIsNotANumber() {
    #expect(
      told {
        try Table(parsing: "n,y\n1,2\n2,oops\n", file: "t.csv")
          .numbers(in: "y")
      } == """
        t.csv:3: error: 'oops' in column 'y' is not a number
          expected: a decimal number such as 0.25 or 1e-3
        """)
  }

  @Test func saysWhichColumnWasMeant() {
    #expect(
      told {
        try Table(parsing: "latency_s,mse\n1,2\n", file: "t.csv")
          .numbers(in: "latncy_s")
      } == """
        t.csv:1: error: there is no column 'latncy_s'
          remedy: did you mean 'latency_s'?
        """)
  }

  @Test func aHeaderAloneIsNoResult() {
    #expect(
      told {
        try Table(parsing: "a,b\n", file: "t.csv").requiringRows()
      } == """
        t.csv: error: the table has a header but no rows
          expected: at least one row
          remedy: run the experiment that writes it again
        """)
  }

  @Test func noColumnsAndRaggedRowsAreNoTables() {
    #expect(throws: TableError.emptyFile("table")) { try Table(columns: []) }
    #expect(
      throws: TableError.raggedRow(
        cells: 1, columns: 2, file: "table", line: 3)
    ) {
      try Table(columns: ["a", "b"], rows: [["1", "2"], ["3"]])
    }
  }
}

/// What the error of `work` says; empty if there is none.
func told<Result>(_ work: () throws -> Result) -> String {
  do {
    _ = try work()
    return ""
  } catch {
    return "\(error)"
  }
}
