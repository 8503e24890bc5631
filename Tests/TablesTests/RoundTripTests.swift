import TestBasics
import Foundation
import Testing

@testable import Tables

struct RoundTripTests {
  @Test func anyTableReadsBackAsItWasWritten() throws {
    for seed in 0..<500 {
      var random = SeededNumbers(seed: seed)
      let width = Int.random(in: 1...5, using: &random)
      let columns = (0..<width).map { "\(random.text())\($0)" }
      var table = try Table(columns: columns)
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        try table.append(columns.map { _ in random.text() })
      }
      let back = try Table(parsing: table.csvText, file: "t.csv")
      #expect(back == table, "seed \(seed)")
      #expect(back.csvText == table.csvText, "seed \(seed)")
    }
  }

  @Test func anyBytesAreATableOrATableError() {
    for seed in 0..<5000 {
      var random = SeededNumbers(seed: seed)
      do {
        let table = try Table(parsing: random.bytes(), file: "noise")
        #expect(table.rows.allSatisfy { $0.count == table.columns.count })
      } catch {
        #expect(error is TableError, "seed \(seed): \(error)")
      }
    }
  }

  @Test func anyDoubleReadsBackExactly() {
    var random = SeededNumbers(seed: 7)
    for _ in 0..<20_000 {
      let number = Double(bitPattern: random.next())
      guard number.isFinite else { continue }
      let back = Table.number(in: Table.text(of: number))
      #expect(back?.bitPattern == number.bitPattern)
    }
  }

  @Test(arguments: [
    (0, "0"), (-0.0, "-0"), (2, "2"), (-17, "-17"), (0.1, "0.1"),
    (1e6, "1000000"), (1e18, "1000000000000000000"), (1e300, "1e+300"),
    (1e-7, "1e-07"), (1.0 / 3, "0.3333333333333333"), (.infinity, "inf"),
    (-.infinity, "-inf"), (.nan, "nan"),
  ])
  func numbersAreShortAndWholeOnesPlain(number: Double, text: String) {
    #expect(Table.text(of: number) == text)
  }

  @Test(arguments: [
    "", " 1", "1 ", "0x10", "1,5", "one", "１", "infinity", "NaN", "1e", "--1",
    "1_000", ".", "+",
  ])
  func whatIsNotANumber(cell: String) {
    #expect(Table.number(in: cell) == nil)
  }

  @Test func acceptsWhatOthersWrite() throws {
    let text = "\u{FEFF}a,b\r\n1,\"x,\r\n\"\"y\"\"\"\r\n2,"
    let table = try Table(parsing: text, file: "t.csv")
    #expect(table.columns == ["a", "b"])
    #expect(table.rows == [["1", "x,\r\n\"y\""], ["2", ""]])
    #expect(table.line(ofRow: 0) == 2)
    #expect(table.line(ofRow: 1) == 4)
    #expect(table.csvText == "a,b\n1,\"x,\r\n\"\"y\"\"\"\n2,\n")
  }

  @Test func aColumnIsFoundByName() throws {
    let table = try Table(parsing: "n,loss\n1,0\n2,0.5\n", file: "t.csv")
    #expect(try table.cells(in: "loss") == ["0", "0.5"])
    #expect(try table.numbers(in: "n") == [1, 2])
    #expect(try table.index(of: "loss") == 1)
  }

  @Test func aLongTableIsReadInLittleTime() throws {
    let row = String(repeating: "voltage,0.1,12345.678,\"a,b\"", count: 1)
    let text =
      "a,b,c,d\n" + String(repeating: row + "\n", count: 50_000)
    let start = ContinuousClock.now
    let table = try Table(parsing: text, file: "long.csv")
    #expect(table.rows.count == 50_000)
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
