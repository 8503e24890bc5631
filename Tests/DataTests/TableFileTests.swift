import TestBasics
import Foundation
import Testing

@testable import Models

struct TableFileTests {
  private static let head = "date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT\n"
  private static let row = "2016-07-01 00:00:00,5,2,1.5,-0.5,4e1,+1,30.25\n"
  private static let later = "2016-07-01 01:00:00,6,2,1.5,-0.5,4e1,+1,3\n"

  @Test(arguments: ["\n", "\r\n"])
  func ett(end: String) throws {
    let text = (Self.head + Self.row + Self.later)
      .replacingOccurrences(of: "\n", with: end)
    let series = try ETT.read(Data(text.utf8), file: "a.csv")
    #expect(series.columns == ETT.columns)
    #expect(series.count == 2)
    #expect(
      series.values == [
        [5, 6], [2, 2], [1.5, 1.5], [-0.5, -0.5], [40, 40], [1, 1], [30.25, 3],
      ])
    #expect(try series.column("OT").values == [[30.25, 3]])
    #expect(
      complaint { _ = try series.column("OTT") } == """
        error: the data has no column 'OTT'
          remedy: did you mean 'OT'?
        """)
  }

  @Test(arguments: [
    ("", "a.csv:1: error: the file has no rows", "one or more rows"),
    (head, "a.csv:2: error: the file has no rows", "one or more rows"),
    (
      "date,OT\n" + row, "a.csv:1: error: the columns are date,OT",
      "date,HUFL,HULL,MUFL,MULL,LUFL,LULL,OT"
    ),
    (head + "1,2\n", "a.csv:2: error: the row has 2 cells", "8 cells"),
    (head + row + "\n", "a.csv:3: error: the row has 1 cell", "8 cells"),
    (
      head + row.replacing("30.25", with: "x"),
      "a.csv:2:41: error: the cell holds 'x'", "a finite number"
    ),
    (
      head + row.replacing(",5,", with: ",é,").replacing("1.5", with: "nan"),
      "a.csv:2:21: error: the cell holds 'é'", "a finite number"
    ),
    (
      head + row.replacing("1.5", with: "nan"),
      "a.csv:2:25: error: the cell holds 'nan'", "a finite number"
    ),
    (
      head + row.replacing("1.5", with: "0x1"),
      "a.csv:2:25: error: the cell holds '0x1'", "a finite number"
    ),
    (
      head + row.replacing("1.5", with: "1e999"),
      "a.csv:2:25: error: the cell holds '1e999'", "a finite number"
    ),
    (
      head + row.replacing("1.5", with: ""),
      "a.csv:2:25: error: the cell holds ''", "a finite number"
    ),
    (
      head + row.replacing("1.5", with: String(repeating: "z", count: 99)),
      "a.csv:2:25: error: the cell holds '\(String(repeating: "z", count: 40))"
        + "...'", "a finite number"
    ),
    (
      head + row.replacing("2016-07", with: "2016/07"),
      "a.csv:2:1: error: the cell holds '2016/07-01 00:00:00'",
      "a date: 2016-07-01 00:00:00"
    ),
    (
      head + row + row,
      "a.csv:3:1: error: '2016-07-01 00:00:00' follows "
        + "'2016-07-01 00:00:00'", "each date later than the one before"
    ),
  ])
  func ettErrors(text: String, problem: String, expected: String) {
    #expect(
      complaint { _ = try ETT.read(Data(text.utf8), file: "a.csv") } == """
        \(problem)
          expected: \(expected)
          remedy: fetch the file again with 'make data'
        """)
  }

  private static let digit =
    (0..<64).map { String($0 % 17) }.joined(separator: ",") + ",7\n"

  @Test(arguments: ["", "Block 1,Block 2\n"])
  func optdigits(header: String) throws {
    let set = try OptDigits.read(
      Data((header + Self.digit + Self.digit).utf8), file: "a.tra")
    #expect(set.labels == [7, 7])
    let first: [UInt8] = (0..<64).map { $0 % 17 }
    #expect(Array(set.pixels[..<64]) == first)
    #expect(try set.batch([0]).values().max() == 1)
  }

  private static let nines = String(repeating: "9", count: 30)

  @Test(arguments: [
    ("", "a.tra:1: error: the file has no rows", "one or more rows"),
    ("Block 1\n", "a.tra:2: error: the file has no rows", "one or more rows"),
    ("1,2\n", "a.tra:1: error: the row has 2 cells", "65 cells"),
    (
      "17" + digit.dropFirst(), "a.tra:1:1: error: the cell holds '17'",
      "an integer from 0 to 16"
    ),
    (
      digit + "-1" + digit.dropFirst(),
      "a.tra:2:1: error: the cell holds '-1'", "an integer from 0 to 16"
    ),
    (
      nines + digit.dropFirst(), "a.tra:1:1: error: the cell holds '\(nines)'",
      "an integer from 0 to 16"
    ),
    (
      digit.dropLast(2) + "10\n", "a.tra:1:153: error: the cell holds '10'",
      "an integer from 0 to 9"
    ),
  ])
  func optdigitsErrors(text: String, problem: String, expected: String) {
    #expect(
      complaint { _ = try OptDigits.read(Data(text.utf8), file: "a.tra") }
        == """
        \(problem)
          expected: \(expected)
          remedy: fetch the file again with 'make data'
        """)
  }

  private static let clips = "clip,word,label,kwt1_pred,v0.01_split\n"

  private func clipFiles(_ clips: String, values: [Float]) -> [String: [UInt8]]
  {
    [
      "labels.txt": Array("yes\nno".utf8), "clips.csv": Array(clips.utf8),
      "mfcc_1x98x40.f32": values.withUnsafeBytes { Array($0) },
    ]
  }

  @Test func keywordClips() throws {
    let values = (0..<3920).map { Float($0) }
    let files = clipFiles(Self.clips + "a/b.wav,no,1,0,test\n", values: values)
    try withFolder(files) { folder in
      let set = try KeywordClips(folder)
      #expect(set.classes == ["yes", "no"])
      #expect(
        set.clips == [
          .init(
            name: "a/b.wav", word: "no", label: 1, predicted: 0, split: "test")
        ])
      #expect(try set.batch([0]).shape.description == "1x98x40")
      #expect(try set.batch([0]).values() == values)
      #expect(complaint { _ = try set.batch([1]) }.contains("no item 1"))
    }
  }

  @Test(
    arguments: [
      ("clip\n", 3920, 0, "clips.csv:1: error: the columns are clip"),
      (clips, 3920, 0, "clips.csv:2: error: the file has no rows"),
      (
        clips + "a,b,2,0,c\n", 3920, 0,
        "clips.csv:2:5: error: the cell holds '2'"
      ),
      (clips + "a,b,1,0\n", 3920, 0, "clips.csv:2: error: the row has 4 cells"),
      (
        clips + "a,b,1,0,c\n", 3919, 0,
        "mfcc_1x98x40.f32: error: the file has 15676 bytes"
      ),
      (
        clips + "a,b,1,0,c\n", 3920, .nan,
        "mfcc_1x98x40.f32: error: entry 5 holds nan"
      ),
    ] as [(String, Int, Float, String)])
  func keywordErrors(clips: String, count: Int, value: Float, message: String)
    throws
  {
    var values = [Float](repeating: 0, count: count)
    values[5] = value
    try withFolder(clipFiles(clips, values: values)) { folder in
      #expect(complaint { _ = try KeywordClips(folder) }.contains(message))
    }
  }
}
